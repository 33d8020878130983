// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Every op of the table either has a gradient that agrees with central differences, or is rejected. */
class OpGradientsTest {

    private static final Set<String> REFUSED = Set.of(
            "gather",
            "gather twice the same",
            "gather rows",
            "gather nd",
            "top k",
            "where",
            "replace where",
            "cumsum",
            "cumsum exclusive",
            "cumsum reverse",
            "cumprod",
            "cumprod exclusive",
            "clip by norm",
            "clip by norm dims",
            "cross",
            "floor mod",
            "floor mod broadcast",
            "floor mod broadcast rows",
            "tensor mmul",
            "log sum exp",
            "log entropy",
            "batch norm",
            "batch norm of images",
            "crop and resize",
            "resize bilinear",
            "resize bilinear centers",
            "resize nearest",
            "resize cubic",
            "local response normalization",
            "extract patches",
            "log softmax dim",
            "pad reflect",
            "pad symmetric",
            "upsampling",
            "conv2d weights OIYX",
            "conv2d weights OYXI",
            "dropout",
            "inverted dropout");

    private static final Set<String> REFUSED_WHEN_RUN = Set.of(
            "max of two broadcast",
            "max of two broadcast rows",
            "min of two broadcast",
            "min of two broadcast rows",
            "atan2 broadcast",
            "atan2 broadcast rows");

    static Stream<OpTable.Entry> ops() {
        return OpTable.all().stream();
    }

    @ParameterizedTest
    @MethodSource("ops")
    void gradientsAreRightOrRefused(OpTable.Entry entry) {
        SameDiff graph = entry.graph();
        GradientCheck check = new GradientCheck(1e-3, 2e-2, 8e-3, 16, 1);
        if (REFUSED.contains(entry.name())) {
            assertThatThrownBy(() -> check.check(graph, "loss", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("op " + graph.ops()[graph.ops().length - 3].opName(), "; use ");
        } else if (REFUSED_WHEN_RUN.contains(entry.name())) {
            assertThatThrownBy(() -> check.check(graph, "loss", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("op ", "that of x1; expected its shape to be [2, 3, 4]");
        } else {
            assertThat(check.check(graph, "loss", Map.of())).isPositive();
        }
    }

    @Test
    void theTableHasTheOpsThatAreRefused() {
        assertThat(ops().map(OpTable.Entry::name)).containsAll(REFUSED).containsAll(REFUSED_WHEN_RUN);
    }

    /** Their gradients ignore the factor by which their result is multiplied. */
    @Test
    void lossesOfSameDiffAreRefused() {
        List<BiFunction<SameDiff, SDVariable[], SDVariable>> losses = List.of(
                (sd, x) -> sd.loss().meanSquaredError(x[1], x[0], null),
                (sd, x) -> sd.loss().absoluteDifference(x[1], x[0], null),
                (sd, x) -> sd.loss().huberLoss(x[1], x[0], null, 1),
                (sd, x) -> sd.loss().sigmoidCrossEntropy(x[1], x[0], null),
                (sd, x) -> sd.loss().softmaxCrossEntropy(x[1], x[0], null));
        for (BiFunction<SameDiff, SDVariable[], SDVariable> loss : losses) {
            SameDiff sd = SameDiff.create();
            SDVariable x = sd.var("x", Nd4j.createFromArray(new float[][] {{1, 2}, {0, 1}}));
            SDVariable y = sd.constant("y", Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
            loss.apply(sd, new SDVariable[] {x, y}).mul(3).rename("loss");
            assertThatThrownBy(() -> GradientCheck.standard().check(sd, "loss", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("use losses of org.mrcnn.losses");
        }
    }

    /** An op is rejected only if its gradient is needed. */
    @Test
    void opsOffTheWayToTheLossAreLeftAlone() {
        SameDiff sd = SameDiff.create();
        SDVariable w = sd.var("w", Nd4j.createFromArray(1f, 2f, 3f));
        SDVariable constant = sd.constant("c", Nd4j.createFromArray(1f, 2f, 3f));
        SDVariable chosen = sd.gather(constant, new int[] {0, 0, 2}, 0);
        sd.cumsum(w, 0).rename("only_reported");
        SDVariable kept = sd.math().max(w, sd.constant("zero", Nd4j.scalar(1.5f)));
        kept.mul(chosen).sum().rename("loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(3);
    }

    @Test
    void aLossThatNothingCanBeTrainedForAndAConditionAreRefused() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, 2);
        x.sum().rename("untrained");
        SDVariable w = sd.var("w", Nd4j.createFromArray(1f, 2f));
        sd.ifCond("chosen", null, s -> x.sum().gt(0), s -> w.mul(2), s -> w)
                .sum()
                .rename("loss");
        try (OpResources shared = new OpResources()) {
            assertThatThrownBy(() -> GraphRunner.forGradients(sd, "untrained", List.of(), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("loss untrained depends on no trainable variable");
            assertThatThrownBy(() -> GraphRunner.forGradients(sd, "loss", List.of(), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("its gradient is wrong or missing")
                    .hasMessageContaining("use a * mask + b * (1 - mask) for a condition");
        }
    }

    @Test
    void firstRunComparesTheCopyWithTheGraph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1);
        SDVariable w = sd.var("w", Nd4j.createFromArray(1f, 2f));
        SDVariable scaled = new ForgetfulOp(sd, x.mul(w), 3).outputVariable().rename("scaled");
        scaled.sum().rename("loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> runner.run(Map.of("x", Nd4j.createFromArray(1f, 1f))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(
                                "loss is 3.0 there and 9.0 in the graph",
                                "the first op that differs is mrcnn_test_forgetful, which makes scaled");
            }
        }
    }

    /** The copy gets the random numbers of the graph, and a run gets the numbers that it would get without the comparison. */
    @Test
    void randomOpsAreComparedToo() {
        SameDiff sd = SameDiff.create();
        SDVariable w = sd.var("w", Nd4j.ones(DataType.FLOAT, 100));
        w.mul(sd.random().bernoulli(0.5, DataType.FLOAT, 100)).sum().rename("loss");
        double[] losses = new double[2];
        for (int i = 0; i < losses.length; i++) {
            Nd4j.getRandom().setSeed(11);
            try (OpResources shared = new OpResources();
                    GraphRunner runner = i == 0
                            ? GraphRunner.forOutputs(sd, List.of("loss"), shared)
                            : GraphRunner.forGradients(sd, "loss", List.of("loss"), shared);
                    GraphRunner.Outputs run = runner.run(Map.of())) {
                losses[i] = run.get("loss").getDouble(0);
            }
        }
        assertThat(losses[1]).isEqualTo(losses[0]).isNotEqualTo(100);
    }
}
