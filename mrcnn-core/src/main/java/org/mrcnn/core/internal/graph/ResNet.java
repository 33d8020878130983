package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.engine.internal.nn.MaxPool;
import org.mrcnn.engine.internal.nn.MaxPoolWindow;

/**
 * ResNet (He et al. 2016, https://arxiv.org/abs/1512.03385). The bottleneck networks are built as Matterport builds them:
 * the stride is in the first 1x1 convolution, convolutions have biases, and layers have its names; the basic ones, which it
 * lacks, follow the same naming.
 */
final class ResNet implements Backbone {

    /** TensorFlow's padding "same" for even sizes: the extra row and column are at the end. */
    private static final MaxPoolWindow POOL = MaxPoolWindow.of(3, 2).pad(0, 0, 1, 1);

    private final boolean bottleneck;
    private final int[] blocks;

    private ResNet(boolean bottleneck, int... blocks) {
        this.bottleneck = bottleneck;
        this.blocks = blocks;
    }

    /** ResNet-18 or -34: blocks of two 3x3 convolutions. */
    static ResNet basic(int... blocks) {
        return new ResNet(false, blocks);
    }

    /** ResNet-50 or -101: blocks of 1x1, 3x3, 1x1 convolutions. */
    static ResNet bottleneck(int... blocks) {
        return new ResNet(true, blocks);
    }

    @Override
    public List<Features> build(Layers layers, Features image) {
        Features x = layers.convNormRelu("conv1", "bn_conv1", image, 7, 64, 2);
        x = new Features(MaxPool.apply(layers.graph(), "C1", x.variable(), POOL), 64);
        List<Features> stages = new ArrayList<>();
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                String name = (stage + 2) + String.valueOf((char) ('a' + block));
                int width = 64 << stage;
                int stride = block == 0 && stage > 0 ? 2 : 1;
                x = bottleneck ? bottleneck(layers, name, x, width, stride) : basic(layers, name, x, width, stride);
            }
            stages.add(x);
        }
        return stages;
    }

    private static Features bottleneck(Layers layers, String name, Features x, int width, int stride) {
        Features y = layers.convNormRelu("res" + name + "_branch2a", "bn" + name + "_branch2a", x, 1, width, stride);
        y = layers.convNormRelu("res" + name + "_branch2b", "bn" + name + "_branch2b", y, 3, width, 1);
        Features shortcut = shortcut(layers, name, x, 4 * width, stride);
        return layers.convNormAddRelu(
                "res" + name + "_out",
                "res" + name + "_branch2c",
                "bn" + name + "_branch2c",
                y,
                1,
                4 * width,
                shortcut);
    }

    private static Features basic(Layers layers, String name, Features x, int width, int stride) {
        Features y = layers.convNormRelu("res" + name + "_branch2a", "bn" + name + "_branch2a", x, 3, width, stride);
        Features shortcut = shortcut(layers, name, x, width, stride);
        return layers.convNormAddRelu(
                "res" + name + "_out", "res" + name + "_branch2b", "bn" + name + "_branch2b", y, 3, width, shortcut);
    }

    private static Features shortcut(Layers layers, String name, Features x, int out, int stride) {
        return stride == 1 && x.channels() == out
                ? x
                : layers.convNorm("res" + name + "_branch1", "bn" + name + "_branch1", x, 1, out, stride);
    }
}
