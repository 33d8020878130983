// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.targets.AnchorSettings;

/** The anchors of an image of any size, as {@link org.mrcnn.data.internal.targets.AnchorGenerator} makes them. */
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
     * Adds them to the graph.
     *
     * @param image [1, height, width, channels], for its shape
     * @return FLOAT [anchors, 4], normalized
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
        double[][] half = halfSides(settings.scales()[level]);
        int ratios = settings.ratios().length;
        Tensor y = centres(height, stride).reshape(-1, 1, 1);
        Tensor x = centres(width, stride).reshape(1, -1, 1);
        Tensor halfY = onnx.numbers(DataType.DOUBLE, half[0]);
        Tensor halfX = onnx.numbers(DataType.DOUBLE, half[1]);
        Tensor cells = onnx.concat(0, y.size(0), x.size(1), onnx.longs(ratios));
        Tensor[] sides = {
            normalized(y.minus(halfY), height),
            normalized(x.minus(halfX), width),
            normalized(y.plus(halfY).minus(1), height),
            normalized(x.plus(halfX).minus(1), width)
        };
        for (int k = 0; k < sides.length; k++) {
            sides[k] = sides[k].expand(cells).unsqueeze(3);
        }
        return onnx.concat(3, sides).reshape(-1, 4);
    }

    private static Tensor normalized(Tensor pixels, Tensor side) {
        return pixels.over(side.cast(DataType.DOUBLE).minus(1)).cast(DataType.FLOAT);
    }

    private Tensor centres(Tensor side, int stride) {
        Tensor cells = ceiling(ceiling(side, stride), settings.anchorStride());
        return cells.range().cast(DataType.DOUBLE).times((double) stride * settings.anchorStride());
    }

    private static Tensor ceiling(Tensor side, int divisor) {
        return side.plus(divisor - 1).over(divisor);
    }

    /** Half the height and half the width of each ratio. */
    private double[][] halfSides(double scale) {
        float[] ratios = settings.ratios();
        double[][] half = new double[2][ratios.length];
        for (int r = 0; r < ratios.length; r++) {
            half[0][r] = 0.5 * (scale / Math.sqrt(ratios[r]));
            half[1][r] = 0.5 * (scale * Math.sqrt(ratios[r]));
        }
        return half;
    }
}
