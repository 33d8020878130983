package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.nn.BatchNorm;
import org.mrcnn.engine.internal.nn.ClassConvolution;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.FixedBatchNorm;
import org.mrcnn.engine.internal.nn.FoldBatchNorm;
import org.mrcnn.engine.internal.nn.FusedConvolution;
import org.mrcnn.engine.internal.nn.FusedDeconvolution;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.mrcnn.engine.internal.nn.Residual;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layers of which the network is built, with weights by name: convolutions and dense layers with bias, an optional
 * batch normalization and an optional ReLU. For a {@link Backbone} of one's own as well.
 *
 * <p>A normalization with fixed statistics is folded into the weights: while they are trained by an op of the graph, else
 * once, where they are packed. Dense layers in training scale their result instead.
 */
public final class Layers {

    /** Matterport's (Keras's) epsilon. */
    static final double EPSILON = 1e-3;

    /** Where a normalization with batch statistics puts what it measured. */
    public record Measured(String norm, String mean, String variance) {}

    private final SameDiff sd;
    private final Parameters parameters;
    private final Precision precision;
    private final boolean batchStatistics;
    private final List<Measured> measured = new ArrayList<>();

    Layers(SameDiff sd, Parameters parameters, Precision precision, boolean batchStatistics) {
        this.sd = sd;
        this.parameters = parameters;
        this.precision = precision;
        this.batchStatistics = batchStatistics;
    }

    SameDiff graph() {
        return sd;
    }

    /** The normalizations with batch statistics, in the order of the graph. */
    List<Measured> measured() {
        return List.copyOf(measured);
    }

    /** A square convolution with bias. Its output has the layer's name. */
    Features conv(
            String name,
            Features x,
            int size,
            int out,
            Convolution settings,
            WeightInitializer.Kind kind,
            Features residual) {
        return sharedConv(name, x.channels(), size, out, settings, kind).apply(name, x, residual);
    }

    /** A convolution whose weights several places of the graph use. */
    SharedConvolution sharedConv(
            String name, int in, int size, int out, Convolution settings, WeightInitializer.Kind kind) {
        return new SharedConvolution(sd, kernel(name, kind, size, size, in, out), bias(name, out), settings, out);
    }

    /** A convolution with bias, to be applied once or more. */
    record SharedConvolution(SameDiff sd, SDVariable kernel, SDVariable bias, Convolution settings, int out) {
        Features apply(String name, Features x, Features residual) {
            SDVariable added = residual == null ? null : residual.variable();
            return new Features(FusedConvolution.apply(sd, name, settings, x.variable(), kernel, bias, added), out);
        }

        /** Only the filter of each region's class, of a 1x1 convolution: [regions, height, width]. */
        SDVariable applyOwnClass(String name, Features x, SDVariable classIds) {
            return ClassConvolution.apply(sd, name, x.variable(), kernel, bias, classIds);
        }
    }

    /** Settings of a convolution that keeps the size (odd kernels), or divides it by the stride. */
    Convolution settings(int size, int stride, boolean relu, Residual residual) {
        return new Convolution(stride, size / 2, relu, residual, precision);
    }

    /** A convolution with bias and batch normalization, no ReLU. */
    public Features convNorm(String conv, String norm, Features x, int size, int out, int stride) {
        return convNorm(conv + "_norm", conv, norm, x, size, out, stride, false, null, false);
    }

    /** A convolution with bias, batch normalization and ReLU. */
    public Features convNormRelu(String conv, String norm, Features x, int size, int out, int stride) {
        return convNorm(conv + "_relu", conv, norm, x, size, out, stride, true, null, false);
    }

    /** The end of a residual block: convolution, normalization, sum with the shortcut, ReLU. Its output is {@code name}. */
    public Features convNormAddRelu(
            String name, String conv, String norm, Features x, int size, int out, Features shortcut) {
        return convNorm(name, conv, norm, x, size, out, 1, true, shortcut, true);
    }

    private Features convNorm(
            String name,
            String conv,
            String norm,
            Features x,
            int size,
            int out,
            int stride,
            boolean relu,
            Features shortcut,
            boolean blockEnd) {
        SDVariable w = kernel(conv, WeightInitializer.Kind.HE, size, size, x.channels(), out);
        SDVariable b = bias(conv, out);
        SDVariable res = shortcut == null ? null : shortcut.variable();
        if (batchStatistics) {
            SDVariable y = FusedConvolution.apply(
                    sd, conv, settings(size, stride, false, Residual.NONE), x.variable(), w, b, null);
            SDVariable normed = batchNorm(res == null ? name : norm, norm, y, out, relu && res == null, blockEnd);
            return new Features(res == null ? normed : sd.nn().relu(name, normed.add(res), 0), out);
        }
        LayerWeights folded = fold(conv, w, b, norm(norm, out, blockEnd));
        Residual kind = res == null ? Residual.NONE : Residual.SAME;
        SDVariable y = FusedConvolution.apply(sd, name, settings(size, stride, relu, kind), x.variable(), folded, res);
        return new Features(y, out);
    }

