// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.ConvolutionForward;
import org.mrcnn.engine.internal.onednn.KernelWeights;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Convolution, bias, residual and ReLU in one pass over the result. The weights of an inference graph should be constants: they
 * are then packed only once, not in each run.
 */
public final class FusedConvolution extends ConvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes; use {@link #apply} instead. */
    public FusedConvolution() {}

    private FusedConvolution(SameDiff sd, Convolution settings, boolean scaled, SDVariable... inputs) {
        super(sd, settings, inputs);
        addBArgument(scaled);
    }

    /**
     * Adds a convolution to the graph. It uses oneDNN, or SameDiff's own ops if oneDNN is missing or the system property {@code
     * mrcnn.engine} is {@code samediff}.
     *
     * @param name name of the result
     * @param x FLOAT [batch, height, width, in]
     * @param weights the kernel [kernel height, kernel width, in / groups, out], bias and scale
     * @param residualOrNull the residual, depending on {@code settings.residual()}: FLOAT in the shape of the result, or with
     *     half its height and width; null for NONE
     * @return FLOAT [batch, (height + 2 padding - kernel height) / stride + 1, (width + 2 padding - kernel width) / stride + 1,
     *     out]
     * @throws IllegalArgumentException if a residual is missing or not expected
     */
    public static SDVariable apply(
            String name, Convolution settings, SDVariable x, LayerWeights weights, SDVariable residualOrNull) {
        if ((residualOrNull == null) != (settings.residual() == Residual.NONE)) {
            throw new IllegalArgumentException("convolution " + name + " has residual " + settings.residual()
                    + " but its array is " + (residualOrNull == null ? "missing" : residualOrNull.name()));
        }
        if (!OneDnn.isEnabled()) {
            return SameDiffLayers.convolution(settings, x, weights.product(), weights.bias(), residualOrNull)
                    .rename(name);
        }
        Convolution supported = settings.withPrecision(settings.precision().orSupported());
        SDVariable[] inputs = Stream.of(x, weights.kernel(), weights.bias(), residualOrNull, weights.scale())
                .filter(Objects::nonNull)
                .toArray(SDVariable[]::new);
        return new FusedConvolution(x.getSameDiff(), supported, weights.scale() != null, inputs)
                .outputVariable()
                .rename(name);
    }

    /** Returns whether the last input is the factor of each output channel of the kernel. */
    public boolean isScaled() {
        return boolArg(2);
    }

    private LayerWeights weights() {
        return new LayerWeights(arg(1), arg(2), isScaled() ? arg(args().length - 1) : null);
    }

    @Override
    public String opName() {
        return "mrcnn_fused_convolution";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] y = shape(run, 0, 1).output();
        checkResidual(run, y);
        return new long[][] {y};
    }

    private void checkResidual(OpRun run, long[] y) {
        Residual residual = settings().residual();
        if (residual == Residual.NONE) {
            return;
        }
        int scale = residual.scale();
        long[] expected = {y[0], y[1] / scale, y[2] / scale, y[3]};
        boolean whole = y[1] % scale == 0 && y[2] % scale == 0;
        if (!whole || !Arrays.equals(expected, run.input(3).shape())) {
            throw new IllegalArgumentException(
                    "convolution " + outputVariablesNames()[0] + " of shape " + Arrays.toString(y)
                            + ", of " + arg(0).name() + " with residual " + residual + " " + arg(3).name()
                            + ": expected a residual array of shape " + Arrays.toString(expected)
                            + (whole ? "" : " and an even height and width") + ", found "
                            + Arrays.toString(run.input(3).shape()));
        }
    }

    @Override
    protected int[] rowInputs() {
        return settings().residual() == Residual.NONE ? new int[] {0} : new int[] {0, 3};
    }

    @Override
    protected void forward(OpRun run) {
        Convolution c = settings();
        ConvolutionForward.Key key = new ConvolutionForward.Key(
                shape(run, 0, 1), ConvolutionForward.Addend.valueOf(c.residual().name()), c.relu());
        try (NativeArrays arrays = new NativeArrays(run)) {
            ConvolutionForward kernel = arrays.kernel(key, ConvolutionForward::create);
            Pointer weights = arrays.input(1);
            PackedWeights packed = LayerWeights.isConstant(arg(1))
                    ? run.sharedResource(
                            kernel.packedKey(arg(1).name()),
                            () -> LayerWeights.pack(run, 1, isScaled() ? run.inputs() - 1 : -1, kernel::pack))
                    : null;
            kernel.run(
                    arrays.input(0),
                    new KernelWeights(weights, packed),
                    arrays.input(2),
                    c.residual() == Residual.NONE ? null : arrays.input(3),
                    arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        Convolution c = settings();
        SameDiff sd = getSameDiff();
        SDVariable g = outputGradients.get(0);
        if (c.relu()) {
            g = ReluGradient.of(sd, outputVariable(), g);
        }
        List<SDVariable> gradients = new ArrayList<>(Arrays.asList(null, null, null));
        if (needsGradient(arg(0))) {
            gradients.set(
                    0, new ConvolutionDataGradient(sd, c, arg(0), weights().product(), g).outputVariable());
        }
        if (needsGradient(arg(1)) || needsGradient(arg(2))) {
            SDVariable[] both = new ConvolutionWeightGradient(sd, c, arg(0), arg(1), g).outputVariables();
            gradients.set(1, both[0]);
            gradients.set(2, both[1]);
        }
        if (c.residual() != Residual.NONE) {
            gradients.add(needsGradient(arg(3)) ? residualGradient(g) : null);
        }
        if (isScaled()) {
            gradients.add(null);
        }
        return gradients;
    }

    private SDVariable residualGradient(SDVariable g) {
        return settings().residual() == Residual.SAME ? g : new UpsamplingGradient(getSameDiff(), g).outputVariable();
    }
}
