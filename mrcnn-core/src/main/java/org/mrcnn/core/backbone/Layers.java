// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Adds layers with named weights to the graph of a {@link Backbone}. Every layer needs a unique name, which must not begin with
 * {@code fpn_}, {@code rpn_} or {@code mrcnn_}: these are the names of the heads. The weights of a layer are {@code
 * name/kernel}, {@code name/bias} and so on. They are created, trained, frozen, saved, and checked on loading by name.
 *
 * <p>All arrays are FLOAT, with the channels last.
 */
public interface Layers {

    /**
     * Adds a convolution as {@code conv} describes it. It has a bias, except before a normalization if {@code
     * model.biasBeforeNorm} is false.
     *
     * @param name name of the layer
     * @param x [N, height, width, channels]
     */
    Features conv(String name, Features x, Conv conv);

    /**
     * Adds a convolution at the end of a residual block: the shortcut is added before the ReLU. The gamma of its batch
     * normalization is initialized to 0.3, so that a deep network starts near the identity.
     *
     * @param shortcut features in the shape of the result
     */
    Features conv(String name, Features x, Conv conv, Features shortcut);

    /**
     * Adds max pooling over square windows, with padding if the window is larger than the stride. If the number of padded rows
     * or columns is odd, the extra one is at the end, as in TensorFlow; with {@code model.symmetricPooling} there is one more
     * at the start, as in PyTorch.
     *
     * @param name name of the result
     * @param x features [N, height, width, channels], height and width multiples of the stride
     * @return [N, height / stride, width / stride, channels]
     */
    Features maxPool(String name, Features x, int size, int stride);

    /**
     * Adds average pooling over square windows that do not overlap.
     *
     * @param name name of the result
     * @param x features [N, height, width, channels], height and width multiples of the size
     * @return [N, height / size, width / size, channels]
     */
    Features averagePool(String name, Features x, int size);

    /**
     * Adds global average pooling: the mean of each channel.
     *
     * @param name name of the result
     * @param x [N, height, width, channels]
     * @return rows [N, channels]
     */
    Features globalAverage(String name, Features x);

    /**
     * Adds a fully connected layer with bias.
     *
     * @param name name of the layer and of its result
     * @param x rows [N, in]
     * @return rows [N, out]
     */
    Features dense(String name, Features x, int out, boolean relu);

    /**
     * Adds a weight, for layers that this interface does not offer. It is initialized with normally distributed random numbers,
     * which the model's seed and the name determine.
     *
     * @param name names of layer and weight, such as {@code stage3_scale/gamma}; weight decay applies if it ends with {@code
     *     kernel}
     * @param mean mean of the initial values
     * @param deviation standard deviation of the initial values; 0 to set all of them to {@code mean}
     * @return the weight as a variable of the graph; it is a constant if it is not trained
     */
    SDVariable weight(String name, double mean, double deviation, long... shape);

    /** Returns whether bottleneck blocks have their stride in the 3x3 convolution, see {@code model.strideIn3x3}. */
    default boolean strideIn3x3() {
        return false;
    }

    /**
     * Returns the graph, for operations that this interface does not offer. Arithmetic, activations, reductions, reshape,
     * permute, concat, split and pad of SameDiff are safe. Do not use {@code batchNorm}, {@code gather} and {@code
     * cropAndResize}, whose gradients are wrong; {@code where} and {@code gatherNd}, which have no gradients; {@code
     * sd.loss()}, which adds to the losses; {@code conv2d}, which is several times slower than {@link #conv}; {@code topK},
     * which takes quadratic time; or {@code sd.var}, whose variables are not saved: use {@link #weight}.
     */
    SameDiff sameDiff();
}
