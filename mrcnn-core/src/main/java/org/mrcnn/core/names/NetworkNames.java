// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.names;

import org.mrcnn.losses.Objective;

/**
 * Names of the placeholders, variables and losses of the network's graph, for code that reads them, such as a custom loss, a
 * metric, or a trace of one image. They are Matterport's names for everything that exists there too.
 *
 * <p>In shapes, N is the number of images, H x W their size, A the number of anchors, T of anchors in the RPN's box loss, P of
 * proposals per image, G of ground-truth objects per image, R of RoIs per image that the heads train on, C of classes including
 * the background, D of detections per image, and M of rows in a list of the RoIs of all images, padded at the end. Boxes are
 * (y1, x1, y2, x2), normalized unless stated otherwise; deltas are (dy, dx, log dh, log dw), divided by {@code boxStdDev} of
 * the configuration.
 */
public final class NetworkNames {

    // Placeholders of every graph

    /** FLOAT [N, H, W, channels], 3 channels by default: images after resizing and pixel normalization. */
    public static final String INPUT_IMAGE = "input_image";

    /**
     * FLOAT [N, 12 + C]: per image, its id, sizes, window, scale, and a flag per class that is set if the image's data set has
     * the class.
     */
    public static final String INPUT_IMAGE_META = "input_image_meta";

    /** FLOAT [A, 4]: anchors of all levels, finest first. */
    public static final String INPUT_ANCHORS = "input_anchors";

    // Placeholders of training

    /** INT32 [N, A, 1]: 1 for positive anchors, -1 for negative anchors (background), 0 for anchors that are not used. */
    public static final String INPUT_RPN_MATCH = "input_rpn_match";

    /** FLOAT [N, T, 4]: deltas from the positive anchors to their objects, in the order of the anchors, padded with zeros. */
    public static final String INPUT_RPN_BBOX = "input_rpn_bbox";

    /** INT32 [N, G]: class ids of the objects, negative for a crowd, padded with 0. */
    public static final String INPUT_GT_CLASS_IDS = "input_gt_class_ids";

    /** FLOAT [N, G, 4]: boxes of the objects in pixels of the input. */
    public static final String INPUT_GT_BOXES = "input_gt_boxes";

    /** INT8 [N, h, w, G]: masks of the objects, 0 or 1, of their boxes (mini masks) or of the whole input. */
    public static final String INPUT_GT_MASKS = "input_gt_masks";

    /** INT64 [1]: random seed for the selection of the RoIs that the heads train on. */
    public static final String INPUT_SEED = "input_seed";

    /** FLOAT [N, P, 4] in pixels, padded with zeros: RoIs in place of the proposals if {@code roi.useRpnRois} is false. */
    public static final String INPUT_ROIS = "input_rois";

    // Region proposal network

    /** FLOAT [N, A, 2]: logits of background and object for each anchor. */
    public static final String RPN_CLASS_LOGITS = "rpn_class_logits";

    /** FLOAT [N, A, 4]: predicted deltas of each anchor. */
    public static final String RPN_BBOX = "rpn_bbox";

    /** FLOAT [N, P, 4]: proposals, highest score first, padded with zeros. */
    public static final String ROI = "ROI";

    /** INT32 [N]: the number of proposals of each image. */
    public static final String ROI_COUNT = "ROI_count";

    // Targets of the heads, in training

    /** FLOAT [N, R, 4]: the RoIs that the heads train on, positive ones first, padded with zeros. */
    public static final String ROIS = "rois";

    /** INT32 [N, R]: the class id of each RoI, 0 for background, -1 for padding. */
    public static final String TARGET_CLASS_IDS = "target_class_ids";

    /** FLOAT [N, R, 4]: deltas from each RoI to its object, 0 for background and padding. */
    public static final String TARGET_BBOX = "target_bbox";

    /** FLOAT [N, R, h, w]: the mask of each RoI's object within the RoI, 0 or 1. */
    public static final String TARGET_MASK = "target_mask";

    /** FLOAT [M, 5]: the positive RoIs of all images, image index first; the mask head trains on these only. */
    public static final String MASK_ROIS = "mask_rois";

    /** INT32 [M]: class ids of {@link #MASK_ROIS}, -1 for padding. */
    public static final String MASK_CLASS_IDS = "mask_class_ids";

    /** FLOAT [M, h, w]: target masks of {@link #MASK_ROIS}. */
    public static final String MASK_TARGETS = "mask_targets";

    // Heads

    /** FLOAT [RoIs, 7 * 7 * channels]: pooled features of the RoIs, the input of the box head. */
    public static final String ROI_ALIGN_CLASSIFIER = "roi_align_classifier";

    /** FLOAT [M, 14, 14, channels]: pooled features of the RoIs, the input of the mask head. */
    public static final String ROI_ALIGN_MASK = "roi_align_mask";

    /** FLOAT [RoIs, C]: class logits of each RoI; there are N * R RoIs in training and N * P in detection. */
    public static final String MRCNN_CLASS_LOGITS = "mrcnn_class_logits";

    /** FLOAT [RoIs, C, 4]: deltas of each RoI for each class. */
    public static final String MRCNN_BBOX = "mrcnn_bbox";

    /** FLOAT [M, h, w, C]: mask logits of each RoI for every class; computed only if something reads them. */
    public static final String MRCNN_MASK_LOGITS = "mrcnn_mask_logits";

    /** FLOAT [M, h, w]: mask logits of each RoI for its own class. */
    public static final String MRCNN_MASK_CLASS_LOGITS = "mrcnn_mask_class_logits";

    // Detection

    /** FLOAT [N, D, 6]: (y1, x1, y2, x2, class id, score) of each detection, highest score first, padded with zeros. */
    public static final String MRCNN_DETECTION = "mrcnn_detection";

    /** INT32 [N]: the number of detections of each image. */
    public static final String MRCNN_DETECTION_COUNT = "mrcnn_detection_count";

    /** FLOAT [M, 5]: the boxes of the detections of all images, image index first. */
    public static final String DETECTION_ROIS = "detection_rois";

    /** INT32 [M]: class ids of {@link #DETECTION_ROIS}, 0 for padding. */
    public static final String DETECTION_CLASS_IDS = "detection_class_ids";

    /** FLOAT [M, h, w]: mask probabilities of {@link #DETECTION_ROIS}, in the same order, then padding. */
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

    /** L2 penalty of the weights. */
    public static final String L2_LOSS = Objective.L2;

    private NetworkNames() {}

    /** Returns the name of a feature map of the pyramid, level 2 to 6: FLOAT [N, H / 2^level, W / 2^level, channels]. */
    public static String pyramid(int level) {
        if (level < 2 || level > 6) {
            throw new IllegalArgumentException("level of the pyramid: expected 2 to 6, found " + level);
        }
        return "fpn_p" + level;
    }
}
