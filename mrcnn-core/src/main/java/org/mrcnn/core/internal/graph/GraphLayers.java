// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.FusedConvolution;
import org.mrcnn.engine.internal.nn.FusedDeconvolution;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.mrcnn.engine.internal.nn.MaxPool;
import org.mrcnn.engine.internal.nn.MaxPoolWindow;
import org.mrcnn.engine.internal.nn.Residual;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The layers of backbone, pyramid and heads, with named weights, built from the engine's fused ops. */
public final class GraphLayers implements Layers {

    private static final int MAPS = 4;
    private static final Pattern HEADS = Pattern.compile("(fpn|rpn|mrcnn)_.*");

    private final SameDiff sd;
    private final Parameters parameters;
    private final ModelConfig model;
    private final Precision precision;
    private final Norms norms;

    /** @param batchStatistics the normalizations that use the statistics of the batch, see {@link #measured} */
    GraphLayers(SameDiff sd, Parameters parameters, ModelConfig model, Predicate<String> batchStatistics) {
        this.sd = sd;
        this.parameters = parameters;
        this.model = model;
        precision = model.precision();
        norms = new Norms(parameters, model, batchStatistics);
    }

    /**
     * Builds a backbone.
     *
     * @throws IllegalArgumentException if the backbone does not return four feature maps, or uses names of the heads
     */
    List<Features> build(Backbone backbone, Features image) {
        List<Features> maps = backbone.build(this, image);
        if (maps.size() != MAPS) {
            throw new IllegalArgumentException("backbone " + backbone.name()
                    + ": expected 4 feature maps, C2 to C5, found " + maps.size() + "; see Backbone.build");
        }
        for (String weight : parameters.names()) {
            if (HEADS.matcher(weight).matches()) {
                throw new IllegalArgumentException("backbone " + backbone.name() + ": the weight " + weight
                        + " has a name of the heads; let no layer's name begin with fpn_, rpn_ or mrcnn_");
            }
        }
        return maps;
    }

    @Override
    public SameDiff sameDiff() {
        return sd;
    }

    @Override
    public boolean strideIn3x3() {
        return model.strideIn3x3();
    }

    /** Returns the normalizations with batch statistics, in the order of the graph. */
    List<Norms.Measured> measured() {
        return norms.measured();
    }

    @Override
    public Features conv(String name, Features x, Conv conv) {
        return conv(name, x, conv, Norms.Added.NOTHING);
    }

    @Override
    public Features conv(String name, Features x, Conv conv, Features shortcut) {
        return conv(name, x, conv, Norms.Added.of(Residual.SAME, shortcut));
    }

    /** Adds a convolution with a sum before the ReLU. */
    Features conv(String name, Features x, Conv conv, Norms.Added added) {
        long fanIn = fanIn(x.channels(), conv);
        boolean activated = conv.relu() || conv.norm() != null;
        SharedConvolution shared =
                sharedConv(name, x.channels(), conv, activated ? Initial.he(fanIn) : Initial.lecun(fanIn));
        if (conv.norm() != null) {
            Norms.Normed normed = new Norms.Normed(name, conv, shared.settings(), shared.weights());
            return new Features(norms.conv(normed, x.variable(), added), conv.out());
        }
        return shared.apply(conv.output() == null ? name : conv.output(), x, added);
    }

    /** Returns a convolution whose weights are used in several places of the graph. */
    SharedConvolution sharedConv(String name, int in, Conv conv, Initial initial) {
        if (in % conv.groups() != 0) {
            throw new IllegalArgumentException(
                    "layer " + name + ": expected channels that the " + conv.groups() + " groups divide, found " + in);
        }
        SDVariable kernel =
                parameters.get(name + "/kernel", initial, conv.size(), conv.size(), in / conv.groups(), conv.out());
        Convolution settings =
                new Convolution(conv.stride(), conv.padding(), conv.groups(), conv.relu(), Residual.NONE, precision);
        SDVariable bias =
                conv.norm() == null || model.biasBeforeNorm() ? bias(name, conv.out()) : zero(name, conv.out());
        return new SharedConvolution(LayerWeights.of(kernel, bias), settings, conv.out());
    }

