// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.internal.nn.Residual;

/**
 * The feature pyramid P2 to P6 (Lin et al. 2017, https://arxiv.org/abs/1612.03144): 1x1 convolutions of C2 to C5 to the same
 * number of channels, top-down sums, 3x3 convolutions, and P6 as every second pixel of P5.
 */
final class FeaturePyramid {

    private FeaturePyramid() {}

    /** Builds P2 to P6, finest first, from C2 to C5. */
    static List<Features> build(GraphLayers layers, List<Features> stages, ModelConfig model) {
        int width = model.pyramidSize();
        boolean normed = model.norms().contains("fpn");
        Features[] sums = new Features[stages.size()];
        for (int i = stages.size() - 1; i >= 0; i--) {
            Features stage = stages.get(i);
            String name = "fpn_c" + (i + 2) + "p" + (i + 2);
            Features above = i == stages.size() - 1 ? null : sums[i + 1];
            sums[i] = layers.conv(name, stage, conv(name, 1, width, normed), Norms.Added.of(Residual.UPSAMPLED, above));
        }
        List<Features> pyramid = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            String name = NetworkNames.pyramid(i + 2);
            pyramid.add(layers.conv(name, sums[i], conv(name, 3, width, normed)));
        }
        Features top = pyramid.get(pyramid.size() - 1);
        pyramid.add(layers.maxPool(NetworkNames.pyramid(6), top, 1, 2));
        return pyramid;
    }

    private static Conv conv(String name, int size, int width, boolean normed) {
        Conv conv = Conv.of(size, width);
        return normed ? conv.withNorm(name + "_bn").withOutput(name) : conv;
    }
}
