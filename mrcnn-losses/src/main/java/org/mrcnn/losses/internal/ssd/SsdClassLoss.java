// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.ssd;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.CrossEntropy;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The class loss of SSD's default boxes: the sum of the cross entropies of the positive boxes and of the hardest negatives of
 * the batch (see {@link HardNegativeMining}), divided by the number of positives, at least 1.
 */
public final class SsdClassLoss extends ScalarOp {

    /** Smaller probabilities are replaced by this value and have no gradient, as in SSD's ports to Keras. */
    private static final double LEAST_PROBABILITY = 1e-15;

    /** Creates an empty op for the clone that SameDiff makes. */
    public SsdClassLoss() {}

    private SsdClassLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param labels integers [N, boxes]: the class, above 0, of a positive box; 0 for background; -1 for a box that is left out
     * @param logits FLOAT [N, boxes, classes], background first
     */
    public static Loss of(HardNegativeMining mining, SDVariable labels, SDVariable logits) {
        return create(mining, false, labels, logits);
    }

    /** Like {@link #of}, from probabilities, which are raised to at least 1e-15: for models that end in a softmax. */
    public static Loss ofProbabilities(HardNegativeMining mining, SDVariable labels, SDVariable probabilities) {
        return create(mining, true, labels, probabilities);
    }

    private static Loss create(HardNegativeMining mining, boolean probabilities, SDVariable labels, SDVariable scores) {
        requireInteger(labels);
        requireFloat(scores);
        return (sd, name) -> {
            SsdClassLoss loss = new SsdClassLoss(sd, scores, labels);
            loss.addIArgument(mining.minNegatives());
            loss.addTArgument(mining.negativesPerPositive());
            loss.addBArgument(probabilities);
            return loss.named(name);
        };
    }

    @Override
    public String opName() {
        return "mrcnn_ssd_class_loss";
    }

    @Override
    protected double value(OpRun run) {
        int[] labels = labels(run);
        double[] losses = losses(run.floats(0), labels, classes(run));
        if (!Arrays.stream(losses).allMatch(Double::isFinite)) {
            return Double.NaN; // mining would leave a NaN out or sort it to a wrong place
        }
        double sum =
                IntStream.of(chosen(labels, losses)).mapToDouble(i -> losses[i]).sum();
        return sum / HardNegativeMining.divisor(labels);
    }

    @Override
    protected double count(OpRun run) {
        return HardNegativeMining.divisor(labels(run));
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        int[] labels = labels(run);
        int classes = classes(run);
        float[] scores = run.floats(0);
        float[] gradient = new float[scores.length];
        double scale = upstream / HardNegativeMining.divisor(labels);
        for (int box : chosen(labels, losses(scores, labels, classes))) {
            int from = box * classes;
            if (boolArg(0)) {
                double p = scores[from + labels[box]];
                gradient[from + labels[box]] = p < LEAST_PROBABILITY ? 0 : gradient(-scale / p);
            } else {
                double logSum = CrossEntropy.logSumExp(scores, from, classes);
                for (int c = 0; c < classes; c++) {
                    double difference = Math.exp(scores[from + c] - logSum) - (c == labels[box] ? 1 : 0);
                    gradient[from + c] = gradient(scale * difference);
                }
            }
        }
        run.put(0, gradient);
    }

    /** Returns the indices of the positive boxes, and of the negatives that mining selects. */
    private int[] chosen(int[] labels, double[] losses) {
        HardNegativeMining mining = new HardNegativeMining(doubleArg(0), intArg(1));
        IntStream positives = IntStream.range(0, labels.length).filter(i -> labels[i] > HardNegativeMining.BACKGROUND);
        return IntStream.concat(positives, Arrays.stream(mining.choose(labels, losses)))
                .toArray();
    }

    /** Returns the cross entropy of each box; 0 for a box that is left out. */
    private double[] losses(float[] scores, int[] labels, int classes) {
        double[] losses = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            if (labels[i] >= 0) {
                float own = scores[i * classes + labels[i]];
                losses[i] = boolArg(0)
                        ? -Math.log(Math.max(own, LEAST_PROBABILITY))
                        : CrossEntropy.logSumExp(scores, i * classes, classes) - own;
            }
        }
        return losses;
    }

    private int[] labels(OpRun run) {
        int[] labels = run.ints(1);
        int classes = classes(run);
        requireLabels(run, 0, 1);
        for (int i = 0; i < labels.length; i++) {
            require(
                    labels[i] >= -1 && labels[i] < classes,
                    "expected labels of 0 to %s, or -1 for a box that does not enter, found %s for box %s of the batch",
                    classes - 1,
                    labels[i],
                    i);
        }
        return labels;
    }

    private static int classes(OpRun run) {
        return Math.toIntExact(run.input(0).size(-1));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SsdClassLoss(sd, inputs);
    }
}
