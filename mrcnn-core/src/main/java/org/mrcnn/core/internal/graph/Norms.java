// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.nn.BatchNorm;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.FixedBatchNorm;
import org.mrcnn.engine.internal.nn.FoldBatchNorm;
import org.mrcnn.engine.internal.nn.FusedConvolution;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.mrcnn.engine.internal.nn.NormWeights;
import org.mrcnn.engine.internal.nn.Residual;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalizations of convolutions and dense layers. A normalization with fixed statistics is folded into the weights: by
 * an op of the graph if the weights are trained, otherwise once, when they are packed. Trained dense layers scale their result
 * instead.
 */
public final class Norms {

    /** The variables with the statistics that a normalization measures in a batch. */
    public record Measured(String norm, String mean, String variance) {}

    /** A convolution with a normalization: name of the layer, description, and weights. */
    record Normed(String name, Conv conv, Convolution settings, LayerWeights weights) {

        String output() {
            return conv.output() != null ? conv.output() : name + (conv.relu() ? "_relu" : "_norm");
        }
    }

    /**
     * What is added to the result of a convolution, before its ReLU.
     *
     * @param variable null if {@code kind} is NONE
     */
    record Added(SDVariable variable, Residual kind) {

        static final Added NOTHING = new Added(null, Residual.NONE);

        static Added of(Residual kind, Features addedOrNull) {
            return addedOrNull == null ? NOTHING : new Added(addedOrNull.variable(), kind);
        }
    }

    private final Parameters parameters;
    private final Precision precision;
    private final double epsilon;
    private final Predicate<String> batchStatistics;
    private final List<Measured> measured = new ArrayList<>();

    /** @param batchStatistics whether the normalization with this name uses the statistics of the batch */
    Norms(Parameters parameters, ModelConfig model, Predicate<String> batchStatistics) {
        this.parameters = parameters;
        precision = model.precision();
        epsilon = model.normEpsilon();
        this.batchStatistics = batchStatistics;
    }

    List<Measured> measured() {
        return List.copyOf(measured);
    }

    /** Adds the convolution, its normalization, and its sum and ReLU if it has them. */
    SDVariable conv(Normed layer, SDVariable x, Added added) {
        NormWeights norm = weights(layer.conv().norm(), layer.conv().out(), added.kind() == Residual.SAME);
        if (batchStatistics.test(layer.conv().norm())) {
            return measuredConv(layer, norm, x, added);
        }
        LayerWeights folded = fold(layer.name(), layer.weights(), norm);
        Convolution settings = layer.settings().withResidual(added.kind());
        return FusedConvolution.apply(layer.output(), settings, x, folded, added.variable());
    }

    private SDVariable measuredConv(Normed layer, NormWeights norm, SDVariable x, Added added) {
        Conv conv = layer.conv();
        Convolution plain = layer.settings().withRelu(false);
        String unnormed = layer.name().equals(layer.output()) ? layer.name() + "_conv" : layer.name();
        SDVariable y = FusedConvolution.apply(unnormed, plain, x, layer.weights(), null);
        if (added.kind() == Residual.NONE) {
            return measure(layer.output(), conv.norm(), y, norm, conv.relu());
        }
        SDVariable normed = measure(conv.norm(), conv.norm(), y, norm, false);
        if (added.kind() == Residual.UPSAMPLED) {
            return sum(layer, normed, added);
        }
        SDVariable sum = normed.add(added.variable());
        return conv.relu() ? x.getSameDiff().nn().relu(layer.output(), sum, 0) : sum.rename(layer.output());
    }

    /** Adds a convolution that changes nothing, only for the sum that it also computes. */
    private static SDVariable sum(Normed layer, SDVariable x, Added added) {
        int channels = layer.conv().out();
        SameDiff sd = x.getSameDiff();
        SDVariable kernel = sd.constant(layer.name() + "_identity", Nd4j.ones(DataType.FLOAT, 1, 1, 1, channels));
        SDVariable bias = sd.constant(layer.name() + "_identity_zero", Nd4j.zeros(DataType.FLOAT, channels));
        Convolution identity = Convolution.plain().withGroups(channels).withResidual(added.kind());
        LayerWeights weights = LayerWeights.of(kernel, bias);
        return FusedConvolution.apply(layer.output(), identity, x, weights, added.variable());
    }

    /** Adds a dense layer over rows, its normalization, and a ReLU. */
    SDVariable denseRelu(String name, String norm, SDVariable x, LayerWeights weights) {
        int out = Math.toIntExact(weights.bias().getArr().length());
        NormWeights fixed = weights(norm, out, false);
        String output = name + "_relu";
        boolean measured = batchStatistics.test(norm);
        if (!measured && !isTrained(weights, fixed)) {
            return FusedDense.apply(output, true, precision, x, foldedOnce(name, weights, fixed));
        }
        SDVariable y = FusedDense.apply(name, false, precision, x, weights);
        // There are few rows and the kernel is large: scaling the result is less work than folding the kernel and its
        // gradient.
        return measured ? measure(output, norm, y, fixed, true) : FixedBatchNorm.apply(output, y, fixed, true);
    }

    private SDVariable measure(String name, String norm, SDVariable x, NormWeights weights, boolean relu) {
        SDVariable[] y = BatchNorm.apply(name, x, weights, relu);
        measured.add(new Measured(norm, y[1].name(), y[2].name()));
        return y[0];
    }

    private NormWeights weights(String norm, int channels, boolean blockEnd) {
        return new NormWeights(
                parameters.get(norm + "/gamma", blockEnd ? Initial.BLOCK_END : Initial.ONE, channels),
                parameters.get(norm + "/beta", Initial.ZERO, channels),
                parameters.statistic(norm + "/moving_mean", Initial.ZERO, channels),
                parameters.statistic(norm + "/moving_variance", Initial.ONE, channels),
                epsilon);
    }

    private static boolean isTrained(LayerWeights layer, NormWeights norm) {
        return Stream.of(layer.kernel(), layer.bias(), norm.gamma(), norm.beta())
                .anyMatch(v -> v.getVariableType() == VariableType.VARIABLE);
    }

    private static LayerWeights fold(String name, LayerWeights layer, NormWeights norm) {
        return isTrained(layer, norm)
                ? FoldBatchNorm.apply(name + "_folded", layer, norm)
                : foldedOnce(name, layer, norm);
    }

    private static LayerWeights foldedOnce(String name, LayerWeights layer, NormWeights norm) {
        SDVariable[] all = {layer.kernel(), layer.bias(), norm.gamma(), norm.beta(), norm.mean(), norm.variance()};
        FoldBatchNorm.Folded folded = FoldBatchNorm.fold(
                norm.epsilon(), Stream.of(all).map(SDVariable::getArr).toArray(INDArray[]::new));
        SameDiff sd = layer.kernel().getSameDiff();
        return new LayerWeights(
                layer.kernel(),
                sd.constant(name + "_folded/bias", folded.bias()),
                sd.constant(name + "_folded/scale", folded.scale()));
    }
}
