// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.internal.ssd.HardNegativeMining;
import org.mrcnn.losses.internal.ssd.SsdBoxLoss;
import org.mrcnn.losses.internal.ssd.SsdClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * SSD's loss as an objective of its two parts. The reference packs one-hot classes, offsets and unused values into rows. Its
 * value is one number per image, whose mean is trained.
 */
final class SsdLossTopic implements Topic {
    private static final int OFFSETS = 4;
    private static final int UNUSED = 8;

    @Override
    public String name() {
        return "ssd_loss";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        int[] shape = golden.array("y_pred").shape();
        int width = shape[2];
        int classes = width - OFFSETS - UNUSED;
        SameDiff sd = SameDiff.create();
        float[] truth = golden.floats("y_true");
        float[] predicted = golden.floats("y_pred");
        SDVariable labels = GraphRun.constant(sd, "labels", labels(truth, width, classes), shape[0], shape[1]);
        SDVariable scores =
                GraphRun.variable(sd, "scores", columns(predicted, width, 0, classes), shape[0], shape[1], classes);
        SDVariable offsets = GraphRun.variable(
                sd, "offsets", columns(predicted, width, classes, OFFSETS), shape[0], shape[1], OFFSETS);
        SDVariable targets =
                GraphRun.constant(sd, "targets", columns(truth, width, classes, OFFSETS), shape[0], shape[1], OFFSETS);
        HardNegativeMining mining = new HardNegativeMining(
                golden.params().number("neg_pos_ratio"), golden.params().whole("n_neg_min"));
        Objective objective = Objective.on(sd)
                .loss("ssd_class_loss", SsdClassLoss.ofProbabilities(mining, labels, scores))
                .loss("ssd_bbox_loss", golden.params().number("alpha"), SsdBoxLoss.of(labels, targets, offsets))
                .build();
        SDVariable total = sd.getVariable(objective.total());
        GraphRun run = GraphRun.backward(total);
        double expected = Arrays.stream(golden.doubles("loss")).average().orElseThrow();
        double[] gradient = gradient(run, shape[0], width, classes);
        return List.of(
                Comparison.of(
                        "mean loss", expected, run.value(total)[0], golden.tolerance("loss", Tolerance.relative(1e-5))),
                Comparison.of(
                        "grad", golden.doubles("grad"), gradient, golden.tolerance("grad", Tolerance.relative(1e-4))));
    }

    /** Returns the one-hot classes; -1 for rows without class. */
    private static int[] labels(float[] truth, int width, int classes) {
        int[] labels = new int[truth.length / width];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = -1;
            for (int c = 0; c < classes; c++) {
                labels[i] = truth[i * width + c] == 1 ? c : labels[i];
            }
        }
        return labels;
    }

    private static float[] columns(float[] rows, int width, int first, int count) {
        float[] columns = new float[rows.length / width * count];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows[i / count * width + first + i % count];
        }
        return columns;
    }

    /** Returns the gradient of the sum of the images' losses, which is their number times the mean. */
    private static double[] gradient(GraphRun run, int images, int width, int classes) {
        double[] scores = run.gradient("scores");
        double[] offsets = run.gradient("offsets");
        double[] rows = new double[scores.length / classes * width];
        putColumns(scores, rows, width, 0, classes);
        putColumns(offsets, rows, width, classes, OFFSETS);
        return Arrays.stream(rows).map(value -> images * value).toArray();
    }

    private static void putColumns(double[] columns, double[] rows, int width, int first, int count) {
        for (int i = 0; i < columns.length; i++) {
            rows[i / count * width + first + i % count] = columns[i];
        }
    }
}