    /** A dense layer over rows [M, in] with normalization and ReLU; its kernel is stored as a convolution's. */
    SDVariable denseNormRelu(String conv, String norm, SDVariable x, int size, int in, int out) {
        SDVariable w = parameters.getAs(
                conv + "/kernel", WeightInitializer.Kind.HE, 3, new long[] {size, size, in, out}, new long[] {
                    (long) size * size * in, out
                });
        SDVariable b = bias(conv, out);
        if (batchStatistics) {
            SDVariable y = FusedDense.apply(sd, conv, false, precision, x, w, b);
            return batchNorm(conv + "_relu", norm, y, out, true, false);
        }
        Norm fixed = norm(norm, out, false);
        if (!fixed.isTrainedWith(w, b)) {
            return FusedDense.apply(sd, conv + "_relu", true, precision, x, foldedOnce(conv, w, b, fixed));
        }
        // Rows are few and the kernel is large: to scale the result is less work than to fold, and to fold back its
        // gradient.
        SDVariable y = FusedDense.apply(sd, conv, false, precision, x, w, b);
        List<SDVariable> vectors = List.of(fixed.gamma(), fixed.beta(), fixed.mean(), fixed.variance());
        return FixedBatchNorm.apply(sd, conv + "_relu", y, vectors, EPSILON, true);
    }

    /** A dense layer over rows [M, in]. */
    SDVariable dense(String name, SDVariable x, int in, int out, WeightInitializer.Kind kind) {
        SDVariable w = parameters.get(name + "/kernel", kind, 1, in, out);
        return FusedDense.apply(sd, name, false, precision, x, w, bias(name, out));
    }

    /** A 2x2 transposed convolution of stride 2 with ReLU; its kernel is [2, 2, out, in] as in Keras. */
    Features deconvRelu(String name, Features x, int out) {
        SDVariable w = parameters.get(name + "/kernel", WeightInitializer.Kind.HE, 2, 2, 2, out, x.channels());
        SDVariable y = FusedDeconvolution.apply(sd, name, true, precision, x.variable(), w, bias(name, out));
        return new Features(y, out);
    }

    private SDVariable kernel(String layer, WeightInitializer.Kind kind, long... shape) {
        return parameters.get(layer + "/kernel", kind, 3, shape);
    }

    private SDVariable bias(String layer, int channels) {
        return parameters.get(layer + "/bias", WeightInitializer.Kind.ZERO, 0, channels);
    }

    private SDVariable gamma(String norm, int channels, boolean blockEnd) {
        WeightInitializer.Kind kind = blockEnd ? WeightInitializer.Kind.BLOCK_END : WeightInitializer.Kind.ONE;
        return parameters.get(norm + "/gamma", kind, 0, channels);
    }

    private SDVariable beta(String norm, int channels) {
        return parameters.get(norm + "/beta", WeightInitializer.Kind.ZERO, 0, channels);
    }

    private SDVariable batchNorm(String name, String norm, SDVariable x, int channels, boolean relu, boolean blockEnd) {
        parameters.statistic(norm + "/moving_mean", WeightInitializer.Kind.ZERO, channels);
        parameters.statistic(norm + "/moving_variance", WeightInitializer.Kind.ONE, channels);
        SDVariable[] y =
                BatchNorm.apply(sd, name, x, gamma(norm, channels, blockEnd), beta(norm, channels), EPSILON, relu);
        measured.add(new Measured(norm, y[1].name(), y[2].name()));
        return y[0];
    }

    private Norm norm(String norm, int channels, boolean blockEnd) {
        return new Norm(
                gamma(norm, channels, blockEnd),
                beta(norm, channels),
                parameters.statistic(norm + "/moving_mean", WeightInitializer.Kind.ZERO, channels),
                parameters.statistic(norm + "/moving_variance", WeightInitializer.Kind.ONE, channels));
    }

    /** A normalization with fixed statistics. */
    private record Norm(SDVariable gamma, SDVariable beta, SDVariable mean, SDVariable variance) {

        boolean isTrainedWith(SDVariable kernel, SDVariable bias) {
            return Stream.of(kernel, bias, gamma, beta).anyMatch(v -> v.getVariableType() == VariableType.VARIABLE);
        }
    }

    private LayerWeights fold(String conv, SDVariable w, SDVariable b, Norm n) {
        if (!n.isTrainedWith(w, b)) {
            return foldedOnce(conv, w, b, n);
        }
        SDVariable[] folded =
                FoldBatchNorm.apply(sd, conv + "_folded", w, b, n.gamma(), n.beta(), n.mean(), n.variance(), EPSILON);
        return LayerWeights.of(folded[0], folded[1]);
    }

    private LayerWeights foldedOnce(String conv, SDVariable w, SDVariable b, Norm n) {
        FoldBatchNorm.Folded folded = FoldBatchNorm.fold(
                EPSILON,
                Stream.of(w, b, n.gamma(), n.beta(), n.mean(), n.variance())
                        .map(SDVariable::getArr)
                        .toArray(INDArray[]::new));
        return new LayerWeights(
                w,
                sd.constant(conv + "_folded/bias", folded.bias()),
                sd.constant(conv + "_folded/scale", folded.scale()));
    }
}
