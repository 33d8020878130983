// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GraphRunnerTest {

    private static final INDArray INPUT = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {-1, 0, 0.5f}});

    /** Returns a graph with loss = sum(3 * (x w)^2). */
    private static SameDiff graph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3);
        SDVariable w = sd.var("w", Nd4j.createFromArray(new float[][] {{1, 0.5f}, {0, 1}, {-1, 2}}));
        SDVariable frozen = sd.constant("frozen", Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
        new SquareOp(sd, x.mmul(w).mmul(frozen), 3)
                .outputVariable()
                .rename("y")
                .sum()
                .rename("loss");
        return sd;
    }

    @Test
    void runsJavaOps() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph(), List.of("y"), shared);
                GraphRunner.Outputs out = runner.run(Map.of("x", INPUT))) {
            // x w = {-2, 8.5}, {-1.5, 0.5}
            assertThat(out.get("y").data().asFloat()).containsExactly(12f, 216.75f, 6.75f, 0.75f);
        }
    }

    @Test
    void givesGradientsOfTrainableVariablesOnly() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(graph(), "loss", List.of("loss"), shared);
                GraphRunner.Outputs out = runner.run(Map.of("x", INPUT))) {
            assertThat(runner.trainable()).containsExactly("w");
            INDArray xw = Nd4j.createFromArray(new float[][] {{-2, 8.5f}, {-1.5f, 0.5f}});
            INDArray expected = INPUT.transpose().mmul(xw.mul(6));
            assertThat(out.gradient("w").sub(expected).amaxNumber().doubleValue())
                    .isCloseTo(0, within(1e-4));
            assertThat(out.get("loss").getDouble(0)).isCloseTo(236.25, within(1e-3));
        }
    }

    @Test
    void repeatedRunsDoNotGrow() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(graph(), "loss", List.of("loss"), shared)) {
            long afterFirst = 0;
            for (int i = 0; i < 1_000; i++) {
                try (GraphRunner.Outputs out = runner.run(Map.of("x", INPUT))) {
                    assertThat(out.get("loss").getDouble(0)).isCloseTo(236.25, within(1e-3));
                }
                if (i == 0) {
                    afterFirst = runner.pooledBytes();
                }
            }
            assertThat(runner.pooledBytes()).isEqualTo(afterFirst).isPositive();
        }
    }

    /** The number of positive RoIs, for example, grows during a training: arrays of earlier sizes must not stay. */
    @Test
    void memoryOfEarlierShapesIsFreedBeforeMoreIsAllocated() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(graph(), "loss", List.of("loss"), shared)) {
            run(runner, 1000);
            long large = runner.pooledBytes();
            run(runner, 2);
            long both = runner.pooledBytes();
            run(runner, 1000);
            run(runner, 2);
            run(runner, 2);
            assertThat(runner.pooledBytes()).as("two sizes by turns").isEqualTo(both);
            run(runner, 100);
            assertThat(runner.pooledBytes()).as("a third size").isLessThan(large);
        }
    }

    private static void run(GraphRunner runner, int rows) {
        runner.run(Map.of("x", Nd4j.ones(DataType.FLOAT, rows, 3))).close();
    }

    /** The memory depends only on the shapes of the arrays, not on their values, and is the planned amount. */
    @Test
    void memoryIsKnownBeforehand() {
        SameDiff sd = graph();
        SDVariable rows = sd.getVariable("y").shape().get(SDIndex.point(0));
        sd.getVariable("y")
                .reshape(sd.concat(0, rows.reshape(1), sd.constant(Nd4j.createFromArray(-1L))))
                .rename("again");
        INDArray x = Nd4j.rand(DataType.FLOAT, 1000, 3);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss", "again"), shared)) {
            long planned = runner.plannedBytes(Map.of("x", x.shape())).orElseThrow();
            assertThat(runner.pooledBytes()).isZero();
            runner.run(Map.of("x", x)).close();
            long given = 12_288; // 12,000 bytes, rounded up to an eighth of a power of two
            assertThat(planned).isEqualTo(runner.pooledBytes() + given);
        }
    }

    @Test
    void memoryIsPlannedForShapesThatFit() {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph(), List.of("y"), shared)) {
            assertThat(runner.plannedBytes(Map.of("x", new long[] {200_000_000, 3}))
                            .orElseThrow())
                    .isGreaterThan(200_000_000L * 3 * 4);
            assertThatThrownBy(() -> runner.plannedBytes(Map.of("x", new long[] {2, 4})))
                    .hasMessageContaining("placeholder x: expected shape [-1, 3]");
            assertThatThrownBy(() -> runner.plannedBytes(Map.of("X", new long[] {2, 3})))
                    .hasMessage("the graph has no placeholder X");
            assertThatThrownBy(() -> runner.plannedBytes(Map.of("x", new long[] {-2, 3})))
                    .hasMessage("placeholder x: expected sizes of 0 or more that an array can have, found [-2, 3]");
            assertThatThrownBy(() -> runner.plannedBytes(Map.of("x", new long[] {Long.MAX_VALUE, 3})))
                    .hasMessageContaining("that an array can have, found [9223372036854775807, 3]");
        }
    }

    /** ND4J's own exception says "Op validation failed"; the shapes stand in what native code prints. */
    @Test
    void anOpWhoseInputsDoNotFitIsNamedWithTheirShapes() {
        SameDiff sd = graph();
        SDVariable wanted = sd.placeHolder("wanted", DataType.FLOAT, -1, 2);
        sd.math().square(sd.getVariable("y").sub(wanted)).mean().rename("distance");
        Map<String, INDArray> batch = Map.of("x", INPUT, "wanted", Nd4j.ones(DataType.FLOAT, 3, 2));
        String named = "which makes variable subtract, failed; check whether the shapes of its inputs fit:"
                + " y FLOAT [2, 2], wanted FLOAT [3, 2]";
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("distance"), shared)) {
            assertThatThrownBy(() -> runner.run(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(named);
            assertThatThrownBy(() -> runner.firstNonFinite(batch))
                    .as("in SameDiff's interpreter")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(named);
        }
    }

    @Test
    void threadsWithRunnersOfTheirOwnShareAGraph() throws Exception {
        SameDiff sd = graph();
        List<Throwable> faults = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (OpResources shared = new OpResources()) {
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                INDArray input = INPUT.mul(t + 1);
                double expected = 236.25 * (t + 1) * (t + 1);
                threads[t] = new Thread(() -> {
                    try (GraphRunner runner = GraphRunner.forOutputs(sd, List.of("loss"), shared)) {
                        for (int i = 0; i < 200; i++) {
                            try (GraphRunner.Outputs out = runner.run(Map.of("x", input))) {
                                assertThat(out.get("loss").getDouble(0)).isCloseTo(expected, within(1e-2));
                            }
                        }
                    } catch (Throwable e) {
                        faults.add(e);
                    }
                });
                threads[t].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void runsAgainAfterAnErrorWithoutGrowing() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1);
        new FailingOp(sd, x.mul(2)).outputVariable().rename("y");
        INDArray good = Nd4j.createFromArray(1f, 2f);
        INDArray bad = Nd4j.createFromArray(-1f, 2f);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y"), shared)) {
            long bytes = 0;
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> runner.run(Map.of("x", bad)))
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessageContainingAll("x [2]", "maxphysicalbytes", "maxbytes", "made up by a test")
                        .hasCauseInstanceOf(OutOfMemoryError.class);
                try (GraphRunner.Outputs out = runner.run(Map.of("x", good))) {
                    assertThat(out.get("y").data().asFloat()).containsExactly(2f, 4f);
                }
                assertThat(bytes).isIn(0L, runner.nativeBytes());
                bytes = runner.nativeBytes();
            }
        }
    }

    @Test
    void refusesUnknownNamesAndTypes() {
        try (OpResources shared = new OpResources()) {
            assertThatThrownBy(() -> GraphRunner.forOutputs(graph(), List.of("nothing"), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nothing");
            try (GraphRunner runner = GraphRunner.forOutputs(graph(), List.of("y"), shared)) {
                assertThatThrownBy(() -> runner.run(Map.of("x", INPUT.castTo(DataType.DOUBLE))))
                        .hasMessageContaining("placeholder x: expected FLOAT, found DOUBLE");
            }
        }
    }

    @Test
    void refusesPlaceholdersOfAnotherShape() {
        SameDiff sd = graph();
        SDVariable any = sd.placeHolder("any", DataType.FLOAT);
        any.add(1).rename("z");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y", "z"), shared)) {
            for (INDArray bad : List.of(INPUT.transpose(), INPUT.reshape(1, 2, 3), INPUT.reshape(6))) {
                assertThatThrownBy(() -> runner.run(Map.of("x", bad, "any", INPUT)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("placeholder x: expected shape [-1, 3] (-1: any size), found "
                                + java.util.Arrays.toString(bad.shape()));
            }
            runner.run(Map.of("x", INPUT, "any", Nd4j.ones(DataType.FLOAT, 1, 2, 3)))
                    .close();
            assertThatThrownBy(() -> runner.run(Map.of("x", INPUT, "w", INPUT))).hasMessageContaining("placeholder w");
        }
    }

    @Test
    void gradientCheckPassesARightGradientAndNamesAWrongOne() {
        GradientCheck check = GradientCheck.standard();
        assertThat(check.check(graph(), "loss", Map.of("x", INPUT))).isEqualTo(6);

        SameDiff wrong = SameDiff.create();
        SDVariable w = wrong.var("w", Nd4j.createFromArray(1f, 2f));
        // The gradient of rounding differs from the finite differences of a step function.
        w.mul(10).castTo(DataType.INT32).castTo(DataType.FLOAT).add(w).sum().rename("loss");
        assertThatThrownBy(() -> check.check(wrong, "loss", Map.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("w[0]");
    }
}
