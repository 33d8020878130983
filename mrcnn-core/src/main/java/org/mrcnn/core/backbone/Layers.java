// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Adds layers with named weights to the graph, for a {@link Backbone}. Every layer has a name of its own, which no head uses
 * (theirs begin with {@code fpn_}, {@code rpn_} and {@code mrcnn_}); its weights are {@code name/kernel}, {@code name/bias} and
 * so on. Weights are made, trained, frozen, saved and checked when loaded, all by name.
 *
 * <p>Arrays are FLOAT, channels last.
 */
public interface Layers {

    /**
     * A convolution with bias, and with what {@code conv} says. One with a normalization has no bias where {@code
     * model.biasBeforeNorm} is false.
     *
     * @param name of the layer
     * @param x [N, height, width, channels]
     */
    Features conv(String name, Features x, Conv conv);

    /**
     * A convolution at the end of a residual block: the shortcut is added before the ReLU. A batch normalization starts with a
     * scale of 0.3, so that a deep network starts near the identity.
     *
     * @param shortcut of the result's shape
     */
    Features conv(String name, Features x, Conv conv, Features shortcut);

    /**
     * The maximum of square windows, padded where the window is larger than the stride; of an odd number of padded rows or
     * columns the extra one is at the end, as in TensorFlow, or there is one more at the start, as in PyTorch: see {@code
     * model.symmetricPooling}.
     *
     * @param name of the result
     * @param x [N, height, width, channels], height and width multiples of the stride
     * @return [N, height / stride, width / stride, channels]
     */
    Features maxPool(String name, Features x, int size, int stride);

    /**
     * The mean of square windows that do not overlap.
     *
     * @param name of the result
     * @param x [N, height, width, channels], height and width multiples of the size
     * @return [N, height / size, width / size, channels]
     */
    Features averagePool(String name, Features x, int size);

    /**
     * The mean of each channel.
     *
     * @param name of the result
     * @param x [N, height, width, channels]
     * @return rows [N, channels]
     */
    Features globalAverage(String name, Features x);

    /**
     * A fully connected layer with bias.
     *
     * @param name of the layer and of its result
     * @param x rows [N, in]
     * @return rows [N, out]
     */
    Features dense(String name, Features x, int out, boolean relu);

    /**
     * A weight for what the other layers lack. Its first values are normal random numbers, given by the model's seed and the
     * name.
     *
     * @param name the layer and the weight, such as {@code stage3_scale/gamma}; a name that ends with {@code kernel} decays
     * @param mean of its first values
     * @param deviation standard deviation of its first values; 0 for {@code mean} everywhere
     * @return the weight as a variable of the graph: a constant where it is not trained
     */
    SDVariable weight(String name, double mean, double deviation, long... shape);

    /** Whether bottleneck blocks have their stride in the 3x3 convolution, see {@code model.strideIn3x3}. */
    default boolean strideIn3x3() {
        return false;
    }

    /**
     * The graph, for what the other layers lack. Arithmetic, activations, reductions, reshape, permute, concat, split and pad
     * of SameDiff are safe. Do not use {@code batchNorm}, {@code gather} and {@code cropAndResize}, whose gradients are wrong;
     * {@code where} and {@code gatherNd}, which have none; {@code sd.loss()}, which adds to the losses; {@code conv2d}, several
     * times slower than {@link #conv}; {@code topK}, of quadratic time; or {@code sd.var}: only {@link #weight} is saved.
     */
    SameDiff sameDiff();
}
