// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.Map;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.internal.graph.PyramidRoiAlign;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.JavaOp;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** Translates the ops that select RoIs and pool their features, for one image. */
final class Selections {

    static final Map<String, Translator> TRANSLATORS = Map.of(
            "mrcnn_proposals", ProposalNodes::translate,
            "mrcnn_pyramid_roi_align", Selections::roiAlign,
            "mrcnn_detection_layer", DetectionNodes::translate,
            "mrcnn_detection_rois", Selections::detectionRois);

    private Selections() {}

    /** Pads rows with zeros up to a number of rows. */
    static Tensor padded(Tensor rows, int count) {
        OnnxGraph onnx = rows.graph();
        Tensor missing = onnx.longs(count).minus(rows.size(0));
        return rows.pad(onnx.longs(0, 0), missing, onnx.longs(0));
    }

    private static void roiAlign(DifferentialFunction op, Translation to) {
        PyramidRoiAlign.Settings settings = ((JavaOp) op).settings(PyramidRoiAlign.Settings.class);
        Tensor rois = to.input(op, 0);
        Tensor boxes = isList(op) ? rois.slice(1, 1, 5) : rois.squeeze(0);
        Tensor pooled = new RoiAlignNodes(to.input(op, 1), settings).pool(boxes, to.maps(op, 2));
        if (settings.flat()) {
            to.put(op, rows(pooled.transpose(0, 2, 3, 1)));
        } else {
            to.putChannelsFirst(op, pooled);
        }
    }

    /** Returns whether RoIs are one list with the index of the image, [M, 5], instead of [1, R, 4]. */
    private static boolean isList(DifferentialFunction op) {
        return op.argNames()[0].equals(NetworkNames.DETECTION_ROIS);
    }

    private static Tensor rows(Tensor pooled) {
        return pooled.op("Flatten", Attributes.of("axis", 1));
    }

    private static void detectionRois(DifferentialFunction op, Translation to) {
        OnnxGraph onnx = to.onnx();
        Tensor count = to.input(op, 1).cast(DataType.INT64);
        Tensor rows = to.input(op, 0).squeeze(0).slice(0, onnx.longs(0), count);
        Tensor image = rows.slice(1, 0, 1).times(0);
        to.put(
                op,
                onnx.concat(1, image, rows.slice(1, 0, 4)),
                rows.slice(1, 4, 5).squeeze(1).cast(DataType.INT64));
    }
}
