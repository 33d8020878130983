// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Explains a failed op of ND4J. Its exceptions say only "Op validation failed"; the reason, mostly two shapes that do not fit,
 * is printed by native code.
 */
final class FailedOp {

    private FailedOp() {}

    /** Returns the exception to throw; it names the result of the op, and the inputs with their shapes. */
    static IllegalArgumentException explain(DifferentialFunction op, List<INDArray> inputs, RuntimeException e) {
        String[] names = op.argNames();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            found.add((i < names.length ? names[i] + " " : "")
                    + inputs.get(i).dataType() + " "
                    + Arrays.toString(inputs.get(i).shape()));
        }
        return new IllegalArgumentException(
                "op " + op.opName() + ", which makes variable " + op.outputVariablesNames()[0]
                        + ", failed; check whether the shapes of its inputs fit: " + String.join(", ", found)
                        + " (ND4J says: " + e.getMessage() + ")",
                e);
    }
}
