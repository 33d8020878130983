// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.RegionSeeds;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.data.internal.loader.TrainingBatch;

/**
 * A case of the topic train_step, converted to our settings and batch.
 *
 * @param golden the case
 * @param learningRate learning rate of every step
 * @param momentum momentum of SGD
 * @param clipNorm maximum norm of the gradient
 */
record TrainStepCase(GoldenCase golden, double learningRate, double momentum, double clipNorm) {
    /** The case contains these settings only as text. */
    private static final Pattern RATES = Pattern.compile(
            "lr (?<lr>[-+.\\de]+), momentum (?<momentum>[-+.\\de]+), clip of the GLOBAL gradient norm to (?<clip>[-+.\\de]+)");

    static TrainStepCase of(GoldenCase golden) throws IOException {
        Matcher rates = RATES.matcher(golden.json().path("about").asText());
        if (!rates.find()) {
            throw new IOException("case.json: about: expected learning rate, momentum and clip norm, found "
                    + golden.json().path("about"));
        }
        return new TrainStepCase(
                golden,
                Double.parseDouble(rates.group("lr")),
                Double.parseDouble(rates.group("momentum")),
                Double.parseDouble(rates.group("clip")));
    }

    /** @param legacy whether losses have all of the reference's defects; masks are clipped in both variants */
    MaskRcnnConfig config(boolean legacy) throws IOException {
        Fields params = golden.params();
        String yaml = String.format(
                Locale.ROOT,
                """
                model: {backbone: %s}
                rpn: {anchorScales: %s, anchorsPerImage: %d, nmsThreshold: %s, preNmsLimit: %d, proposalsTraining: %d,
                  legacy: true}
                roi: {useRpnRois: %s, roisPerImage: %d, positiveRatio: %s, maxInstances: %d, useMiniMask: %s,
                  sampling: legacy_unclamped, legacyTargets: true}
                train:
                  optimizer: {learningRate: %s, momentum: %s, clipNorm: %s}
                  legacyLosses: %s
                """,
                params.text("backbone"),
                params.list("RPN_ANCHOR_SCALES"),
                params.whole("RPN_TRAIN_ANCHORS_PER_IMAGE"),
                params.number("RPN_NMS_THRESHOLD"),
                params.whole("PRE_NMS_LIMIT"),
                params.whole("POST_NMS_ROIS_TRAINING"),
                params.flag("USE_RPN_ROIS"),
                params.whole("TRAIN_ROIS_PER_IMAGE"),
                params.number("ROI_POSITIVE_RATIO"),
                params.whole("MAX_GT_INSTANCES"),
                params.flag("USE_MINI_MASK"),
                learningRate,
                momentum,
                clipNorm,
                legacy ? "[mrcnn_class_loss, mrcnn_bbox_loss, mrcnn_mask_loss]" : "[mrcnn_mask_loss]");
        return MaskRcnnConfig.fromYaml(yaml, "case.json");
    }

    int classes() throws IOException {
        return golden.params().whole("num_classes");
    }

    /** Returns whether the reference trains on its own proposals. */
    boolean proposes() throws IOException {
        return golden.params().flag("USE_RPN_ROIS");
    }

    /**
     * Returns the stored batch, with RoIs in their order. They equal the reference's bit for bit, because a single bit decides
     * whether the border is sampled.
     *
     * @param rois name of the array of RoIs
     */
    StepInputs inputs(String rois) throws IOException {
        int[] image = golden.array("input_image").shape();
        int[] masks = golden.array("input_gt_masks").shape();
        int size = image[0];
        TrainingBatch batch = new TrainingBatch(
                size,
                image[1],
                image[2],
                golden.array("input_rpn_match").shape()[1],
                golden.array("input_rpn_bbox").shape()[1],
                golden.array("input_image_meta").shape()[1],
                masks[3],
                masks[1],
                masks[2],
                new long[size],
                Collections.nCopies(size, golden.folder().toString()),
                golden.floats("input_image"),
                golden.floats("input_image_meta"),
                golden.ints("input_rpn_match"),
                golden.floats("input_rpn_bbox"),
                golden.ints("input_gt_class_ids"),
                golden.floats("input_gt_boxes"),
                golden.array("input_gt_masks").bytes());
        return new StepInputs(batch, golden.floats(rois), RegionSeeds.IN_ORDER);
    }
}
