package org.mrcnn.core.internal.graph;

import java.util.List;

/**
 * A network that turns the image into the feature maps C2, C3, C4, C5 of strides 4, 8, 16 and 32: one of {@link ResNet}, or
 * a function of your own.
 */
@FunctionalInterface
public interface Backbone {

    /**
     * Builds the network.
     *
     * @param layers makes layers with named weights
     * @param image the molded image [N, H, W, 3]; H and W are multiples of 64
     * @return C2 to C5, finest first
     */
    List<Features> build(Layers layers, Features image);

    /** The backbone of that name. */
    static Backbone named(String name) {
        return switch (name) {
            case "resnet18" -> ResNet.basic(2, 2, 2, 2);
            case "resnet34" -> ResNet.basic(3, 4, 6, 3);
            case "resnet50" -> ResNet.bottleneck(3, 4, 6, 3);
            case "resnet101" -> ResNet.bottleneck(3, 4, 23, 3);
            default ->
                throw new IllegalArgumentException("model.backbone: expected resnet18, resnet34, resnet50 or"
                        + " resnet101, found " + name + "; for a network of your own pass a Backbone");
        };
    }
}
