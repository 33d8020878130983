// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mrcnn.core.internal.BlockName;

/**
 * ResNet (He et al. 2016, https://arxiv.org/abs/1512.03385). Layers of the bottleneck networks have Matterport's names; the
 * layers of the basic networks, which Matterport lacks, are named in the same way.
 *
 * @param name name of the backbone
 * @param bottleneck whether a block has 1x1, 3x3 and 1x1 convolutions; if false, two 3x3 convolutions
 * @param blocks number of blocks in each of the stages 2 to 5
 */
record ResNet(String name, boolean bottleneck, List<Integer> blocks) implements Backbone {

    static final List<ResNet> BUILT_IN = List.of(
            new ResNet("resnet18", false, List.of(2, 2, 2, 2)),
            new ResNet("resnet34", false, List.of(3, 4, 6, 3)),
            new ResNet("resnet50", true, List.of(3, 4, 6, 3)),
            new ResNet("resnet101", true, List.of(3, 4, 23, 3)),
            new ResNet("resnet152", true, List.of(3, 8, 36, 3)));

    /** Matches the names of layers that contain the number of their stage. */
    static final Pattern STAGE = Pattern.compile("(?:res|bn|stage)([1-5]).*");

    @Override
    public List<Features> build(Layers layers, Features image) {
        Conv stem = Conv.of(7, 64).withStride(2).withNorm("bn_conv1").withRelu();
        Features x = layers.maxPool("C1", layers.conv("conv1", image, stem), 3, 2);
        List<Features> stages = new ArrayList<>();
        for (int stage = 0; stage < blocks.size(); stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                String name = stage + 2 + BlockName.of(block);
                int width = 64 << stage;
                int stride = block == 0 && stage > 0 ? 2 : 1;
                x = bottleneck ? bottleneck(layers, name, x, width, stride) : basic(layers, name, x, width, stride);
            }
            stages.add(x);
        }
        return stages;
    }

    private static Features bottleneck(Layers layers, String name, Features x, int width, int stride) {
        int first = layers.strideIn3x3() ? 1 : stride;
        Features y = branch(layers, name + "_branch2a", x, Conv.of(1, width).withStride(first));
        y = branch(layers, name + "_branch2b", y, Conv.of(3, width).withStride(stride / first));
        Features shortcut = shortcut(layers, name, x, 4 * width, stride);
        Conv last = last(name, Conv.of(1, 4 * width).withNorm("bn" + name + "_branch2c"));
        return layers.conv("res" + name + "_branch2c", y, last, shortcut);
    }

    private static Features basic(Layers layers, String name, Features x, int width, int stride) {
        Features y = branch(layers, name + "_branch2a", x, Conv.of(3, width).withStride(stride));
        Features shortcut = shortcut(layers, name, x, width, stride);
        Conv last = last(name, Conv.of(3, width).withNorm("bn" + name + "_branch2b"));
        return layers.conv("res" + name + "_branch2b", y, last, shortcut);
    }

    private static Features branch(Layers layers, String name, Features x, Conv conv) {
        return layers.conv("res" + name, x, conv.withNorm("bn" + name).withRelu());
    }

    private static Conv last(String name, Conv conv) {
        return conv.withRelu().withOutput("res" + name + "_out");
    }

    private static Features shortcut(Layers layers, String name, Features x, int out, int stride) {
        Conv conv = Conv.of(1, out).withStride(stride).withNorm("bn" + name + "_branch1");
        return stride == 1 && x.channels() == out ? x : layers.conv("res" + name + "_branch1", x, conv);
    }
}
