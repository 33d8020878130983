// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.data.internal.image.Bilinear;
import org.mrcnn.data.internal.image.Resize;

/**
 * Adds nodes that scale, pad and normalize an image of bytes for the network's input. They compute in the order of {@link
 * Resize} and {@code Bilinear}, so that the bytes between scaling and normalization are equal.
 */
final class Preprocessing {

    private final OnnxGraph onnx;
    private final ImageConfig config;

    Preprocessing(OnnxGraph onnx, ImageConfig config) {
        this.onnx = onnx;
        this.config = config;
    }

    /**
     * Returns the sizes of an image.
     *
     * @param image [height, width, channels]
     */
    Frame frame(Tensor image, Resize resize) {
        Tensor size = image.shape().slice(0, 0, 2);
        if (resize instanceof Resize.Square square) {
            Tensor scale = growth(size, square.minDim(), square.minScale());
            Tensor longest = longest(size);
            Tensor tooLong = longest.times(scale).op("Round").greater(square.maxDim());
            scale = tooLong.choose(
                    onnx.numbers(DataType.DOUBLE, square.maxDim()).over(longest), scale);
            return Frame.centred(size, scaled(size, scale, "Round"), onnx.longs(square.maxDim(), square.maxDim()));
        }
        if (resize instanceof Resize.Pad64 pad) {
            Tensor scaled = scaled(size, growth(size, pad.minDim(), pad.minScale()), "Round");
            return Frame.centred(size, scaled, multiple(scaled, Resize.MULTIPLE));
        }
        if (resize instanceof Resize.Pad32 pad) {
            return atTheEnd(size, pad);
        }
        if (resize instanceof Resize.None) {
            return Frame.same(size);
        }
        throw new IllegalArgumentException(
                "ONNX export: expected image.mode square, pad32, pad64 or none for preprocessing"
                        + " inside of the file, found " + config.mode()
                        + ", which cuts at random; export without preprocessing");
    }

    private Frame atTheEnd(Tensor size, Resize.Pad32 pad) {
        Tensor sides = config.resampling() == ImageConfig.Resampling.ANTIALIASED
                ? shortSideFirst(size, pad)
                : size.cast(DataType.DOUBLE).times(smallerScale(size, pad));
        Tensor scaled =
                switch (config.resampling()) {
                    case CUT_OFF -> sides.op("Round");
                    case FRACTIONS -> sides.op("Floor");
                    case ANTIALIASED, FIXED_POINT -> sides.plus(0.5).op("Floor");
                };
        scaled = scaled.cast(DataType.INT64);
        Tensor offset = size.minus(size);
        return new Frame(size, scaled, multiple(scaled, Resize.Pad32.MULTIPLE_OF_MAPS), offset);
    }

    /** Returns the minimum of minDim / shortest and maxDim / longest, without dividing a constant: see {@link #growth}. */
    private Tensor smallerScale(Tensor size, Resize.Pad32 pad) {
        Tensor shortest = reduced("ReduceMin", size.cast(DataType.DOUBLE));
        Tensor longest = longest(size);
        Tensor byShortest = longest.times(pad.minDim()).below(shortest.times(pad.maxDim()));
        Tensor reached = byShortest.choose(
                onnx.numbers(DataType.DOUBLE, pad.minDim()), onnx.numbers(DataType.DOUBLE, pad.maxDim()));
        return reached.over(byShortest.choose(shortest, longest));
    }

    /** Returns height and width without rounding, in the order of operations of {@code Resampling.ANTIALIASED}. */
    private Tensor shortSideFirst(Tensor size, Resize.Pad32 pad) {
        Tensor shortest = reduced("ReduceMin", size.cast(DataType.DOUBLE));
        Tensor minDim = shortest.over(shortest).times(pad.minDim()); // avoids dividing a constant, see growth
        Tensor other = minDim.over(shortest).times(longest(size));
        Tensor shrink = other.min(pad.maxDim()).over(other);
        Tensor shortSide = minDim.times(shrink);
        Tensor longSide = other.times(shrink);
        Tensor upright = size.slice(0, 0, 1).greater(size.slice(0, 1, 2));
        return onnx.concat(0, upright.choose(longSide, shortSide), upright.choose(shortSide, longSide));
    }

    private static Tensor multiple(Tensor sides, int of) {
        return sides.plus(of - 1).over(of).times(of);
    }

    private Tensor growth(Tensor size, int minDim, double minScale) {
        Tensor shortest = reduced("ReduceMin", size.cast(DataType.DOUBLE));
        // Not minDim / shortest and then the maximum: OpenVINO 2026.4 swaps the operands of such a division.
        return shortest.max(minDim).over(shortest).max(minScale);
    }

    private static Tensor longest(Tensor size) {
        return reduced("ReduceMax", size.cast(DataType.DOUBLE));
    }

    private static Tensor reduced(String op, Tensor list) {
        return list.op(op, Attributes.of("keepdims", 1));
    }

    private static Tensor scaled(Tensor size, Tensor scale, String rounding) {
        return size.cast(DataType.DOUBLE).times(scale).op(rounding).cast(DataType.INT64);
    }

