// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Folds batch normalization with fixed statistics into the weights of the layer before it: {@code weights * scale} and
 * {@code (bias - mean) * scale + beta} with {@code scale = gamma / sqrt(variance + epsilon)}. The layer then computes both
 * in one pass, and gamma and beta still train. Weights are [..., out], the others [out]; mean and variance are constants.
 */
public final class FoldBatchNorm extends JavaOp {

    /** The factor of the weights, and the folded bias; both [out]. */
    public record Folded(INDArray scale, INDArray bias) {}

    /** Creates an empty op for the clone that SameDiff makes. */
    public FoldBatchNorm() {}

    private FoldBatchNorm(SameDiff sd, double epsilon, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(epsilon);
    }

    /**
     * Adds the op to the graph.
     *
     * @param layer kernel and bias, without a scale
     * @return kernel and bias, folded: {@code name + "/weights"} and {@code name + "/bias"}
     */
    public static LayerWeights apply(String name, LayerWeights layer, NormWeights norm) {
        requireFixed(name, norm);
        SDVariable[] inputs = {layer.kernel(), layer.bias(), norm.gamma(), norm.beta(), norm.mean(), norm.variance()};
        SDVariable[] out = new FoldBatchNorm(layer.kernel().getSameDiff(), norm.epsilon(), inputs).outputVariables();
        return LayerWeights.of(out[0].rename(name + "/weights"), out[1].rename(name + "/bias"));
    }

    /** Throws an exception if the statistics would need a gradient. */
    static void requireFixed(String name, NormWeights norm) {
        for (SDVariable statistic : new SDVariable[] {norm.mean(), norm.variance()}) {
            if (needsGradient(statistic)) {
                throw new IllegalArgumentException("batch norm " + name + " reads the fixed statistic "
                        + statistic.name() + ", which is trainable; make it a constant");
            }
        }
    }

    /**
     * Folds once, for graphs whose weights do not change. The weights are not changed: see {@link LayerWeights}.
     *
     * @param arrays weights, bias, gamma, beta, mean, variance; FLOAT
     * @return new arrays, which the caller owns
     */
    public static Folded fold(double epsilon, INDArray... arrays) {
        if (arrays.length != 6) {
            throw new IllegalArgumentException(
                    "expected weights, bias, gamma, beta, mean and variance, found " + arrays.length + " arrays");
        }
        checkShapes(Arrays.stream(arrays).map(INDArray::shape).toArray(long[][]::new));
        float[][] vectors = new float[6][];
        for (int i = 1; i < 6; i++) {
            vectors[i] = arrays[i].dup('c').data().asFloat();
        }
        FoldBatchNormKernels norm = new FoldBatchNormKernels(vectors[2], vectors[5], epsilon);
        float[] bias = norm.foldBias(vectors[1], vectors[3], vectors[4]);
        return new Folded(Nd4j.createFromArray(norm.scale()), Nd4j.createFromArray(bias));
    }

    @Override
    public String opName() {
        return "mrcnn_fold_batch_norm";
    }

    @Override
    public int getNumOutputs() {
        return 2;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[][] shapes = new long[6][];
        for (int i = 0; i < 6; i++) {
            shapes[i] = run.input(i).shape();
        }
        checkShapes(shapes);
        return new long[][] {shapes[0], shapes[1]};
    }

    private static void checkShapes(long[][] shapes) {
        String[] names = {"weights", "bias", "gamma", "beta", "mean", "variance"};
        if (shapes[0].length == 0) {
            throw new IllegalArgumentException("batch norm cannot fold into scalar weights");
        }
        long out = shapes[0][shapes[0].length - 1];
        for (int i = 1; i < 6; i++) {
            if (shapes[i].length != 1 || shapes[i][0] != out) {
                throw new IllegalArgumentException("batch norm " + names[i] + ": expected shape [" + out
                        + "], the last axis of the weights " + Arrays.toString(shapes[0]) + ", found "
                        + Arrays.toString(shapes[i]));
            }
        }
    }

    @Override
    protected void forward(OpRun run) {
        FoldBatchNormKernels norm = new FoldBatchNormKernels(run.floats(2), run.floats(5), doubleArg(0));
        norm.scaleRows(run.floatBuffer(0), run.floatBufferOut(0), run.input(0).length());
        run.put(1, norm.foldBias(run.floats(1), run.floats(3), run.floats(4)));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SDVariable gradientBias = outputGradients.get(1);
        boolean weights = needsGradient(arg(0));
        boolean bias = needsGradient(arg(1));
        boolean gamma = needsGradient(arg(2));
        SDVariable[] inputs = {arg(0), arg(1), arg(2), arg(4), arg(5), outputGradients.get(0), gradientBias};
        SDVariable[] g = weights || bias || gamma
                ? new FoldBatchNormGradient(getSameDiff(), doubleArg(0), weights, gamma, inputs).outputVariables()
                : new SDVariable[3];
        return Arrays.asList(
                weights ? g[0] : null,
                bias ? g[1] : null,
                gamma ? g[2] : null,
                needsGradient(arg(3)) ? gradientBias : null,
                null,
                null);
    }
}
