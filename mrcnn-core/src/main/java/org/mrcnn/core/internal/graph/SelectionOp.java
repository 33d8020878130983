// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** An op that selects RoIs, targets or detections. It has outputs of several types, and no gradient. */
abstract class SelectionOp extends JavaOp implements JavaOp.StopsGradient {

    /** Creates an empty op for the clone that SameDiff makes. */
    SelectionOp() {}

    SelectionOp(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    SelectionOp(SameDiff sd, Record settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    /** Returns the types of the outputs. */
    abstract List<DataType> types();

    /** Returns the outputs, renamed to these names. */
    final SDVariable[] named(String... names) {
        SDVariable[] outputs = outputVariables();
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = outputs[i].rename(names[i]);
        }
        return outputs;
    }

    @Override
    public final int getNumOutputs() {
        return types().size();
    }

    @Override
    protected final DataType[] outputTypes(List<DataType> inputs) {
        return types().toArray(DataType[]::new);
    }

    @Override
    protected final List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return Arrays.asList(new SDVariable[args().length]);
    }
}