    /** Returns the input of the network, [1, height, width, channels]. */
    Tensor input(Tensor image, Frame frame) {
        Tensor pixels;
        if (config.mode() == ImageConfig.Mode.PAD32) {
            pixels = padded(normalized(resampled(image, frame)), frame);
        } else if (config.mode() == ImageConfig.Mode.NONE) {
            pixels = normalized(image.cast(DataType.FLOAT));
        } else {
            pixels = normalized(padded(resampled(image, frame), frame));
        }
        Tensor channels = onnx.longs(config.meanPixel().size());
        return pixels.reshape(onnx.concat(0, onnx.longs(1), frame.input(), channels));
    }

    private Tensor resampled(Tensor image, Frame frame) {
        return switch (config.resampling()) {
            case CUT_OFF -> scaled(image.cast(DataType.FLOAT), frame);
            case FRACTIONS -> interpolated(image.cast(DataType.FLOAT), frame);
            case ANTIALIASED ->
                AntialiasedNodes.resized(image.cast(DataType.INT32), frame).cast(DataType.FLOAT);
            case FIXED_POINT ->
                FixedPointNodes.resized(image.cast(DataType.INT32), frame).cast(DataType.FLOAT);
        };
    }

    private Tensor padded(Tensor pixels, Frame frame) {
        Tensor after = frame.input().minus(frame.scaled()).minus(frame.offset());
        return pixels.pad(frame.offset(), onnx.longs(0), after, onnx.longs(0));
    }

    private Tensor normalized(Tensor pixels) {
        int channels = config.meanPixel().size();
        double[] mean = new double[channels];
        double[] factor = new double[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = config.meanPixel().get(c);
            factor[c] = config.scale()
                    / (config.stdPixel().isEmpty() ? 1.0 : config.stdPixel().get(c));
        }
        return pixels.minus(onnx.numbers(DataType.FLOAT, mean)).times(onnx.numbers(DataType.FLOAT, factor));
    }

    /**
     * Resizes bilinearly with one row and column of zeros around the image, clamps to the range of the image, and truncates to
     * integers.
     */
    private Tensor scaled(Tensor pixels, Frame frame) {
        Tensor low = pixels.op("ReduceMin", Attributes.of("keepdims", 0));
        Tensor high = pixels.op("ReduceMax", Attributes.of("keepdims", 0));
        Tensor padded = pixels.pad(onnx.longs(1, 1, 0), onnx.longs(1, 1, 0));
        Tensor stretched = stretched(padded, frame, 1);
        return stretched(stretched, frame, 0).min(high).max(low).op("Floor");
    }

    /** Resizes bilinearly without rounding; pixels outside of the image are equal to those at its border. */
    private Tensor interpolated(Tensor pixels, Frame frame) {
        return interpolated(interpolated(pixels, frame, 1), frame, 0);
    }

    private Tensor interpolated(Tensor pixels, Frame frame, int axis) {
        Tensor from = frame.image().slice(0, axis, axis + 1);
        Tensor to = frame.scaled().slice(0, axis, axis + 1);
        Tensor ratio = from.cast(DataType.FLOAT).over(to.cast(DataType.FLOAT));
        Tensor centres = to.range().cast(DataType.FLOAT).plus(0.5);
        Tensor rounded = centres.times(ratio).minus(0.5);
        // Rounds once, like a fused multiply-add: float64 is exact here.
        Tensor fused = centres.cast(DataType.DOUBLE)
                .times(ratio.cast(DataType.DOUBLE))
                .minus(0.5)
                .cast(DataType.FLOAT);
        Tensor sides = frame.scaled().slice(0, 0, 1).plus(frame.scaled().slice(0, 1, 2));
        Tensor position = onnx.longs(Bilinear.FUSED).atLeast(sides).choose(fused, rounded);
        Tensor last = from.minus(1);
        Tensor inside = position.max(0).min(last.cast(DataType.FLOAT));
        Tensor before = inside.op("Floor");
        Tensor weight = inside.minus(before);
        weight = axis == 0 ? weight.reshape(-1, 1, 1) : weight.reshape(1, -1, 1);
        Tensor low = pixels.gather(before.cast(DataType.INT64), axis);
        Tensor high = pixels.gather(before.cast(DataType.INT64).plus(1).min(last), axis);
        return low.plus(weight.times(high.minus(low)));
    }

    /** Resizes one axis by interpolating between the pixels before and after each position. */
    private Tensor stretched(Tensor padded, Frame frame, int axis) {
        Tensor from = frame.image().slice(0, axis, axis + 1);
        Tensor to = frame.scaled().slice(0, axis, axis + 1);
        // Position i is (i + 0.5) * from / to + 0.5 on the padded axis, as an integer in units of 1 / (2 * to).
        Tensor unit = to.times(2);
        Tensor position = to.range().times(2).plus(1).times(from).plus(to);
        Tensor before = position.over(unit);
        Tensor weight = position.modulo(unit).cast(DataType.FLOAT).over(unit.cast(DataType.FLOAT));
        weight = axis == 0 ? weight.reshape(-1, 1, 1) : weight.reshape(1, -1, 1);
        Tensor low = padded.gather(before, axis);
        Tensor high = padded.gather(before.plus(1), axis);
        return low.plus(weight.times(high.minus(low)));
    }
}
