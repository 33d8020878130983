// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.Slices;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The box loss of the heads: by default the mean smooth L1 over the four deltas that positive RoIs have for their own class, as
 * in Matterport Mask_RCNN, model.py 1119; {@link DeltaLoss} has other forms. 0 if there are no positives.
 */
public final class HeadBoxLoss extends ScalarOp {

    private static final int DELTAS = 4;

    /** Creates an empty op for the clone that SameDiff makes. */
    public HeadBoxLoss() {}

    private record Settings(boolean targetGradient, DeltaLoss loss) {}

    private HeadBoxLoss(SameDiff sd, Settings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    private HeadBoxLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param targetDeltas FLOAT [N, R, 4]
     * @param targetClassIds integers [N, R]: above 0 for positives; background (0) and padding (-1) are ignored
     * @param deltas FLOAT [N, R, classes, 4] or [N * R, classes, 4]: dy, dx, log dh, log dw
     */
    public static Loss of(SDVariable targetDeltas, SDVariable targetClassIds, SDVariable deltas) {
        return of(DeltaLoss.smoothL1(), targetDeltas, targetClassIds, deltas);
    }

    /** Like the other method, with another comparison of deltas. */
    public static Loss of(DeltaLoss loss, SDVariable targetDeltas, SDVariable targetClassIds, SDVariable deltas) {
        return create(new Settings(false, loss), targetDeltas, targetClassIds, deltas);
    }

    /**
     * Like {@link #of}, but the target deltas have a gradient too, which reaches the region proposal network if they are
     * computed from its boxes. Matterport Mask_RCNN does so by oversight (model.py 574). For comparisons with it only.
     */
    public static Loss withTargetGradient(SDVariable targetDeltas, SDVariable targetClassIds, SDVariable deltas) {
        return create(new Settings(true, DeltaLoss.smoothL1()), targetDeltas, targetClassIds, deltas);
    }

    private static Loss create(Settings settings, SDVariable targetDeltas, SDVariable ids, SDVariable deltas) {
        requireFloat(targetDeltas);
        requireInteger(ids);
        requireFloat(deltas);
        return (sd, name) -> new HeadBoxLoss(sd, settings, deltas, ids, targetDeltas).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_head_bbox_loss";
    }

    @Override
    protected double value(OpRun run) {
        int[] ids = ids(run);
        return loss().value(
                        targetSlices(ids).read(run.floatBuffer(2)),
                        slices(ids, run).read(run.floatBuffer(0)),
                        rows(ids));
    }

    @Override
    protected double count(OpRun run) {
        return loss().count(rows(ids(run)));
    }

    /** Counts the rows. Padding rows are not sampled rows. */
    private static DeltaLoss.Rows rows(int[] ids) {
        int sampled = (int) Arrays.stream(ids).filter(id -> id >= 0).count();
        return new DeltaLoss.Rows(positives(ids).length, sampled);
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0 || (input == 2 && settings(Settings.class).targetGradient());
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        int[] ids = ids(run);
        Slices targets = targetSlices(ids);
        Slices slices = slices(ids, run);
        float[] gradient = loss().gradient(
                        targets.read(run.floatBuffer(2)),
                        slices.read(run.floatBuffer(0)),
                        rows(ids),
                        input == 0 ? upstream : -upstream);
        (input == 0 ? slices : targets).write(gradient, run);
    }

    private DeltaLoss loss() {
        return settings(Settings.class).loss();
    }

    private int[] ids(OpRun run) {
        int[] ids = run.ints(1);
        long[] deltas = run.input(0).shape();
        long[] rois = run.input(1).shape();
        require(
                deltas.length >= 3
                        && isPerRoi(deltas, rois, deltas[deltas.length - 2], DELTAS)
                        && isShape(run.input(2).shape(), rois, DELTAS),
                "expected deltas [N, R, classes, 4] or [N * R, classes, 4], target ids [N, R] and target deltas [N, R, 4], found shapes %s, %s"
                        + " and %s",
                deltas,
                run.input(1).shape(),
                run.input(2).shape());
        return ids;
    }

    private static Slices slices(int[] ids, OpRun run) {
        return Slices.ofRows(classRows(ids, Math.toIntExact(run.input(0).size(-2))), DELTAS);
    }

    private static Slices targetSlices(int[] ids) {
        return Slices.ofRows(positives(ids), DELTAS);
    }

    /** Returns whether a shape is {@code sizes} per RoI, with the RoIs in the shape [N, R] or in a single axis. */
    static boolean isPerRoi(long[] shape, long[] rois, long... sizes) {
        return isShape(shape, rois, sizes)
                || isShape(shape, new long[] {Arrays.stream(rois).reduce(1, Math::multiplyExact)}, sizes);
    }

    /** Returns the indices of the positive RoIs. */
    static int[] positives(int[] ids) {
        return IntStream.range(0, ids.length).filter(i -> ids[i] > 0).toArray();
    }

    /** Returns RoI * classes + class for each positive RoI. */
    static int[] classRows(int[] ids, int classes) {
        return Arrays.stream(positives(ids))
                .map(roi -> {
                    if (ids[roi] >= classes) {
                        throw new IllegalArgumentException("expected target class ids below " + classes
                                + ", the number of classes, found " + ids[roi] + " for ROI " + roi + " of the batch");
                    }
                    return roi * classes + ids[roi];
                })
                .toArray();
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new HeadBoxLoss(sd, inputs);
    }
}
