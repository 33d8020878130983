// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of a convolution or of a dense layer.
 *
 * @param kernel FLOAT [..., out]
 * @param bias FLOAT [out]
 * @param scale FLOAT [out], the factor of each output channel of the kernel, or null for none. If there is a scale, it and the
 *     kernel are constants: they are multiplied when the kernel is packed, so that the product is stored only in packed form
 */
public record LayerWeights(SDVariable kernel, SDVariable bias, SDVariable scale) {

    public LayerWeights {
        if (scale != null && !(isConstant(kernel) && isConstant(scale))) {
            throw new IllegalArgumentException("kernel " + kernel.name() + " and its scale " + scale.name()
                    + " must be constants; multiply variables in the graph");
        }
    }

    /** Returns weights without a scale. */
    public static LayerWeights of(SDVariable kernel, SDVariable bias) {
        return new LayerWeights(kernel, bias, null);
    }

    /** Returns whether the values of an input never change, so that they may be packed once. */
    static boolean isConstant(SDVariable v) {
        return v.getVariableType() == VariableType.CONSTANT;
    }

    /** Returns the kernel multiplied by its scale, computed by the graph. */
    SDVariable product() {
        return scale == null ? kernel : kernel.mul(scale);
    }

    /**
     * Packs a kernel multiplied by its scale.
     *
     * @param scaleInput index of the scale among the inputs of the run, -1 for none
     */
    static PackedWeights pack(OpRun run, int kernelInput, int scaleInput, Function<Pointer, PackedWeights> packing) {
        INDArray kernel = run.contiguous(kernelInput);
        if (scaleInput < 0) {
            return packing.apply(kernel.data().addressPointer());
        }
        try (INDArray product = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', kernel.shape())) {
            FoldBatchNormKernels.scaleRows(
                    run.floatBuffer(kernelInput),
                    product.data().asNioFloat(),
                    product.length(),
                    run.floats(scaleInput));
            return packing.apply(product.data().addressPointer());
        }
    }
}
