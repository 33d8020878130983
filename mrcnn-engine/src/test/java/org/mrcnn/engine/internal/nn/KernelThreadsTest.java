// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.NativeThreads;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class KernelThreadsTest {

    /** An op with one kernel, which says when it is created and used. */
    public static final class RecordingOp extends JavaOp {
        private final List<String> log = new ArrayList<>();

        public RecordingOp() {}

        RecordingOp(SameDiff sd, SDVariable x) {
            super(sd, x);
        }

        @Override
        public String opName() {
            return "mrcnn_test_recording";
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            return new long[][] {run.input(0).shape()};
        }

        @Override
        protected void forward(OpRun run) {
            try (NativeArrays arrays = new NativeArrays(run)) {
                log.add("run "
                        + arrays.kernel("key", (dnn, key) -> {
                                    log.add("create");
                                    return new NamedKernel("for " + NativeThreads.available());
                                })
                                .name());
            }
            run.put(0, run.floats(0));
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            return outputGradients;
        }
    }

    private record NamedKernel(String name) implements AutoCloseable {
        @Override
        public void close() {}
    }

    /** Otherwise a runner that a thread with one processor used first would leave the others idle for ever. */
    @Test
    void aRunnerThatMovesToAThreadWithFewerProcessorsHasKernelsForBoth() throws InterruptedException {
        SameDiff sd = SameDiff.create();
        RecordingOp op = new RecordingOp(sd, sd.placeHolder("x", DataType.FLOAT, 1));
        op.outputVariable().rename("y");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y"), shared)) {
            Runnable run = () -> runner.run(Map.of("x", Nd4j.ones(1))).close();
            run.run();
            Thread divided = new Thread(() -> {
                NativeThreads.divide(NativeThreads.prepare());
                run.run();
            });
            divided.start();
            divided.join();
            run.run();
        }
        String all = "run for " + NativeThreads.prepare();
        assertThat(op.log)
                .containsExactlyElementsOf(
                        NativeThreads.prepare() == 1
                                ? List.of("create", all, all, all)
                                : List.of("create", all, "create", "run for 1", all));
    }
}
