// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.npy.Npy;
import org.mrcnn.data.internal.targets.DetectionTargetSettings;
import org.mrcnn.data.internal.targets.DetectionTargets;
import org.mrcnn.data.internal.targets.GroundTruth;
import org.mrcnn.data.internal.targets.IdSampler;
import org.mrcnn.data.internal.targets.MaskStack;
import org.mrcnn.data.internal.targets.RegionRules;
import org.mrcnn.data.internal.targets.StandardRules;

/** The RoIs on which the heads are trained, and their targets: with Matterport's defects, and without. */
final class DetectionTargetsTopic implements Topic {
    /** The cases were created without shuffling. */
    private static final IdSampler KEEP_FIRST = (ids, count) -> Arrays.copyOf(ids, Math.min(count, ids.length));

    private static final float FOREGROUND_IOU = 0.5f;

    @Override
    public String name() {
        return "detection_targets";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        float[] proposals = golden.floats("proposals");
        GroundTruth truth = truth(golden);
        DetectionTargets legacy = DetectionTargets.build(
                settings(golden, Matterport.RULES), proposals, proposals.length / 4, truth, KEEP_FIRST);
        DetectionTargets corrected = DetectionTargets.build(
                settings(golden, StandardRules.RULES), proposals, proposals.length / 4, truth, KEEP_FIRST);
        Tolerance exact = golden.tolerance("rois", Tolerance.EXACT);
        int negatives = legacy.count() - legacy.positives();
        List<Comparison> comparisons = new ArrayList<>(List.of(
                Comparison.of("rois", golden.floats("rois"), legacy.rois(), exact),
                Comparison.of("class_ids", golden.ints("class_ids"), legacy.classIds(), exact),
                Comparison.of(
                        "deltas",
                        golden.floats("deltas"),
                        legacy.deltas(),
                        golden.tolerance("deltas", Tolerance.absolute(1e-4))),
                Comparison.of("masks", golden.floats("masks"), decided(golden, legacy.masks()), Tolerance.EXACT),
                Comparison.of("positives", golden.params().whole("positives"), legacy.positives(), exact),
                Comparison.of("negatives", golden.params().whole("negatives"), negatives, exact),
                Comparison.of("gt_boxes", golden.floats("gt_boxes"), boxes(golden), Tolerance.absolute(2e-7))));
        if (Arrays.stream(truth.classIds()).noneMatch(id -> id < 0)) { // the rule for crowds is also corrected
            comparisons.add(Comparison.of("rois_filled", golden.floats("rois_filled"), corrected.rois(), exact));
        }
        return comparisons;
    }

    private static DetectionTargetSettings settings(GoldenCase golden, RegionRules rules) throws IOException {
        Fields params = golden.params();
        int[] mask = params.wholes("MASK_SHAPE");
        return new DetectionTargetSettings(
                params.whole("TRAIN_ROIS_PER_IMAGE"),
                params.number("ROI_POSITIVE_RATIO"),
                FOREGROUND_IOU,
                mask[0],
                mask[1],
                params.flag("USE_MINI_MASK"),
                BoxCoder.defaults(),
                rules);
    }

    private static GroundTruth truth(GoldenCase golden) throws IOException {
        Npy masks = golden.array("gt_masks");
        int[] shape = masks.shape();
        MaskStack stack = MaskStack.of(ByteBuffer.wrap(masks.bytes()), 0, shape[0], shape[1], shape[2]);
        return new GroundTruth(golden.ints("gt_class_ids"), golden.floats("gt_boxes"), stack);
    }

    private static float[] boxes(GoldenCase golden) throws IOException {
        int[] image = golden.params().wholes("image_shape");
        return Boxes.normalize(golden.floats("gt_boxes_px"), image[0], image[1]);
    }

    /** Returns the masks, with pixels that are within rounding of the threshold taken from the case. */
    private static float[] decided(GoldenCase golden, float[] masks) throws IOException {
        if (!golden.has("masks_before_round")) {
            return masks;
        }
        return Decisions.undecidedFrom(
                golden.floats("masks"),
                masks,
                golden.floats("masks_before_round"),
                Decisions.margin(golden.toleranceWords("masks"), 1e-5));
    }
}
