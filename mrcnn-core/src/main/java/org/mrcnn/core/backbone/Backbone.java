// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import java.util.List;
import java.util.regex.Matcher;

/**
 * A network that computes the feature maps C2, C3, C4 and C5, at strides 4, 8, 16 and 32, from an image. Either one of the
 * built-in ResNets ({@link #named}), or a custom class, which is passed to {@code MaskRcnn.create} and {@code MaskRcnn.load}.
 *
 * <p>{@link #build} is called for each graph that is built from a model, and must add the same layers every time.
 */
public interface Backbone {

    /**
     * Returns the name that configuration and model file record, such as {@code resnext26}. A model file can be loaded only
     * with a backbone of the recorded name.
     */
    String name();

    /**
     * Adds the layers of the network to the graph.
     *
     * @param layers adds layers with named weights
     * @param image the normalized and padded images [N, H, W, channels], 3 channels by default; H and W are multiples of 64
     * @return C2 to C5, finest first: [N, H / 4, W / 4, any], [N, H / 8, W / 8, any] and so on, with any numbers of channels
     */
    List<Features> build(Layers layers, Features image);

    /**
     * Returns the stage of a layer, from 1 to 5, for {@code train.layers}: {@code 3+}, {@code 4+} and {@code 5+} train the
     * layers of that stage and of later ones. By default it is the digit in names that begin with {@code res}, {@code bn} or
     * {@code stage} and a digit, such as {@code stage3_conv1}, and 1 for all other names.
     *
     * @param layer the name of a layer of this backbone
     */
    default int stageOf(String layer) {
        Matcher stage = ResNet.STAGE.matcher(layer);
        return stage.matches() ? Integer.parseInt(stage.group(1)) : 1;
    }

    /** Returns the names of the built-in backbones. */
    static List<String> names() {
        return ResNet.BUILT_IN.stream().map(ResNet::name).toList();
    }

    /**
     * Returns the built-in backbone with this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the built-in backbones
     */
    static Backbone named(String name) {
        return ResNet.BUILT_IN.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model.backbone: expected one of "
                        + String.join(", ", names()) + ", found " + name
                        + "; a network of your own is passed: MaskRcnn.create(config, labels, backbone)"));
    }
}
