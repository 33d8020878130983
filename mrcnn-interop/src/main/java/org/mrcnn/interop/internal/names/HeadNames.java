// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

/** The names of pyramid and heads in PyTorch software. */
final class HeadNames {

    private static final int LEVELS = 4;
    private static final int CONVOLUTIONS = 4;

    private HeadNames() {}

    /** Adds the names of torchvision's {@code maskrcnn_*_fpn}. Names before release 0.13 have one level less. */
    static void torchvision(NameTable table, boolean old) {
        String step = old ? "" : ".0";
        for (int i = 0; i < LEVELS; i++) {
            table.convolution(lateral(i), "backbone.fpn.inner_blocks." + i + step);
            table.convolution(output(i), "backbone.fpn.layer_blocks." + i + step);
        }
        table.convolution("rpn_conv_shared", old ? "rpn.head.conv" : "rpn.head.conv.0.0");
        torchvisionPredictors(table);
        table.layer("mrcnn_class_conv1", "roi_heads.box_head.fc6", Layout.POOLED, Order.SAME)
                .layer("mrcnn_class_conv2", "roi_heads.box_head.fc7", Layout.POINTWISE, Order.SAME);
        for (int i = 0; i < CONVOLUTIONS; i++) {
            table.convolution(mask(i), "roi_heads.mask_head." + (old ? "mask_fcn" + (i + 1) : i + ".0"));
        }
    }

    /** Adds the names of torchvision's {@code maskrcnn_*_fpn_v2}. */
    static void torchvisionV2(NameTable table) {
        for (int i = 0; i < LEVELS; i++) {
            String inner = "backbone.fpn.inner_blocks." + i;
            String outer = "backbone.fpn.layer_blocks." + i;
            table.normed(lateral(i), inner + ".0", lateral(i) + "_bn", inner + ".1")
                    .normed(output(i), outer + ".0", output(i) + "_bn", outer + ".1");
        }
        table.convolution("rpn_conv_shared", "rpn.head.conv.0.0").convolution("rpn_conv_shared2", "rpn.head.conv.1.0");
        torchvisionPredictors(table);
        for (int i = 0; i < CONVOLUTIONS; i++) {
            String ours = "mrcnn_box_conv" + (i + 1);
            table.normed(ours, "roi_heads.box_head." + i + ".0", ours + "_bn", "roi_heads.box_head." + i + ".1");
        }
        table.layer("mrcnn_class_conv1", "roi_heads.box_head." + (CONVOLUTIONS + 1), Layout.POOLED, Order.SAME);
        for (int i = 0; i < CONVOLUTIONS; i++) {
            String theirs = "roi_heads.mask_head." + i;
            table.normed(mask(i), theirs + ".0", "mrcnn_mask_bn" + (i + 1), theirs + ".1");
        }
    }

    private static void torchvisionPredictors(NameTable table) {
        table.convolution("rpn_class_raw", "rpn.head.cls_logits")
                .layer("rpn_bbox_pred", "rpn.head.bbox_pred", Layout.CONVOLUTION, Order.BOXES)
                .layer("mrcnn_class_logits", "roi_heads.box_predictor.cls_score", Layout.DENSE, Order.SAME)
                .layer("mrcnn_bbox_fc", "roi_heads.box_predictor.bbox_pred", Layout.DENSE, Order.BOXES)
                .kernel("mrcnn_mask_deconv", "roi_heads.mask_predictor.conv5_mask", Layout.DECONVOLUTION)
                .bias("mrcnn_mask_deconv", "roi_heads.mask_predictor.conv5_mask")
                .convolution("mrcnn_mask", "roi_heads.mask_predictor.mask_fcn_logits");
    }

    /** Adds the names of Detectron2's {@code mask_rcnn_*_FPN}. */
    static void detectron2(NameTable table) {
        for (int i = 0; i < LEVELS; i++) {
            table.convolution(lateral(i), "backbone.fpn_lateral" + (i + 2))
                    .convolution(output(i), "backbone.fpn_output" + (i + 2));
        }
        String rpn = "proposal_generator.rpn_head.";
        table.convolution("rpn_conv_shared", rpn + "conv")
                .convolution("rpn_class_raw", rpn + "objectness_logits")
                .layer("rpn_bbox_pred", rpn + "anchor_deltas", Layout.CONVOLUTION, Order.BOXES)
                .layer("mrcnn_class_conv1", "roi_heads.box_head.fc1", Layout.POOLED, Order.SAME)
                .layer("mrcnn_class_conv2", "roi_heads.box_head.fc2", Layout.POINTWISE, Order.SAME);
        backgroundLast(table, "roi_heads.box_predictor.cls_score", "roi_heads.box_predictor.bbox_pred");
        for (int i = 0; i < CONVOLUTIONS; i++) {
            table.convolution(mask(i), "roi_heads.mask_head.mask_fcn" + (i + 1));
        }
        masks(table, "roi_heads.mask_head.deconv", "roi_heads.mask_head.predictor");
    }

    /** Adds the names of MMDetection's {@code mask-rcnn_*_fpn}, since release 2. */
    static void mmdetection(NameTable table) {
        for (int i = 0; i < LEVELS; i++) {
            table.convolution(lateral(i), "neck.lateral_convs." + i + ".conv")
                    .convolution(output(i), "neck.fpn_convs." + i + ".conv");
        }
        table.convolution("rpn_conv_shared", "rpn_head.rpn_conv")
                .convolution("rpn_class_raw", "rpn_head.rpn_cls")
                .layer("rpn_bbox_pred", "rpn_head.rpn_reg", Layout.CONVOLUTION, Order.BOXES)
                .layer("mrcnn_class_conv1", "roi_head.bbox_head.shared_fcs.0", Layout.POOLED, Order.SAME)
                .layer("mrcnn_class_conv2", "roi_head.bbox_head.shared_fcs.1", Layout.POINTWISE, Order.SAME);
        backgroundLast(table, "roi_head.bbox_head.fc_cls", "roi_head.bbox_head.fc_reg");
        for (int i = 0; i < CONVOLUTIONS; i++) {
            table.convolution(mask(i), "roi_head.mask_head.convs." + i + ".conv");
        }
        masks(table, "roi_head.mask_head.upsample", "roi_head.mask_head.conv_logits");
    }

    private static void backgroundLast(NameTable table, String classes, String boxes) {
        table.layer("mrcnn_class_logits", classes, Layout.DENSE, Order.BACKGROUND_FIRST)
                .layer("mrcnn_bbox_fc", boxes, Layout.DENSE, Order.BOXES_NO_BACKGROUND);
    }

    private static void masks(NameTable table, String doubled, String classes) {
        table.kernel("mrcnn_mask_deconv", doubled, Layout.DECONVOLUTION)
                .bias("mrcnn_mask_deconv", doubled)
                .layer("mrcnn_mask", classes, Layout.CONVOLUTION, Order.NO_BACKGROUND);
    }

    private static String lateral(int level) {
        return "fpn_c" + (level + 2) + "p" + (level + 2);
    }

    private static String output(int level) {
        return "fpn_p" + (level + 2);
    }

    private static String mask(int i) {
        return "mrcnn_mask_conv" + (i + 1);
    }
}
