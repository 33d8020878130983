// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.names;

import org.mrcnn.losses.Objective;

/**
 * Names of the placeholders, variables and losses of the network's graph, for whoever reads them: a loss of your own, a
 * metric, a trace of one image. Matterport's names where both have the thing.
 *
 * <p>Shapes: N images of H x W, A anchors, T anchors in the RPN's box loss, P proposals, G ground-truth objects, R regions to
 * train on per image, C classes with background, D detections per image, M rows of regions of all images in one list, padded
 * at the end. Boxes are (y1, x1, y2, x2), normalized unless said otherwise; deltas are (dy, dx, log dh, log dw) divided by the
 * box deviations of the configuration.
 */
public final class NetworkNames {

    // Placeholders of every graph

    /** FLOAT [N, H, W, channels], 3 channels by default: images after resizing and pixel normalization. */
    public static final String INPUT_IMAGE = "input_image";

    /** FLOAT [N, 12 + C]: image id, sizes, window, scale, and a flag for each class that the image's data set knows. */
    public static final String INPUT_IMAGE_META = "input_image_meta";

    /** FLOAT [A, 4]: anchors of all levels, finest first. */
    public static final String INPUT_ANCHORS = "input_anchors";

    // Placeholders of training

    /** INT32 [N, A, 1]: 1 for anchors of an object, -1 for background, 0 for neither. */
    public static final String INPUT_RPN_MATCH = "input_rpn_match";

    /** FLOAT [N, T, 4]: deltas from the anchors of an object to their objects, in the order of the anchors, zero after the last. */
    public static final String INPUT_RPN_BBOX = "input_rpn_bbox";

    /** INT32 [N, G]: classes of the objects, negative for a crowd, 0 after the last. */
    public static final String INPUT_GT_CLASS_IDS = "input_gt_class_ids";

    /** FLOAT [N, G, 4]: boxes of the objects in pixels of the input. */
    public static final String INPUT_GT_BOXES = "input_gt_boxes";

    /** INT8 [N, h, w, G]: masks of the objects, 0 or 1, over their boxes (mini masks) or over the whole input. */
    public static final String INPUT_GT_MASKS = "input_gt_masks";

    /** INT64 [1]: seed of the choice of the regions to train on. */
    public static final String INPUT_SEED = "input_seed";

    /** FLOAT [N, P, 4] in pixels, zero after the last: regions in place of proposals, where {@code roi.useRpnRois} is off. */
    public static final String INPUT_ROIS = "input_rois";

    // Region proposal network

    /** FLOAT [N, A, 2]: logits of background and object of each anchor. */
    public static final String RPN_CLASS_LOGITS = "rpn_class_logits";

    /** FLOAT [N, A, 4]: deltas of each anchor. */
    public static final String RPN_BBOX = "rpn_bbox";

    /** FLOAT [N, P, 4]: proposals, best first, zero after the last. */
    public static final String ROI = "ROI";

    /** INT32 [N]: the number of proposals of each image. */
    public static final String ROI_COUNT = "ROI_count";

    // Targets of the heads, in training

    /** FLOAT [N, R, 4]: the regions that the heads train on, those of an object first, zero after the last. */
    public static final String ROIS = "rois";

    /** INT32 [N, R]: the class of each region, 0 for background, -1 for padding. */
    public static final String TARGET_CLASS_IDS = "target_class_ids";

    /** FLOAT [N, R, 4]: deltas from each region to its object, 0 for background and padding. */
    public static final String TARGET_BBOX = "target_bbox";

    /** FLOAT [N, R, h, w]: the mask of its object in each region, 0 or 1. */
    public static final String TARGET_MASK = "target_mask";

    /** FLOAT [M, 5]: the regions of an object of all images, image index first; the mask head trains on them alone. */
    public static final String MASK_ROIS = "mask_rois";

    /** INT32 [M]: their classes, -1 for padding. */
    public static final String MASK_CLASS_IDS = "mask_class_ids";

    /** FLOAT [M, h, w]: their masks. */
    public static final String MASK_TARGETS = "mask_targets";

    // Heads

    /** FLOAT [regions, 7 * 7 * channels]: pooled regions, as the box head reads them. */
    public static final String ROI_ALIGN_CLASSIFIER = "roi_align_classifier";

    /** FLOAT [M, 14, 14, channels]: pooled regions, as the mask head reads them. */
    public static final String ROI_ALIGN_MASK = "roi_align_mask";

    /** FLOAT [regions, C]: class logits of each region; regions are N * R in training and N * P in detection. */
    public static final String MRCNN_CLASS_LOGITS = "mrcnn_class_logits";

    /** FLOAT [regions, C, 4]: deltas of each region for each class. */
    public static final String MRCNN_BBOX = "mrcnn_bbox";

    /** FLOAT [M, h, w, C]: mask logits of each region for every class; computed only where something reads them. */
    public static final String MRCNN_MASK_LOGITS = "mrcnn_mask_logits";

    /** FLOAT [M, h, w]: mask logits of each region for its own class. */
    public static final String MRCNN_MASK_CLASS_LOGITS = "mrcnn_mask_class_logits";

    // Detection

    /** FLOAT [N, D, 6]: (y1, x1, y2, x2, class, score) of each detection, best first, zero after the last. */
    public static final String MRCNN_DETECTION = "mrcnn_detection";

    /** INT32 [N]: the number of detections of each image. */
    public static final String MRCNN_DETECTION_COUNT = "mrcnn_detection_count";

    /** FLOAT [M, 5]: the boxes of the detections of all images, image index first. */
    public static final String DETECTION_ROIS = "detection_rois";

    /** INT32 [M]: their classes, 0 for padding. */
    public static final String DETECTION_CLASS_IDS = "detection_class_ids";

    /** FLOAT [M, h, w]: mask probabilities of the detections of all images in their order, then padding. */
    public static final String MRCNN_MASK = "mrcnn_mask";

    // Losses, each a FLOAT scalar before its weight

    /** Cross-entropy of {@link #RPN_CLASS_LOGITS}. */
    public static final String RPN_CLASS_LOSS = "rpn_class_loss";

    /** Smooth L1 of {@link #RPN_BBOX}. */
    public static final String RPN_BBOX_LOSS = "rpn_bbox_loss";

    /** Cross-entropy of {@link #MRCNN_CLASS_LOGITS}. */
    public static final String MRCNN_CLASS_LOSS = "mrcnn_class_loss";

    /** Smooth L1 of {@link #MRCNN_BBOX}. */
    public static final String MRCNN_BBOX_LOSS = "mrcnn_bbox_loss";

    /** Binary cross-entropy of {@link #MRCNN_MASK_CLASS_LOGITS}. */
    public static final String MRCNN_MASK_LOSS = "mrcnn_mask_loss";

    /** Penalty of the weights' squares. */
    public static final String L2_LOSS = Objective.L2;

    private NetworkNames() {}

    /** FLOAT [N, H / 2^level, W / 2^level, channels]: the feature map of level 2 to 6 of the pyramid. */
    public static String pyramid(int level) {
        return "fpn_p" + level;
    }
}
