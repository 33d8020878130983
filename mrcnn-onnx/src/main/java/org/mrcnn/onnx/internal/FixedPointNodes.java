// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;

/**
 * Adds nodes that resize images like OpenCV, with the integer arithmetic of {@code org.mrcnn.data.internal.image.FixedPoint}.
 */
final class FixedPointNodes {

    private static final int ONE = 1 << 11;

    private FixedPointNodes() {}

    /**
     * Resizes an image to the size in the frame.
     *
     * @param pixels INT32 [height, width, channels]
     */
    static Tensor resized(Tensor pixels, Frame frame) {
        Axis columns = new Axis(frame, 1);
        Axis rows = new Axis(frame, 0);
        Tensor wide = columns.low(pixels).plus(columns.high(pixels)).over(1 << 4);
        Tensor sum = rows.low(wide).over(1 << 16).plus(rows.high(wide).over(1 << 16));
        return sum.plus(2).over(4);
    }

    /** The two source pixels of each pixel of the resized axis, and the weight of the second. */
    private static final class Axis {
        private final int axis;
        private final Tensor before;
        private final Tensor last;
        private final Tensor weight;

        Axis(Frame frame, int axis) {
            this.axis = axis;
            Tensor from = frame.image().slice(0, axis, axis + 1);
            Tensor to = frame.scaled().slice(0, axis, axis + 1);
            Tensor side = to.cast(DataType.DOUBLE);
            // 1 / (to / from), without dividing a constant: OpenVINO 2026.4 swaps the operands of such a division.
            Tensor scale = side.over(side).over(side.over(from.cast(DataType.DOUBLE)));
            Tensor position = to.range()
                    .cast(DataType.DOUBLE)
                    .plus(0.5)
                    .times(scale)
                    .minus(0.5)
                    .cast(DataType.FLOAT);
            Tensor floor = position.op("Floor");
            before = floor.cast(DataType.INT64);
            last = from.minus(1);
            Tensor second = position.minus(floor).times(ONE).op("Round").cast(DataType.INT32);
            if (axis == 1) { // outside of the image, columns are not interpolated, but rows are
                Tensor inside = before.atLeast(0).and(before.below(last));
                second = inside.choose(second, from.graph().numbers(DataType.INT32, 0));
            }
            weight = axis == 0 ? second.reshape(-1, 1, 1) : second.reshape(1, -1, 1);
        }

        /** Returns the first of both pixels, weighted. */
        Tensor low(Tensor pixels) {
            Tensor rest = pixels.graph().numbers(DataType.INT32, ONE).minus(weight);
            return pixels.gather(before.max(0).min(last), axis).times(rest);
        }

        Tensor high(Tensor pixels) {
            return pixels.gather(before.plus(1).min(last), axis).times(weight);
        }
    }
}
