// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.Deconvolution;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Transposed convolution with a 2x2 kernel and stride 2, bias and ReLU. Windows do not overlap, so it is computed as a matrix
 * product, whose rows of 2x2 pixels are then moved to their places. This is several times as fast as a deconvolution primitive.
 */
public final class FusedDeconvolution extends DeconvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes; use {@link #apply} instead. */
    public FusedDeconvolution() {}

    private FusedDeconvolution(SameDiff sd, boolean relu, Precision precision, SDVariable... inputs) {
        super(sd, relu, precision, inputs);
    }

    /**
     * Adds the layer to the graph. It uses oneDNN, or SameDiff's own ops if oneDNN is missing.
     *
     * @param name name of the result
     * @param x FLOAT [batch, height, width, in]
     * @param weights the kernel [2, 2, out, in], as Keras stores it, and bias; no scale
     * @return FLOAT [batch, 2 height, 2 width, out]
     */
    public static SDVariable apply(String name, boolean relu, Precision precision, SDVariable x, LayerWeights weights) {
        if (!OneDnn.isEnabled()) {
            return SameDiffLayers.deconvolution(relu, x, weights).rename(name);
        }
        SameDiff sd = x.getSameDiff();
        return new FusedDeconvolution(sd, relu, precision.orSupported(), x, weights.kernel(), weights.bias())
                .outputVariable()
                .rename(name);
    }

    @Override
    public String opName() {
        return "mrcnn_fused_deconvolution";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        Sizes s = Sizes.of(run.input(0).shape(), run.input(1).shape());
        return new long[][] {{s.batch(), 2 * s.height(), 2 * s.width(), s.out()}};
    }

    @Override
    protected int[] rowInputs() {
        return new int[] {0};
    }

    @Override
    protected void forward(OpRun run) {
        Sizes s = Sizes.of(run.input(0).shape(), run.input(1).shape());
        boolean constant = LayerWeights.isConstant(arg(1));
        Deconvolution.Key key =
                new Deconvolution.Key(s.batch(), s.height(), s.width(), s.in(), s.out(), constant, relu(), bf16());
        try (NativeArrays arrays = new NativeArrays(run)) {
            Deconvolution kernel = arrays.kernel(key, Deconvolution::new);
            Pointer weights = arrays.input(1);
            PackedWeights packed =
                    constant ? run.sharedResource(kernel.packedKey(arg(1).name()), () -> kernel.pack(weights)) : null;
            kernel.run(arrays.input(0), weights, packed, arrays.input(2), arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SameDiff sd = getSameDiff();
        SDVariable g = outputGradients.get(0);
        if (relu()) {
            g = ReluGradient.of(sd, outputVariable(), g);
        }
        g = new PixelUnshuffle(sd, g).outputVariable();
        List<SDVariable> gradients = new ArrayList<>(Arrays.asList(null, null, null));
        if (needsGradient(arg(0))) {
            gradients.set(0, new DeconvolutionDataGradient(sd, precision(), arg(0), arg(1), g).outputVariable());
        }
        if (needsGradient(arg(1)) || needsGradient(arg(2))) {
            SDVariable[] both = new DeconvolutionWeightGradient(sd, precision(), arg(0), arg(1), g).outputVariables();
            gradients.set(1, both[0]);
            gradients.set(2, both[1]);
        }
        return gradients;
    }
}