    private static long fanIn(int in, Conv conv) {
        return (long) conv.size() * conv.size() * in / conv.groups();
    }

    @Override
    public Features maxPool(String name, Features x, int size, int stride) {
        int padding = Math.max(0, size - stride);
        int after = padding - padding / 2;
        int before = model.symmetricPooling() ? after : padding / 2;
        MaxPoolWindow window = MaxPoolWindow.of(size, stride).pad(before, before, after, after);
        return new Features(MaxPool.apply(sd, name, x.variable(), window), x.channels());
    }

    /** Adds a depthwise convolution with the weights 1 / size^2. */
    @Override
    public Features averagePool(String name, Features x, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("layer " + name + ": expected a size of 1 or more, found " + size);
        }
        int channels = x.channels();
        SDVariable kernel = sd.constant(
                name + "_window",
                Nd4j.valueArrayOf(new long[] {size, size, 1, channels}, 1.0 / size / size, DataType.FLOAT));
        SDVariable bias = zero(name, channels);
        Convolution mean = Convolution.plain().withStride(size).withGroups(channels);
        LayerWeights weights = LayerWeights.of(kernel, bias);
        return new Features(FusedConvolution.apply(name, mean, x.variable(), weights, null), channels);
    }

    @Override
    public Features globalAverage(String name, Features x) {
        return new Features(x.variable().mean(1, 2).rename(name), x.channels());
    }

    @Override
    public Features dense(String name, Features x, int out, boolean relu) {
        return dense(name, x, out, relu, relu ? Initial.he(x.channels()) : Initial.lecun(x.channels()));
    }

    /** Like {@link #dense(String, Features, int, boolean)}, with given initial values of the kernel. */
    Features dense(String name, Features x, int out, boolean relu, Initial initial) {
        SDVariable kernel = parameters.get(name + "/kernel", initial, x.channels(), out);
        LayerWeights weights = LayerWeights.of(kernel, bias(name, out));
        return new Features(FusedDense.apply(name, relu, precision, x.variable(), weights), out);
    }

    /**
     * Adds a dense layer with ReLU over rows of size * size * channels values. Its kernel is stored as that of a convolution.
     *
     * @param normOrNull the normalization before the ReLU
     */
    Features denseRelu(String name, String normOrNull, Features x, int size, int out) {
        long in = (long) size * size * x.channels();
        SDVariable kernel = parameters.getAs(
                name + "/kernel", Initial.he(in), new long[] {size, size, x.channels(), out}, new long[] {in, out});
        LayerWeights weights = LayerWeights.of(kernel, bias(name, out));
        return new Features(
                normOrNull == null
                        ? FusedDense.apply(name + "_relu", true, precision, x.variable(), weights)
                        : norms.denseRelu(name, normOrNull, x.variable(), weights),
                out);
    }

    /** Adds a 2x2 transposed convolution with stride 2 and ReLU. Its kernel is [2, 2, out, in], as in Keras. */
    Features deconvRelu(String name, Features x, int out) {
        SDVariable kernel = parameters.get(name + "/kernel", Initial.he(4L * x.channels()), 2, 2, out, x.channels());
        LayerWeights weights = LayerWeights.of(kernel, bias(name, out));
        return new Features(FusedDeconvolution.apply(name, true, precision, x.variable(), weights), out);
    }

    @Override
    public SDVariable weight(String name, double mean, double deviation, long... shape) {
        return parameters.get(name, new Initial(mean, deviation), shape);
    }

    private SDVariable bias(String layer, int channels) {
        return parameters.get(layer + "/bias", Initial.ZERO, channels);
    }

    private SDVariable zero(String layer, int channels) {
        return sd.constant(layer + "_zero", Nd4j.zeros(DataType.FLOAT, channels));
    }
}
