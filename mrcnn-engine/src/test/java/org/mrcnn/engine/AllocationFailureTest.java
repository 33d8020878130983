// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** After the failure of any allocation of a run, the same runner gives the same values in the next run, and loses no memory. */
class AllocationFailureTest {

    private static final INDArray X = Nd4j.rand(DataType.FLOAT, 10, 4);

    /** Counts allocations and lets one of them fail; none if its number is 0. */
    private static final class Memory {
        private final AtomicInteger asked = new AtomicInteger();
        private int failing;

        BytePointer allocate(long bytes) {
            if (asked.incrementAndGet() == failing) {
                throw new OutOfMemoryError("Physical memory usage is too high: made up by a test");
            }
            return new BytePointer(bytes);
        }
    }

    /** Returns a graph of Java ops, one of which runs in parts, and ops of ND4J between them. */
    private static SameDiff graph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable wide = new RepeatOp(sd, sd.math().tanh(x)).outputVariable();
        LayerWeights weights =
                LayerWeights.of(sd.constant("w", Nd4j.rand(DataType.FLOAT, 400, 6)), sd.constant("b", Nd4j.ones(6)));
        SDVariable y = FusedDense.apply("dense", true, Precision.F32, wide, weights);
        new SquareOp(sd, y.add(y.mean(true, 1)), 2).outputVariable().rename("y");
        return sd;
    }

    private static float[] run(GraphRunner runner) {
        try (GraphRunner.Outputs out = runner.run(Map.of("x", X))) {
            return out.get("y").data().asFloat();
        }
    }

    @Test
    void everyAllocationMayFailOnce() {
        SameDiff sd = graph();
        try (OpResources shared = new OpResources()) {
            Memory counting = new Memory();
            float[] expected;
            long bytes;
            try (GraphRunner runner = runner(sd, shared, counting)) {
                expected = run(runner);
                bytes = runner.nativeBytes();
            }
            assertThat(counting.asked.get()).isGreaterThan(4);
            for (int k = 1; k <= counting.asked.get(); k++) {
                Memory memory = new Memory();
                memory.failing = k;
                try (GraphRunner runner = runner(sd, shared, memory)) {
                    assertThatThrownBy(() -> run(runner))
                            .isInstanceOf(OutOfMemoryError.class)
                            .hasMessageContaining("x [10, 4]");
                    for (int again = 0; again < 2; again++) {
                        assertThat(run(runner)).as("after a failure at " + k).containsExactly(expected);
                    }
                    assertThat(runner.nativeBytes())
                            .as("after a failure at " + k)
                            .isEqualTo(bytes);
                }
            }
        }
    }

    private static GraphRunner runner(SameDiff sd, OpResources shared, Memory memory) {
        return GraphRunner.forOutputs(sd, List.of("y"), shared, new ArrayPool(memory::allocate));
    }
}
