package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.internal.nn.MaxPool;
import org.mrcnn.engine.internal.nn.MaxPoolWindow;
import org.mrcnn.engine.internal.nn.Residual;

/**
 * The feature pyramid P2 to P6 (Lin et al. 2017, https://arxiv.org/abs/1612.03144): 1x1 convolutions of C2 to C5 to one
 * width, sums from the top down, 3x3 convolutions, and P6 as every second pixel of P5.
 */
final class FeaturePyramid {

    private FeaturePyramid() {}

    /** P2 to P6, finest first, from C2 to C5. */
    static List<Features> build(Layers layers, List<Features> stages, int width) {
        Features[] sums = new Features[stages.size()];
        for (int i = stages.size() - 1; i >= 0; i--) {
            boolean top = i == stages.size() - 1;
            String name = "fpn_c" + (i + 2) + "p" + (i + 2);
            sums[i] = layers.conv(
                    name,
                    stages.get(i),
                    1,
                    width,
                    layers.settings(1, 1, false, top ? Residual.NONE : Residual.UPSAMPLED),
                    WeightInitializer.Kind.LECUN,
                    top ? null : sums[i + 1]);
        }
        List<Features> pyramid = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            pyramid.add(layers.conv(
                    NetworkNames.pyramid(i + 2),
                    sums[i],
                    3,
                    width,
                    layers.settings(3, 1, false, Residual.NONE),
                    WeightInitializer.Kind.LECUN,
                    null));
        }
        Features top = pyramid.get(pyramid.size() - 1);
        pyramid.add(new Features(
                MaxPool.apply(layers.graph(), NetworkNames.pyramid(6), top.variable(), MaxPoolWindow.of(1, 2)), width));
        return pyramid;
    }
}
