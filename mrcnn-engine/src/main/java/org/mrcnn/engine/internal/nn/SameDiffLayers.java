// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/** The fused layers, built from SameDiff's own ops for backends without oneDNN. */
final class SameDiffLayers {

    private SameDiffLayers() {}

    static SDVariable convolution(
            Convolution c, SDVariable x, SDVariable weights, SDVariable bias, SDVariable residual) {
        SameDiff sd = x.getSameDiff();
        SDVariable y =
                c.groups() == 1 ? sd.cnn().conv2d(x, weights, bias, config(c, weights)) : grouped(c, x, weights, bias);
        y = switch (c.residual()) {
            case NONE -> y;
            case SAME -> y.add(residual);
            case UPSAMPLED -> y.add(upsampled(sd, residual));
        };
        return c.relu() ? sd.nn().relu(y, 0) : y;
    }

    /** Adds a convolution per group, because SameDiff's conv2d does not support groups. */
    private static SDVariable grouped(Convolution c, SDVariable x, SDVariable weights, SDVariable bias) {
        SameDiff sd = x.getSameDiff();
        SDVariable[] inputs = sd.split(x, c.groups(), 3);
        SDVariable[] kernels = sd.split(weights, c.groups(), 3);
        SDVariable[] results = new SDVariable[c.groups()];
        for (int g = 0; g < results.length; g++) {
            results[g] = sd.cnn().conv2d(inputs[g], kernels[g], config(c, weights));
        }
        return sd.concat(3, results).add(bias);
    }

    private static Conv2DConfig config(Convolution c, SDVariable weights) {
        // With a kernel size of -1, SameDiff takes the size from the weights. The shape of a computed variable is not
        // known yet.
        long[] kernel = weights.getShape() == null ? new long[] {-1, -1} : weights.getShape();
        return new Conv2DConfig(
                kernel[0],
                kernel[1],
                c.stride(),
                c.stride(),
                c.padding(),
                c.padding(),
                1,
                1,
                PaddingMode.VALID,
                "NHWC",
                WeightsFormat.YXIO);
    }

    /**
     * Enlarges the residual in channels-first layout and converts it back, because the gradient of upsampling2d is wrong for
     * channels last.
     */
    private static SDVariable upsampled(SameDiff sd, SDVariable residual) {
        SDVariable channelsFirst = sd.permute(residual, 0, 3, 1, 2);
        return sd.permute(sd.cnn().upsampling2d(channelsFirst, 2, 2, true), 0, 2, 3, 1);
    }

    static SDVariable deconvolution(boolean relu, SDVariable x, LayerWeights weights) {
        SameDiff sd = x.getSameDiff();
        DeConv2DConfig config = DeConv2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .isSameMode(false)
                .dataFormat(DeConv2DConfig.NHWC)
                .build();
        SDVariable y = sd.cnn().deconv2d(x, weights.product(), weights.bias(), config);
        return relu ? sd.nn().relu(y, 0) : y;
    }

    static SDVariable dense(boolean relu, SDVariable x, LayerWeights weights) {
        SDVariable y = x.mmul(weights.product()).add(weights.bias());
        return relu ? x.getSameDiff().nn().relu(y, 0) : y;
    }
}
