// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** What a session does with each op: compute it, or only allocate its arrays, to plan memory. */
enum OpExecution {
    /** A real run. */
    COMPUTE {
        @Override
        List<LongShapeDescriptor> shapes(JavaOp op, OpRun run) {
            return op.describeOutputs(run);
        }

        @Override
        void forward(JavaOp op, OpRun run) {
            op.forward(run);
        }

        @Override
        boolean computes(INDArray... outputs) {
            return true;
        }
    },
    /** A run that computes only what shapes may depend on: small arrays of integers. */
    DRY {
        @Override
        List<LongShapeDescriptor> shapes(JavaOp op, OpRun run) {
            return op.describe(run, op.largestShapes(run));
        }

        @Override
        void forward(JavaOp op, OpRun run) {}

        @Override
        boolean computes(INDArray... outputs) {
            return Arrays.stream(outputs)
                    .allMatch(array -> array.dataType().isIntType() && array.length() <= LARGEST_SHAPE);
        }
    };

    private static final long LARGEST_SHAPE = 32;

    abstract List<LongShapeDescriptor> shapes(JavaOp op, OpRun run);

    abstract void forward(JavaOp op, OpRun run);

    /** Returns whether an op of ND4J with these outputs is executed. */
    abstract boolean computes(INDArray... outputs);
}
