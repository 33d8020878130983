// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * Adds nodes that resize images like Pillow, with the integer arithmetic of {@code org.mrcnn.data.internal.image.Antialiased}:
 * along one axis, then along the other. The number of source pixels per pixel depends on the sizes, so they are summed in a
 * loop.
 */
final class AntialiasedNodes {

    private static final int STEP = 1 << 11;
    private static final int ONE = STEP * STEP;

    private AntialiasedNodes() {}

    /**
     * Resizes an image to the size in the frame.
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

    /**
     * The source pixels of each pixel of the resized axis, INT64 [new, count], and their weights, INT32. They are computed with
     * integers, because not every runtime supports float64: the unit of length is 1 / (2 * newSize) pixel.
     */
    private static final class Weights {
        private final Tensor places;
        private final Tensor fixed;
        private final Tensor count;

        /**
         * @param size INT64 [1]
         * @param newSize INT64 [1]
         */
        Weights(Tensor size, Tensor newSize) {
            Tensor pixel = newSize.times(2);
            Tensor support = size.max(newSize).times(2);
            Tensor centre = newSize.range().times(2).plus(1).times(size).unsqueeze(1);
            Tensor first = centre.plus(newSize).minus(support).max(0).over(pixel);
            count = support.times(2).over(pixel).plus(2);
            Tensor place = first.plus(count.range().unsqueeze(0));
            Tensor distance = place.times(pixel).plus(newSize).minus(centre).op("Abs");
            Tensor triangle = support.minus(distance).max(0);
            triangle = triangle.times(place.below(size).cast(DataType.INT64));
            fixed = share(triangle).cast(DataType.INT32);
            places = place.min(size.minus(1));
        }

        /**
         * Returns each value as a share of the sum of its row, rounded. Divides in two steps, so that intermediate values stay
         * small.
         */
        private static Tensor share(Tensor triangle) {
            OnnxGraph onnx = triangle.graph();
            Tensor sum = onnx.add("ReduceSum", DataType.INT64, List.of(triangle, onnx.longs(1)));
            Tensor high = triangle.times(STEP).over(sum);
            Tensor rest = triangle.times(STEP).minus(high.times(sum)).times(STEP);
            Tensor low = rest.over(sum);
            Tensor half = rest.minus(low.times(sum)).times(2).atLeast(sum).cast(DataType.INT64);
            return high.times(STEP).plus(low).plus(half);
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
