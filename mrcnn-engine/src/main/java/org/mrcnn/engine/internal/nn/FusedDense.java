// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** relu(x weights + bias) in one pass over the result. Constant weights are packed once. */
public final class FusedDense extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes; use {@link #apply} instead. */
    public FusedDense() {}

    private FusedDense(SameDiff sd, boolean relu, Precision precision, LayerWeights weights, SDVariable... inputs) {
        super(sd, inputs);
        addBArgument(relu, precision == Precision.BF16, weights.scale() != null);
    }

    /**
     * Adds a fully connected layer to the graph. It uses oneDNN, or SameDiff's own ops if oneDNN is missing.
     *
     * @param name name of the result
     * @param x FLOAT [n, in]
     * @param weights the kernel [in, out], bias and scale
     * @return FLOAT [n, out]
     */
    public static SDVariable apply(String name, boolean relu, Precision precision, SDVariable x, LayerWeights weights) {
        if (!OneDnn.isEnabled()) {
            return SameDiffLayers.dense(relu, x, weights).rename(name);
        }
        SDVariable[] inputs = Stream.of(x, weights.kernel(), weights.bias(), weights.scale())
                .filter(Objects::nonNull)
                .toArray(SDVariable[]::new);
        return new FusedDense(x.getSameDiff(), relu, precision.orSupported(), weights, inputs)
                .outputVariable()
                .rename(name);
    }

    /** Returns whether the last input is the factor of each output channel of the kernel. */
    public boolean isScaled() {
        return boolArg(2);
    }

    /** Returns whether a ReLU follows. */
    public boolean relu() {
        return boolArg(0);
    }

    private LayerWeights weights() {
        return new LayerWeights(arg(1), arg(2), isScaled() ? arg(3) : null);
    }

    @Override
    public String opName() {
        return "mrcnn_fused_dense";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] x = run.input(0).shape();
        long[] weights = run.input(1).shape();
        if (x.length != 2 || weights.length != 2 || x[1] != weights[0]) {
            throw new IllegalArgumentException("dense layer " + outputVariablesNames()[0]
                    + ": expected x [n, in] and weights [in, out], found " + Arrays.toString(x) + " and "
                    + Arrays.toString(weights));
        }
        return new long[][] {{x[0], weights[1]}};
    }

    @Override
    protected int[] rowInputs() {
        return new int[] {0};
    }

    @Override
    protected void forward(OpRun run) {
        long[] weightShape = run.input(1).shape();
        boolean constant = LayerWeights.isConstant(arg(1));
        MatrixProduct.Key key = new MatrixProduct.Key(
                run.input(0).size(0), weightShape[0], weightShape[1], false, false, constant, true, relu(), boolArg(1));
        try (NativeArrays arrays = new NativeArrays(run)) {
            MatrixProduct kernel = arrays.kernel(key, MatrixProduct::new);
            Pointer weights = arrays.input(1);
            PackedWeights packed = constant
                    ? run.sharedResource(
                            kernel.packedKey(arg(1).name()),
                            () -> LayerWeights.pack(run, 1, isScaled() ? 3 : -1, kernel::pack))
                    : null;
            kernel.run(arrays.input(0), weights, packed, arrays.input(2), arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SameDiff sd = getSameDiff();
        Precision precision = boolArg(1) ? Precision.BF16 : Precision.F32;
        SDVariable g = outputGradients.get(0);
        if (relu()) {
            g = ReluGradient.of(sd, outputVariable(), g);
        }
        List<SDVariable> gradients = new ArrayList<>(Arrays.asList(null, null, null));
        if (needsGradient(arg(0))) {
            gradients.set(0, new DenseDataGradient(sd, precision, weights().product(), g).outputVariable());
        }
        if (needsGradient(arg(1)) || needsGradient(arg(2))) {
            SDVariable[] both = new DenseWeightGradient(sd, precision, arg(0), g).outputVariables();
            gradients.set(1, both[0]);
            gradients.set(2, both[1]);
        }
        if (isScaled()) {
            gradients.add(null);
        }
        return gradients;
    }
}
