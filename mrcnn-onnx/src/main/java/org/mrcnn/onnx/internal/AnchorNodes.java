// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.stream.IntStream;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;

/** Adds nodes for the anchors of an image of any size, equal to those of {@link AnchorGenerator}. */
final class AnchorNodes {

    private final AnchorSettings settings;
    private final Tensor height;
    private final Tensor width;

    private AnchorNodes(Tensor image, AnchorSettings settings) {
        this.settings = settings;
        height = image.size(1);
        width = image.size(2);
    }

    /**
     * Adds the anchors.
     *
     * @param image [1, height, width, channels], for its shape
     * @return FLOAT [anchors, 4] in the coordinates of the network
     */
    static Tensor of(Tensor image, AnchorSettings settings) {
        AnchorNodes nodes = new AnchorNodes(image, settings);
        Tensor[] levels = new Tensor[settings.strides().length];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = nodes.level(level);
        }
        return image.graph().concat(0, levels);
    }

    private Tensor level(int level) {
        OnnxGraph onnx = height.graph();
        int stride = settings.strides()[level];
        double[] half = new AnchorGenerator(settings).halfSizes(settings.scales(level));
        int perCell = settings.perCell();
        Tensor y = centres(height, stride).reshape(-1, 1, 1);
        Tensor x = centres(width, stride).reshape(1, -1, 1);
        double shift = settings.coordinates() == Coordinates.PIXELS ? 0 : 1;
        Tensor halfY = onnx.numbers(DataType.DOUBLE, every(half, 0));
        Tensor halfX = onnx.numbers(DataType.DOUBLE, every(half, 1));
        Tensor cells = onnx.concat(0, y.size(0), x.size(1), onnx.longs(perCell));
        Tensor[] sides = {
            inUnits(y.minus(halfY), height),
            inUnits(x.minus(halfX), width),
            inUnits(y.plus(halfY).minus(shift), height),
            inUnits(x.plus(halfX).minus(shift), width)
        };
        for (int k = 0; k < sides.length; k++) {
            sides[k] = sides[k].expand(cells).unsqueeze(3);
        }
        return onnx.concat(3, sides).reshape(-1, 4);
    }

    private static double[] every(double[] pairs, int place) {
        return IntStream.range(0, pairs.length / 2)
                .mapToDouble(i -> pairs[2 * i + place])
                .toArray();
    }

    private Tensor inUnits(Tensor pixels, Tensor side) {
        Tensor scaled = settings.coordinates() == Coordinates.PIXELS
                ? pixels
                : pixels.over(side.cast(DataType.DOUBLE).minus(1));
        return scaled.cast(DataType.FLOAT);
    }

    private Tensor positions(Tensor side, int stride) {
        return ceiling(ceiling(side, stride), settings.anchorStride());
    }

    private Tensor centres(Tensor side, int stride) {
        Tensor positions = positions(side, stride);
        Tensor indices = positions.range().cast(DataType.DOUBLE);
        return settings.wholePixels()
                ? indices.times(side.over(positions).cast(DataType.DOUBLE))
                : indices.times((double) stride * settings.anchorStride());
    }

    /** Returns the number of anchors in each level for an image, INT64 [1] each. */
    static Tensor[] counts(Tensor image, AnchorSettings settings) {
        AnchorNodes nodes = new AnchorNodes(image, settings);
        return IntStream.of(settings.strides())
                .mapToObj(stride -> nodes.positions(nodes.height, stride)
                        .times(nodes.positions(nodes.width, stride))
                        .times(settings.perCell()))
                .toArray(Tensor[]::new);
    }

    private static Tensor ceiling(Tensor side, int divisor) {
        return side.plus(divisor - 1).over(divisor);
    }
}
