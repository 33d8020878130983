// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.internal.targets.StandardRules;

/** Detections move from the network's input to the image. There is a constant for each {@link Placement}. */
enum PlacementNodes {
    /** With fractions, cut off at the edges of the image. */
    STANDARD {
        @Override
        Tensor boxes(Tensor normalized, Frame frame) {
            OnnxGraph onnx = normalized.graph();
            Tensor input = inPixels(normalized.cast(DataType.DOUBLE), frame.input());
            Tensor scale = frame.scaled().cast(DataType.DOUBLE).over(frame.image().cast(DataType.DOUBLE));
            Tensor image = input.minus(twice(frame.offset()).cast(DataType.DOUBLE)).over(onnx.concat(0, scale, scale));
            return image.min(twice(frame.image()).cast(DataType.DOUBLE)).max(0).cast(DataType.FLOAT);
        }

        @Override
        Tensor edges(Tensor boxes) {
            return boxes;
        }

        @Override
        Tensor raised(Tensor pasted, Tensor mask, Tensor inBox) {
            return pasted;
        }

        @Override
        Tensor visible(Tensor pasted, Tensor masks) {
            Tensor best = masks.op("ReduceMax", Attributes.of("axes", 1, 2), Attributes.of("keepdims", 0));
            return pasted.or(best.atLeast(MaskPaste.THRESHOLD).op("Not"));
        }
    },

    /** To whole pixels, relative to the window, and none left out for want of pixels. */
    MATTERPORT {
        @Override
        Tensor boxes(Tensor normalized, Frame frame) {
            OnnxGraph onnx = normalized.graph();
            Tensor last = twice(frame.input()).cast(DataType.DOUBLE).minus(1);
            Tensor shift = onnx.numbers(DataType.DOUBLE, 0, 0, 1, 1);
            Tensor window = frame.window().cast(DataType.DOUBLE).minus(shift).over(last).cast(DataType.FLOAT);
            Tensor low = window.slice(0, 0, 2);
            Tensor side = window.slice(0, 2, 4).minus(low);
            Tensor inWindow = normalized.minus(onnx.concat(0, low, low)).over(onnx.concat(0, side, side));
            return inPixels(inWindow.cast(DataType.DOUBLE), frame.image()).op("Round").cast(DataType.FLOAT);
        }

        @Override
        Tensor edges(Tensor boxes) {
            return boxes.op("Round");
        }

        @Override
        Tensor raised(Tensor pasted, Tensor mask, Tensor inBox) {
            Tensor least = mask.op("ReduceMin", Attributes.of("keepdims", 0));
            return inBox.choose(pasted.max(least), mask.graph().scalar(DataType.FLOAT, 0));
        }

        @Override
        Tensor visible(Tensor pasted, Tensor masks) {
            return pasted.or(pasted.op("Not"));
        }
    };

    /** Of normalized boxes [n, 4], FLOAT: the boxes in pixels of the image. */
    abstract Tensor boxes(Tensor normalized, Frame frame);

    /** The boxes that masks are pasted to. */
    abstract Tensor edges(Tensor boxes);

    /**
     * The probabilities of a pasted mask.
     *
     * @param pasted FLOAT [height, width], as interpolated
     * @param mask FLOAT [side, side]
     * @param inBox BOOL [height, width]
     */
    abstract Tensor raised(Tensor pasted, Tensor mask, Tensor inBox);

    /**
     * Which detections are kept, BOOL [n].
     *
     * @param pasted BOOL [n], whether the pasted mask has a pixel
     * @param masks FLOAT [n, side, side]
     */
    abstract Tensor visible(Tensor pasted, Tensor masks);

    static PlacementNodes of(Placement placement) {
        if (placement == StandardRules.RULES) {
            return STANDARD;
        }
        if (placement == Matterport.RULES) {
            return MATTERPORT;
        }
        throw new IllegalArgumentException("ONNX export: the placement " + placement + " has no translation");
    }

    private static Tensor twice(Tensor size) {
        return size.graph().concat(0, size, size);
    }

    /** @param size INT64 [2] */
    private static Tensor inPixels(Tensor normalized, Tensor size) {
        Tensor last = twice(size).cast(DataType.DOUBLE).minus(1);
        return normalized.times(last).plus(normalized.graph().numbers(DataType.DOUBLE, 0, 0, 1, 1));
    }
}
