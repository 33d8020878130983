// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import java.util.List;
import java.util.regex.Matcher;

/**
 * A network that turns the image into the feature maps C2, C3, C4, C5 of strides 4, 8, 16 and 32: one of the built-in ResNets
 * ({@link #named}), or a class of your own, which {@code MaskRcnn.create} and {@code MaskRcnn.load} take.
 *
 * <p>{@link #build} is called for each graph that is made of a model: it must add the same layers each time.
 */
public interface Backbone {

    /**
     * The name that configuration and model file record, such as {@code resnext26}. A model file is loaded with the backbone
     * of the recorded name only.
     */
    String name();

    /**
     * Builds the network.
     *
     * @param layers adds layers with named weights
     * @param image the molded image [N, H, W, 3]; H and W are multiples of 64
     * @return C2 to C5, finest first: [N, H / 4, W / 4, any], [N, H / 8, W / 8, any] and so on
     */
    List<Features> build(Layers layers, Features image);

    /**
     * The stage that a layer belongs to, from 1 to 5, for {@code train.layers}: {@code 3+}, {@code 4+} and {@code 5+} train the
     * layers of that stage and later ones. As it stands, the digit of names that begin with {@code res}, {@code bn} or {@code
     * stage} and a digit, such as {@code stage3_conv1}, and 1 for all others.
     *
     * @param layer name of a layer of this backbone
     */
    default int stageOf(String layer) {
        Matcher stage = ResNet.STAGE.matcher(layer);
        return stage.matches() ? Integer.parseInt(stage.group(1)) : 1;
    }

    /** The names of the built-in backbones. */
    static List<String> names() {
        return ResNet.BUILT_IN.stream().map(ResNet::name).toList();
    }

    /**
     * The built-in backbone of that name.
     *
     * @throws IllegalArgumentException if there is none, listing those that there are
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
