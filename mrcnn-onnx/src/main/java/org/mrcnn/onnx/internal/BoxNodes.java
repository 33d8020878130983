// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.ImageMeta;

/** Adds nodes that decode, clip and measure boxes. All operations are in float32 and in the order of {@link BoxCoder}. */
final class BoxNodes {

    private BoxNodes() {}

    /**
     * Applies deltas to boxes.
     *
     * @param boxes [..., 4]
     * @param deltas [..., 4], of a shape that can be broadcast with that of the boxes
     */
    static Tensor decode(Tensor boxes, Tensor deltas, BoxCoder coder) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        Tensor[] delta = OnnxGraph.columns(deltas, 4);
        float[] deviation = coder.stdDev();
        Tensor[] low = new Tensor[2];
        Tensor[] high = new Tensor[2];
        for (int k = 0; k < 2; k++) {
            Tensor side = box[k + 2].minus(box[k]);
            Tensor shift = delta[k].times(deviation[k]).times(side);
            Tensor centre = box[k].plus(side.times(0.5)).plus(shift);
            Tensor growth = delta[k + 2].times(deviation[k + 2]);
            growth = coder.bounded() ? growth.min(BoxCoder.SCALE_CLAMP) : growth;
            Tensor moved = side.times(growth.op("Exp"));
            low[k] = centre.minus(moved.times(0.5));
            high[k] = low[k].plus(moved);
        }
        return boxes.graph().concat(-1, low[0], low[1], high[0], high[1]);
    }

    /** @param window [4] in the coordinates of the boxes */
    static Tensor clip(Tensor boxes, Tensor window) {
        OnnxGraph onnx = boxes.graph();
        Tensor low = window.slice(0, 0, 2);
        Tensor high = window.slice(0, 2, 4);
        return boxes.min(onnx.concat(0, high, high)).max(onnx.concat(0, low, low));
    }

    /** Returns whether both sides are positive, BOOL [...] for boxes [..., 4]. */
    static Tensor hasArea(Tensor boxes) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        return box[2].greater(box[0]).and(box[3].greater(box[1])).squeeze(-1);
    }

    /** Returns whether both sides have at least this length, BOOL [...] for boxes [..., 4]. */
    static Tensor hasSides(Tensor boxes, double least) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        return box[2].minus(box[0])
                .atLeast(least)
                .and(box[3].minus(box[1]).atLeast(least))
                .squeeze(-1);
    }

    /**
     * Returns the part of the input that contains the image, without padding, FLOAT [4] in pixels.
     *
     * @param meta image meta [1, 12 + C]
     */
    static Tensor window(Tensor meta) {
        return meta.squeeze(0).slice(0, ImageMeta.WINDOW, ImageMeta.WINDOW + 4);
    }

    /**
     * Converts boxes from pixels to other coordinates.
     *
     * @param pixels FLOAT [..., 4]
     * @param image [1, height, width, channels], for its shape
     */
    static Tensor fromPixels(Tensor pixels, Tensor image, Coordinates to) {
        if (to == Coordinates.PIXELS) {
            return pixels;
        }
        OnnxGraph onnx = pixels.graph();
        Tensor exclusive = pixels.cast(DataType.DOUBLE).minus(onnx.numbers(DataType.DOUBLE, 0, 0, 1, 1));
        return exclusive.over(last(image)).cast(DataType.FLOAT);
    }

    /** The inverse of {@link #fromPixels}. */
    static Tensor toPixels(Tensor boxes, Tensor image, Coordinates from) {
        if (from == Coordinates.PIXELS) {
            return boxes;
        }
        OnnxGraph onnx = boxes.graph();
        Tensor pixels = boxes.cast(DataType.DOUBLE).times(last(image));
        return pixels.plus(onnx.numbers(DataType.DOUBLE, 0, 0, 1, 1)).cast(DataType.FLOAT);
    }

    /** Returns the box of the whole input, FLOAT [4]. */
    static Tensor whole(Tensor image, Coordinates coordinates) {
        OnnxGraph onnx = image.graph();
        return coordinates == Coordinates.NORMALIZED
                ? onnx.numbers(DataType.FLOAT, 0, 0, 1, 1)
                : onnx.concat(0, onnx.longs(0, 0), image.shape().slice(0, 1, 3)).cast(DataType.FLOAT);
    }

    private static Tensor last(Tensor image) {
        Tensor sides = image.shape().slice(0, 1, 3).cast(DataType.DOUBLE).minus(1);
        return image.graph().concat(0, sides, sides);
    }
}
