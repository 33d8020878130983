// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PlannedSessionTest {

    private static final INDArray INPUT = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {-1, 0, 0.5f}, {4, -2, 1}});

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesWhatTheInterpreterGives(long seed) {
        Random random = new Random(seed);
        SameDiff sd = SameDiff.create();
        List<SDVariable> made = randomGraph(sd, random);
        List<String> outputs = new ArrayList<>(List.of("x", "constant"));
        for (int i = 0; i < 4; i++) {
            outputs.add(made.get(random.nextInt(made.size())).name());
        }
        outputs = outputs.stream().distinct().toList();
        try (ArrayPool pool = new ArrayPool();
                ArrayPool other = new ArrayPool();
                OpResources own = new OpResources();
                OpResources shared = new OpResources()) {
            GraphSession planned = PlannedSession.of(sd, outputs, pool, own, shared);
            assertThat(planned).isInstanceOf(PlannedSession.class);
            GraphSession interpreted = new InterpretedSession(sd, outputs, other, own, shared);
            for (int run = 0; run < 3; run++) {
                INDArray x = INPUT.mul(run + 1);
                Map<String, INDArray> expected = interpreted.run(Map.of("x", x));
                Map<String, INDArray> found = planned.run(Map.of("x", x));
                assertThat(found).containsOnlyKeys(outputs);
                expected.forEach(
                        (name, array) -> assertThat(found.get(name)).as(name).isEqualTo(array));
                pool.reclaim();
                other.reclaim();
            }
        }
    }

    /** Adds fifty ops that read the results of earlier ones, and whose values remain small. */
    private static List<SDVariable> randomGraph(SameDiff sd, Random random) {
        List<SDVariable> made = new ArrayList<>();
        made.add(sd.placeHolder("x", DataType.FLOAT, -1, 3));
        made.add(sd.var("w", Nd4j.createFromArray(new float[][] {{1, 0.5f, 0}, {0, 1, 2}, {-1, 2, 1}})));
        made.add(sd.constant("constant", Nd4j.createFromArray(new float[][] {{1, 0, 1}, {0, 1, 2}, {3, 0, 1}})));
        for (int i = 0; i < 50; i++) {
            SDVariable a = made.get(random.nextInt(made.size()));
            SDVariable b = made.get(random.nextInt(made.size()));
            made.add(
                    switch (random.nextInt(8)) {
                        case 0 -> a.add(b);
                        case 1 -> sd.math().tanh(a.mmul(b));
                        case 2 -> sd.math().tanh(a).mul(0.5);
                        case 3 -> new SquareOp(sd, sd.math().tanh(a), 2).outputVariable();
                        case 4 -> a.sub(a.mean(true, 1));
                        case 5 -> new GradientSum(sd, a, b).outputVariable();
                        case 6 -> new GradientSum(sd, sd.math().tanh(a), b, a).outputVariable();
                        default ->
                            sd.math().tanh(sd.concat(0, a, b).sum(true, 0).add(b));
                    });
        }
        return made;
    }

    @Test
    void givesArraysBackAfterTheirLastReader() {
        SameDiff sd = SameDiff.create();
        SDVariable y = sd.placeHolder("x", DataType.FLOAT, 1000);
        for (int i = 0; i < 100; i++) {
            y = new SquareOp(sd, y, 1).outputVariable();
        }
        List<String> outputs = List.of(y.name());
        try (ArrayPool pool = new ArrayPool();
                OpResources own = new OpResources()) {
            PlannedSession.of(sd, outputs, pool, own, own).run(Map.of("x", Nd4j.ones(DataType.FLOAT, 1000)));
            assertThat(pool.bytes()).isBetween(2 * 4_000L, 3 * 4_608L);
        }
    }

    @Test
    void writesOverAnArrayThatNobodyReadsAfterwards() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 1000);
        SDVariable y = new SquareOp(sd, x, 1).outputVariable();
        SDVariable kept = new SquareOp(sd, x, 3).outputVariable().rename("kept");
        for (int i = 0; i < 10; i++) {
            y = new GradientSum(sd, y, kept).outputVariable();
        }
        List<String> outputs = List.of(y.name(), "kept");
        try (ArrayPool pool = new ArrayPool();
                OpResources own = new OpResources()) {
            Map<String, INDArray> found =
                    PlannedSession.of(sd, outputs, pool, own, own).run(Map.of("x", Nd4j.valueArrayOf(1000, 2f)));
            assertThat(found.get(y.name())).isEqualTo(Nd4j.valueArrayOf(1000, 4f + 10 * 12));
            assertThat(found.get("kept")).isEqualTo(Nd4j.valueArrayOf(1000, 12f));
            assertThat(pool.bytes()).isBetween(2 * 4_000L, 2 * 4_608L);
        }
    }

    @Test
    void doesOnlyWhatTheOutputsNeed() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 3);
        sd.placeHolder("unused", DataType.FLOAT, 3).mul(x).rename("other");
        x.mul(2).rename("y");
        ExecutionPlan plan = ExecutionPlan.of(sd, List.of("y"));
        assertThat(plan.steps()).hasSize(1);
        assertThat(plan.given()).containsOnlyKeys("x");
    }

    @Test
    void namesAMissingPlaceholder() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 3);
        x.mul(sd.placeHolder("factor", DataType.FLOAT, 3)).rename("y");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y"), shared)) {
            assertThatThrownBy(() -> runner.run(Map.of("x", Nd4j.ones(DataType.FLOAT, 3))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs placeholder factor")
                    .hasMessageContaining("[x]");
        }
    }

    @Test
    void leavesConditionsToTheInterpreter() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 3);
        sd.ifCond("y", null, s -> x.sum().gt(0), s -> x.mul(2), s -> x.mul(-1));
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y"), shared)) {
            for (float sign : new float[] {1, -1}) {
                INDArray input = Nd4j.createFromArray(sign, sign, sign);
                try (GraphRunner.Outputs out = runner.run(Map.of("x", input))) {
                    assertThat(out.get("y")).isEqualTo(input.mul(sign > 0 ? 2 : -1));
                }
            }
        }
    }
}
