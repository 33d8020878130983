// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.DetectionTargetSettings;
import org.mrcnn.data.internal.targets.DetectionTargets;
import org.mrcnn.data.internal.targets.GroundTruth;
import org.mrcnn.data.internal.targets.IdSampler;
import org.mrcnn.data.internal.targets.MaskStack;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Selects the RoIs that the heads train on from the proposals, and computes their targets; see {@link DetectionTargets}. No
 * gradient flows back.
 *
 * <p>Inputs: proposals [N, P, 4] normalized, their number INT32 [N], ground-truth class ids INT32 [N, G], boxes [N, G, 4] in
 * pixels, masks INT8 [N, h, w, G], seed INT64 [1], the image [N, H, W, 3] (for its shape), image meta. Outputs, positives
 * first: RoIs [N, R, 4]; class ids INT32 [N, R], -1 for padding; deltas [N, R, 4]; masks [N, R, mh, mw].
 */
public final class DetectionTargetLayer extends SelectionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DetectionTargetLayer() {}

    private DetectionTargetLayer(SameDiff sd, DetectionTargetSettings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    /** Adds the op to a graph. Returns the RoIs and targets, named rois, target_class_ids, target_bbox and target_mask. */
    static SDVariable[] apply(SameDiff sd, DetectionTargetSettings settings, SDVariable... inputs) {
        return new DetectionTargetLayer(sd, settings, inputs)
                .named(
                        NetworkNames.ROIS,
                        NetworkNames.TARGET_CLASS_IDS,
                        NetworkNames.TARGET_BBOX,
                        NetworkNames.TARGET_MASK);
    }

    @Override
    public String opName() {
        return "mrcnn_detection_targets";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32, DataType.FLOAT, DataType.FLOAT);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long batch = run.input(0).size(0);
        DetectionTargetSettings settings = settings(DetectionTargetSettings.class);
        long rows = settings.roisPerImage();
        long[] masks = {batch, rows, settings.maskHeight(), settings.maskWidth()};
        return new long[][] {{batch, rows, 4}, {batch, rows}, {batch, rows, 4}, masks};
    }

    @Override
    protected void forward(OpRun run) {
        int batch = (int) run.input(0).size(0);
        DetectionTargetSettings settings = settings(DetectionTargetSettings.class);
        int rows = settings.roisPerImage();
        float[] rois = new float[batch * rows * 4];
        int[] classIds = new int[batch * rows];
        float[] deltas = new float[batch * rows * 4];
        float[] masks = new float[batch * rows * settings.maskHeight() * settings.maskWidth()];
        Images images = new Images(run, settings);
        Parallel.range(batch, (from, to) -> {
            for (int n = from; n < to; n++) {
                DetectionTargets targets = DetectionTargets.build(
                        settings, images.proposals(n), images.counts[n], images.truth(n), images.sampler(n));
                copy(targets.rois(), rois, n);
                copy(targets.deltas(), deltas, n);
                copy(targets.masks(), masks, n);
                System.arraycopy(targets.classIds(), 0, classIds, n * rows, rows);
                Arrays.fill(classIds, n * rows + targets.count(), (n + 1) * rows, ClassIds.UNUSED);
            }
        });
        run.put(0, rois);
        run.put(1, classIds);
        run.put(2, deltas);
        run.put(3, masks);
    }

    private static void copy(float[] from, float[] to, int n) {
        System.arraycopy(from, 0, to, n * from.length, from.length);
    }

    /** The inputs by image. */
    private static final class Images {
        private final float[] proposals;
        private final int[] counts;
        private final int[] classIds;
        private final float[] boxes;
        private final ByteBuffer masks;
        private final long[] maskShape;
        private final long seed;
        private final float[] metas;
        private final boolean pooled;
        private final int proposalRow;
        private final int objects;

        Images(OpRun run, DetectionTargetSettings settings) {
            proposals = run.floats(0);
            counts = run.ints(1);
            classIds = run.ints(2);
            boxes = settings.coordinates()
                    .fromPixels(run.floats(3), (int) run.input(6).size(1), (int)
                            run.input(6).size(2));
            masks = run.byteBuffer(4);
            maskShape = run.input(4).shape();
            seed = run.input(5).getLong(0);
            metas = run.floats(7);
            pooled = !settings.useMiniMask() && settings.rules().maskSampling().takesCells();
            proposalRow = (int) run.input(0).size(1) * 4;
            objects = (int) maskShape[3];
            if (!settings.useMiniMask()
                    && (maskShape[1] != run.input(6).size(1)
                            || maskShape[2] != run.input(6).size(2))) {
                throw new IllegalArgumentException("input_gt_masks: expected masks of the image's size "
                        + run.input(6).size(1) + "x" + run.input(6).size(2) + " because roi.useMiniMask is off, found "
                        + maskShape[1] + "x" + maskShape[2]);
            }
        }

        float[] proposals(int n) {
            return Arrays.copyOfRange(proposals, n * proposalRow, (n + 1) * proposalRow);
        }

        GroundTruth truth(int n) {
            int[] ids = Arrays.copyOfRange(classIds, n * objects, (n + 1) * objects);
            float[] own = Arrays.copyOfRange(boxes, n * objects * 4, (n + 1) * objects * 4);
            int h = (int) maskShape[1];
            int w = (int) maskShape[2];
            MaskStack stack = MaskStack.of(masks, n * h * w * objects, h, w, objects);
            return new GroundTruth(ids, own, pooled ? withoutPadding(stack, n) : stack);
        }

        private MaskStack withoutPadding(MaskStack stack, int n) {
            float[] window = ImageMeta.window(metas, n, metas.length / (classIds.length / objects));
            return stack.paddedFrom((int) window[2], (int) window[3]);
        }

        IdSampler sampler(int n) {
            return seed == RegionSeeds.IN_ORDER
                    ? (ids, count) -> Arrays.copyOf(ids, Math.min(count, ids.length))
                    : IdSampler.random(new SplittableRandom(RegionSeeds.from(seed, n)));
        }
    }
}
