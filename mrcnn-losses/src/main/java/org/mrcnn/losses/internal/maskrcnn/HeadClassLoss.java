// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Accuracy;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.CrossEntropy;
import org.mrcnn.losses.internal.Emphasis;
import org.mrcnn.losses.internal.LabelledRows;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The class loss of the heads: the mean cross entropy over the RoIs whose predicted class is active in their image, that is,
 * belongs to the data set that the image is from; 0 if there are none. As in Matterport Mask_RCNN, model.py 1078, with three
 * defects fixed: each image has its own active classes, padding rows are ignored, and nothing is divided by 0.
 */
public final class HeadClassLoss extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public HeadClassLoss() {}

    private HeadClassLoss(SameDiff sd, boolean legacy, SDVariable... inputs) {
        super(sd, inputs);
        addBArgument(legacy);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param targetClassIds integers [N, R]: 0 for background, -1 for a padding row
     * @param logits FLOAT [N, R, classes] or [N * R, classes]
     * @param activeClassIds [N, classes], of any numeric type: 1 if the class is active, otherwise 0
     */
    public static Loss of(SDVariable targetClassIds, SDVariable logits, SDVariable activeClassIds) {
        return of(targetClassIds, logits, activeClassIds, Emphasis.NONE);
    }

    /** Like the other method, with weights of the RoIs. */
    public static Loss of(SDVariable targetClassIds, SDVariable logits, SDVariable activeClassIds, Emphasis emphasis) {
        requireInteger(targetClassIds);
        requireFloat(logits);
        return (sd, name) -> {
            HeadClassLoss loss = new HeadClassLoss(sd, false, logits, targetClassIds, activeClassIds);
            loss.addTArgument(emphasis.toArguments());
            return loss.named(name);
        };
    }

    /**
     * Like {@link #of}, with the defects: the active classes of image 0 apply to the whole batch, and the loss is NaN if no row
     * is included. Give padding rows the class 0 to train them as background. For comparisons with Matterport only.
     */
    public static Loss legacy(SDVariable targetClassIds, SDVariable logits, SDVariable activeClassIds) {
        requireInteger(targetClassIds);
        requireFloat(logits);
        return (sd, name) -> new HeadClassLoss(sd, true, logits, targetClassIds, activeClassIds).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_head_class_loss";
    }

    @Override
    protected double value(OpRun run) {
        LabelledRows rows = rows(run);
        return boolArg(0) && rows.count() == 0 ? Double.NaN : rows.crossEntropy(run, Emphasis.of(tArgs()));
    }

    @Override
    protected double count(OpRun run) {
        return rows(run).weight(Emphasis.of(tArgs()));
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        LabelledRows rows = rows(run);
        if (boolArg(0) && rows.count() == 0) {
            run.output(0).assign(Float.NaN);
        } else {
            rows.writeGradient(run, upstream, Emphasis.of(tArgs()));
        }
    }

    private LabelledRows rows(OpRun run) {
        int[] ids = run.ints(1);
        long[] active = run.input(2).shape();
        int classes = Math.toIntExact(run.input(0).size(-1));
        require(
                HeadBoxLoss.isPerRoi(run.input(0).shape(), run.input(1).shape(), classes)
                        && run.input(1).rank() == 2
                        && isShape(active, new long[] {run.input(1).size(0)}, classes),
                "expected logits [N, R, classes] or [N * R, classes], target ids [N, R] and active ids [N, classes], found shapes %s, %s"
                        + " and %s",
                run.input(0).shape(),
                run.input(1).shape(),
                active);
        require(
                Emphasis.of(tArgs()).fits(classes),
                "expected a weight for each of %s classes, found %s weights",
                classes,
                tArgs().length - 1);
        int[] activeIds = run.ints(2);
        if (boolArg(0)) {
            for (int k = classes; k < activeIds.length; k++) {
                activeIds[k] = activeIds[k % classes];
            }
        }
        return labelledRows(ids, run.floats(0), activeIds, classes);
    }

    /**
     * Selects the rows that the loss includes.
     *
     * @param ids [N * R], target classes, -1 for padding
     * @param logits [N * R * classes]
     * @param active [N * classes], not 0 if the class is active in the image
     */
    static LabelledRows labelledRows(int[] ids, float[] logits, int[] active, int classes) {
        int rowsPerImage = ids.length / (active.length / classes);
        return LabelledRows.where(
                ids,
                row -> ids[row] != -1
                        && (active[row / rowsPerImage * classes + Accuracy.best(logits, row, classes)] != 0
                                || CrossEntropy.hasNaN(logits, row, classes)),
                classes);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new HeadClassLoss(sd, false, inputs);
    }
}
