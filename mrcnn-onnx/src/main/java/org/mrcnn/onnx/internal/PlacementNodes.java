// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.PixelPlacement;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.internal.targets.StandardRules;

/** Nodes that convert detections from the network's input to the image. There is a constant for each {@link Placement}. */
enum PlacementNodes {
    /** With fractional coordinates, clipped to the image. */
    STANDARD {
        @Override
        Tensor boxes(Tensor normalized, Frame frame) {
            OnnxGraph onnx = normalized.graph();
            Tensor input = inPixels(normalized.cast(DataType.DOUBLE), frame.input());
            Tensor scale =
                    frame.scaled().cast(DataType.DOUBLE).over(frame.image().cast(DataType.DOUBLE));
            Tensor image =
                    input.minus(twice(frame.offset()).cast(DataType.DOUBLE)).over(onnx.concat(0, scale, scale));
            return image.min(twice(frame.image()).cast(DataType.DOUBLE)).max(0).cast(DataType.FLOAT);
        }

        @Override
        Tensor visible(Tensor pasted, Tensor masks) {
            Tensor best = masks.op("ReduceMax", Attributes.of("axes", 1, 2), Attributes.of("keepdims", 0));
            return pasted.or(best.atLeast(MaskPaste.THRESHOLD).op("Not"));
        }
    },

    /** In integer pixels, relative to the window; no detection is dropped because its mask has no pixels. */
    MATTERPORT {
        @Override
        Tensor boxes(Tensor normalized, Frame frame) {
            OnnxGraph onnx = normalized.graph();
            Tensor last = twice(frame.input()).cast(DataType.DOUBLE).minus(1);
            Tensor shift = onnx.numbers(DataType.DOUBLE, 0, 0, 1, 1);
            Tensor window =
                    frame.window().cast(DataType.DOUBLE).minus(shift).over(last).cast(DataType.FLOAT);
            Tensor low = window.slice(0, 0, 2);
            Tensor side = window.slice(0, 2, 4).minus(low);
            Tensor inWindow = normalized.minus(onnx.concat(0, low, low)).over(onnx.concat(0, side, side));
            return inPixels(inWindow.cast(DataType.DOUBLE), frame.image())
                    .op("Round")
                    .cast(DataType.FLOAT);
        }

        @Override
        Tensor edges(Tensor box, int side) {
            return box.op("Round");
        }

        @Override
        Tensor raised(Tensor pasted, Tensor mask, Tensor inBox) {
            Tensor least = mask.op("ReduceMin", Attributes.of("keepdims", 0));
            return inBox.choose(pasted.max(least), mask.graph().scalar(DataType.FLOAT, 0));
        }
    },

    /** In pixels, with masks like those of Detectron2 and MMDetection. */
    SUB_PIXEL {
        @Override
        Tensor boxes(Tensor pixels, Frame frame) {
            return scaled(pixels, frame);
        }
    },

    /** In pixels, with masks like those of torchvision. */
    WHOLE_PIXEL {
        @Override
        Tensor boxes(Tensor pixels, Frame frame) {
            return scaled(pixels, frame);
        }

        /** Returns the edges of {@link org.mrcnn.data.internal.mask.WholePixelPaste}. */
        @Override
        Tensor edges(Tensor box, int side) {
            Tensor low = box.slice(0, 0, 2);
            Tensor high = box.slice(0, 2, 4);
            Tensor half = high.minus(low).times(0.5).times((float) ((side + 2.0) / side));
            Tensor centre = high.plus(low).times(0.5);
            Tensor first = centre.minus(half).cast(DataType.INT64).cast(DataType.FLOAT);
            Tensor last = centre.plus(half).cast(DataType.INT64).cast(DataType.FLOAT);
            Tensor pixels = last.minus(first).plus(1).max(1);
            Tensor border = pixels.over(side + 2.0);
            return box.graph().concat(0, first.plus(border), first.plus(pixels).minus(border));
        }

        @Override
        Tensor isOn(Tensor probabilities) {
            return probabilities.greater(MaskPaste.THRESHOLD);
        }
    };

    /**
     * Returns the boxes in pixels of the image.
     *
     * @param normalized boxes in the network's coordinates, FLOAT [n, 4]
     */
    abstract Tensor boxes(Tensor normalized, Frame frame);

    /** Returns the box, [4], to which a mask of this side is resized. */
    Tensor edges(Tensor box, int side) {
        return box;
    }

    /** Returns which pixels belong to a mask. */
    Tensor isOn(Tensor probabilities) {
        return probabilities.atLeast(MaskPaste.THRESHOLD);
    }

    /**
     * Returns the probabilities of a pasted mask.
     *
     * @param pasted FLOAT [height, width], interpolated
     * @param mask FLOAT [side, side]
     * @param inBox BOOL [height, width]
     */
    Tensor raised(Tensor pasted, Tensor mask, Tensor inBox) {
        return pasted;
    }

    /**
     * Returns which detections are kept, BOOL [n].
     *
     * @param pasted BOOL [n], whether the pasted mask has any pixels
     * @param masks FLOAT [n, side, side]
     */
    Tensor visible(Tensor pasted, Tensor masks) {
        return pasted.or(pasted.op("Not"));
    }

    static PlacementNodes of(Placement placement) {
        if (placement == StandardRules.RULES) {
            return STANDARD;
        }
        if (placement == Matterport.RULES) {
            return MATTERPORT;
        }
        if (placement instanceof PixelPlacement pixels) {
            return pixels == PixelPlacement.WHOLE_PIXEL ? WHOLE_PIXEL : SUB_PIXEL;
        }
        throw new IllegalArgumentException("ONNX export: the placement " + placement + " has no translation");
    }

    /** Scales pixels of the input to the image by the ratio of the sizes, in float32 like {@link PixelPlacement}. */
    private static Tensor scaled(Tensor pixels, Frame frame) {
        Tensor ratio = frame.image().cast(DataType.FLOAT).over(frame.scaled().cast(DataType.FLOAT));
        Tensor image = pixels.minus(twice(frame.offset()).cast(DataType.FLOAT))
                .times(pixels.graph().concat(0, ratio, ratio));
        return image.min(twice(frame.image()).cast(DataType.FLOAT)).max(0);
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
