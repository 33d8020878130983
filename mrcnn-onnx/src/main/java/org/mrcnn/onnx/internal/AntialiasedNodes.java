// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * Images resized as by Pillow, in whole numbers, as {@code org.mrcnn.data.internal.image.Antialiased} does: along one axis, then along
 * the other. How many pixels make one depends on the sizes, so a loop adds them.
 */
final class AntialiasedNodes {

    private static final int ONE = 1 << 22;

    private AntialiasedNodes() {}

    /**
     * An image in the size of the frame.
     *
     * @param pixels INT32 [height, width, channels]
     */
    static Tensor resized(Tensor pixels, Frame frame) {
        return resized(resized(pixels, frame, 1), frame, 0);
    }

    private static Tensor resized(Tensor pixels, Frame frame, int axis) {
        OnnxGraph onnx = pixels.graph();
        Weights weights = new Weights(
                frame.image().slice(0, axis, axis + 1), frame.scaled().slice(0, axis, axis + 1));
        String name = axis == 0 ? "rows" : "columns";
        OnnxGraph body = onnx.body(name);
        Tensor k = body.input(name + "_k", DataType.INT64);
        Tensor go = body.input(name + "_go", DataType.BOOL);
        Tensor sum = body.input(name + "_sum", DataType.INT32, "height", "width", "channels");
        Tensor at = k.unsqueeze(0);
        Tensor tap = weights.places().in(body).gather(at, 1).squeeze(1);
        Tensor weight = weights.fixed().in(body).gather(at, 1);
        weight = axis == 0 ? weight.reshape(-1, 1, 1) : weight.reshape(1, -1, 1);
        body.output(name + "_next", go);
        body.output(
                name + "_added",
                sum.plus(pixels.in(body).gather(tap, axis).times(weight)),
                "height",
                "width",
                "channels");
        Tensor half = onnx.numbers(DataType.INT32, ONE / 2);
        Tensor sums = onnx.add(
                "Loop",
                DataType.INT32,
                List.of(
                        weights.count().squeeze(0),
                        onnx.none(DataType.BOOL),
                        pixels.gather(weights.places().slice(1, 0, 1).squeeze(1), axis)
                                .times(0)
                                .plus(half)),
                Attributes.of("body", body.build()));
        return sums.over(ONE).min(255);
    }

    /** Which pixels of an axis make each pixel of the resized one, INT64 [new, count], and with what weights, INT32. */
    private static final class Weights {
        private final Tensor places;
        private final Tensor fixed;
        private final Tensor count;

        /** @param size and newSize INT64 [1] */
        Weights(Tensor size, Tensor newSize) {
            Tensor side = size.cast(DataType.DOUBLE);
            Tensor scale = side.over(newSize.cast(DataType.DOUBLE));
            Tensor support = scale.max(1);
            Tensor centre =
                    newSize.range().cast(DataType.DOUBLE).plus(0.5).times(scale).unsqueeze(1);
            Tensor first = whole(centre.minus(support).plus(0.5).max(0));
            Tensor end = whole(centre.plus(support).plus(0.5)).min(size);
            count = whole(support.times(2)).plus(2);
            Tensor k = count.range().unsqueeze(0);
            Tensor place = first.plus(k);
            Tensor start = first.cast(DataType.DOUBLE).minus(centre).plus(0.5);
            // 1 / support, without a division of a constant: OpenVINO 2026.4 swaps the sides of that.
            Tensor inverse = support.over(support).over(support);
            Tensor distance = start.plus(k.cast(DataType.DOUBLE)).times(inverse).op("Abs");
            Tensor triangle =
                    distance.times(-1).plus(1).max(0).times(place.below(end).cast(DataType.DOUBLE));
            Tensor sum = size.graph()
                    .add(
                            "ReduceSum",
                            DataType.DOUBLE,
                            List.of(triangle, size.graph().longs(1)));
            fixed = triangle.over(sum).times(ONE).plus(0.5).cast(DataType.INT32);
            places = place.min(size.minus(1));
        }

        private static Tensor whole(Tensor positive) {
            return positive.op("Floor").cast(DataType.INT64);
        }

        Tensor places() {
            return places;
        }

        Tensor fixed() {
            return fixed;
        }

        Tensor count() {
            return count;
        }
    }
}
