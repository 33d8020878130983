// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ObjectiveTest {

    /** Returns a graph with two towers on one trunk: "deconv1" [n, 3] and "logits" [n, 2]; placeholders x, target1, target2. */
    private static SameDiff towers() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
        sd.placeHolder("target1", DataType.FLOAT, -1, 3);
        sd.placeHolder("target2", DataType.FLOAT, -1, 2);
        SDVariable trunk = sd.math().tanh(x.mmul(weights(sd, "trunk/kernel", 1, 4, 5)));
        SDVariable bias = weights(sd, "left/bias", 2, 3);
        trunk.mmul(weights(sd, "left/kernel", 3, 5, 3)).add(bias).rename("deconv1");
        trunk.mmul(weights(sd, "right/kernel", 4, 5, 2)).rename("logits");
        return sd;
    }

    private static SDVariable weights(SameDiff sd, String name, int seed, long... shape) {
        return sd.var(name, random(seed, shape));
    }

    private static INDArray random(int seed, long... shape) {
        java.util.Random random = new java.util.Random(seed);
        INDArray a = Nd4j.create(DataType.FLOAT, shape);
        for (long i = 0; i < a.length(); i++) {
            a.putScalar(i, (float) random.nextGaussian() * 0.5f);
        }
        return a;
    }

    /** Returns targets that depend on x. */
    private static Map<String, INDArray> batch() {
        INDArray x = random(7, 6, 4);
        return Map.of(
                "x", x,
                "target1", x.mmul(random(8, 4, 3)),
                "target2", x.mmul(random(9, 4, 2)).gt(0).castTo(DataType.FLOAT));
    }

    private static Loss mse(SameDiff sd) {
        return MeanSquaredError.of(sd.getVariable("target1"), sd.getVariable("deconv1"));
    }

    private static Objective objective(SameDiff sd) {
        SDVariable target2 = sd.getVariable("target2");
        SDVariable logits = sd.getVariable("logits");
        return Objective.on(sd)
                .loss("mse_deconv1", mse(sd))
                .loss("bce_output", 0.5, BinaryCrossEntropy.fromLogits(target2, logits))
                .l2(1e-3, L2Form.DECAY, Weights.kernels())
                .metric("iou", Iou.fromLogits(target2, logits))
                .build();
    }

    private static LossReport report(SameDiff sd, Objective objective) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, objective.outputs(), shared);
                GraphRunner.Outputs run = runner.run(batch())) {
            return objective.report(run);
        }
    }

    @Test
    void sumsWeightedLossesAndL2UnderTheirNames() {
        SameDiff sd = towers();
        Objective objective = objective(sd);
        assertThat(objective.losses()).containsExactly("mse_deconv1", "bce_output", "l2_loss");
        assertThat(objective.outputs()).containsExactly("mse_deconv1", "bce_output", "l2_loss", "total_loss", "iou");
        LossReport report = report(sd, objective);
        assertThat(report.weights())
                .containsExactly(
                        Map.entry("mse_deconv1", 1.0), Map.entry("bce_output", 0.5), Map.entry("l2_loss", 1.0));
        double squares = List.of("trunk/kernel", "left/kernel", "right/kernel").stream()
                .mapToDouble(
                        w -> Math.pow(sd.getVariable(w).getArr().norm2Number().doubleValue(), 2))
                .sum();
        assertThat(report.value("l2_loss")).isCloseTo(1e-3 * squares, within(1e-7));
        assertThat(report.total())
                .isCloseTo(
                        report.value("mse_deconv1") + 0.5 * report.value("bce_output") + report.value("l2_loss"),
                        within(1e-6));
        assertThat(report.value("iou")).isBetween(0.0, 1.0);
        assertThat(report.firstNonFinite()).isEmpty();
    }

    @Test
    void gradientsOfTheTotalAreThoseOfDifferences() {
        SameDiff sd = towers();
        objective(sd);
        assertThat(GradientCheck.standard().check(sd, "total_loss", batch())).isGreaterThan(20);
    }

    @Test
    void gradientDescentMakesEveryLossFall() {
        SameDiff sd = towers();
        Objective objective = objective(sd);
        List<LossReport> reports = new ArrayList<>();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, objective.total(), objective.outputs(), shared)) {
            assertThat(runner.trainable())
                    .containsExactlyInAnyOrder("trunk/kernel", "left/kernel", "left/bias", "right/kernel");
            for (int step = 0; step < 100; step++) {
                try (GraphRunner.Outputs run = runner.run(batch())) {
                    reports.add(objective.report(run));
                    runner.trainable().forEach(v -> sd.getVariable(v)
                            .getArr()
                            .subi(run.gradient(v).mul(0.5)));
                }
            }
        }
        LossReport first = reports.get(0);
        LossReport last = reports.get(99);
        assertThat(last.value("mse_deconv1")).isLessThan(0.5 * first.value("mse_deconv1"));
        assertThat(last.value("bce_output")).isLessThan(0.5 * first.value("bce_output"));
        assertThat(last.total()).isLessThan(0.5 * first.total());
        assertThat(last.value("iou")).isGreaterThanOrEqualTo(first.value("iou"));
    }

    @Test
    void takesLossesWrittenWithSameDiffOps() {
        SameDiff sd = towers();
        SDVariable left = sd.getVariable("deconv1");
        SDVariable right = sd.getVariable("logits");
        Objective objective = Objective.on(sd)
                .loss("agree", 2, (g, name) -> left.mean().sub(right.mean()).rename(name))
                .loss("keeps_its_own_name", (g, name) -> left.mul(left).mean())
                .loss("of_shape_1_1", (g, name) -> right.mul(right).mean(true, 0, 1))
                .build();
        LossReport report = report(sd, objective);
        assertThat(report.total())
                .isCloseTo(
                        2 * report.value("agree") + report.value("keeps_its_own_name") + report.value("of_shape_1_1"),
                        within(1e-6));
        assertThat(GradientCheck.standard().check(sd, "total_loss", batch())).isGreaterThan(20);
    }

    /** For example if a user multiplies the network's targets by its outputs. */
    @Test
    void opsOfSameDiffMayReadTargetsThroughWhichNoGradientFlows() {
        SameDiff sd = towers();
        SDVariable left = sd.getVariable("deconv1");
        SDVariable target = new StopOp(sd, sd.getVariable("target1")).outputVariable();
        Objective objective = Objective.on(sd)
                .loss("overlap", (g, name) -> target.mul(left).mean())
                .loss("distance", (g, name) -> g.math()
                        .square(left.mean(1).sub(target.mean(1)))
                        .mean())
                .build();
        assertThat(report(sd, objective).total()).isFinite();
        assertThat(GradientCheck.standard().check(sd, "total_loss", batch())).isGreaterThan(15);
    }

    @Test
    void refusesALossThatIsNotScalarByNameAtTheFirstRun() {
        SameDiff sd = towers();
        Objective objective = Objective.on(sd)
                .loss("rows", (g, name) -> sd.getVariable("deconv1").mean(1))
                .build();
        assertThatThrownBy(() -> report(sd, objective))
                .hasMessageContaining("rows: expected one value")
                .hasMessageContaining("has shape [6]");
    }

    @Test
    void aLossOfWeightZeroIsReportedButNotTrained() {
        SameDiff sd = towers();
        SDVariable logits = sd.getVariable("logits");
        Objective objective = Objective.on(sd)
                .loss("mse", mse(sd))
                .loss("watched", 0, BinaryCrossEntropy.fromLogits(sd.getVariable("target2"), logits))
                .build();
        LossReport report = report(sd, objective);
        assertThat(report.value("watched")).isPositive();
        assertThat(report.total()).isEqualTo(report.value("mse"));
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, objective.total(), objective.outputs(), shared)) {
            assertThat(runner.trainable()).doesNotContain("right/kernel");
        }
    }

    @Test
    void refusesNamesThatAreTaken() {
        SameDiff sd = towers();
        ObjectiveBuilder builder = Objective.on(sd).loss("mse", mse(sd));
        assertThatThrownBy(() -> builder.loss("mse", mse(sd))).hasMessageContaining("already has a loss or metric mse");
        assertThatThrownBy(() -> builder.metric("mse", (g, n) -> sd.getVariable("x")))
                .hasMessageContaining("already has a loss or metric mse");
        assertThatThrownBy(() -> builder.loss("logits", mse(sd)))
                .hasMessageContaining("graph already has a variable logits");
        assertThatThrownBy(() -> builder.loss("total_loss", mse(sd))).hasMessageContaining("total_loss is kept");
        assertThatThrownBy(() -> builder.loss(" ", mse(sd))).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> builder.loss(null, mse(sd))).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> builder.loss("step", mse(sd))).hasMessageContaining("the name step is kept for");
        assertThatThrownBy(() -> builder.loss("val_mse", mse(sd)))
                .as("the column of the validation of mse")
                .hasMessageContaining("the name val_mse is kept for");
        assertThatThrownBy(() -> builder.loss("\ud800", mse(sd)))
                .hasMessageContaining("a name without commas, quotes and control characters");
        assertThatThrownBy(() -> builder.metric("a,b", (g, n) -> sd.getVariable("x")))
                .hasMessageContaining("a name without commas, quotes and control characters");
        builder.build();
        assertThatThrownBy(() -> Objective.on(sd).loss("mse2", mse(sd)).build())
                .hasMessageContaining(
                        "graph already has a variable total_loss; it has an objective, and takes one only");
    }

    @Test
    void refusesWhatIsNotThere() {
        SameDiff sd = towers();
        SDVariable absent = sd.getVariable("absent");
        assertThatThrownBy(() -> Objective.on(sd).loss("none", null))
                .hasMessage("the objective expects a loss, found none (null)");
        assertThatThrownBy(() -> Objective.on(sd).metric("none", null)).hasMessageContaining("expects a metric");
        assertThatThrownBy(() -> Objective.on(sd).loss("none", (g, n) -> absent).build())
                .hasMessage("loss none: expected a variable of the graph, found none (null)");
        assertThatThrownBy(() -> MeanSquaredError.of(sd.getVariable("x"), absent))
                .hasMessageContaining("expected a variable, found none (null)");
    }

    @Test
    void lossesThatAreThereCanBeReplacedReweightedAndRemoved() {
        SameDiff sd = towers();
        SDVariable deconv = sd.getVariable("deconv1");
        SDVariable logits = sd.getVariable("logits");
        Objective objective = Objective.on(sd)
                .loss("mse", 2, mse(sd))
                .loss("bce", BinaryCrossEntropy.fromLogits(sd.getVariable("target2"), logits))
                .loss("gone", (g, name) -> deconv.sum())
                .metric("iou", Iou.fromLogits(sd.getVariable("target2"), logits))
                .l2(1, L2Form.DECAY, Weights.kernels())
                .replace("mse", (g, name) -> g.math().square(deconv).mean())
                .weight("bce", 0.25)
                .remove("gone")
                .remove("iou")
                .remove("l2_loss")
                .build();
        assertThat(objective.weights())
                .containsExactly(java.util.Map.entry("mse", 2.0), java.util.Map.entry("bce", 0.25));
        assertThat(objective.metrics()).isEmpty();
        LossReport report = report(sd, objective);
        assertThat(report.total()).isCloseTo(2 * report.value("mse") + 0.25 * report.value("bce"), within(1e-6));
        INDArray x = batch().get("x");
        INDArray left = org.nd4j.linalg.ops.transforms.Transforms.tanh(x.mmul(random(1, 4, 5)))
                .mmul(random(3, 5, 3))
                .addRowVector(random(2, 3));
        assertThat(report.value("mse")).isCloseTo(left.mul(left).meanNumber().doubleValue(), within(1e-5));
    }

    @Test
    void changesOfALossThatIsNotThereListThoseThatAre() {
        SameDiff sd = towers();
        ObjectiveBuilder builder =
                Objective.on(sd).loss("mse", mse(sd)).loss("other", mse(sd)).l2(1, L2Form.DECAY, Weights.kernels());
        String listed = "the objective has no loss mask; it has [mse, other], and the L2 penalty l2_loss";
        assertThatThrownBy(() -> builder.replace("mask", mse(sd))).hasMessage(listed);
        assertThatThrownBy(() -> builder.weight("mask", 1)).hasMessage(listed);
        assertThatThrownBy(() -> builder.remove("mask")).hasMessage(listed);
        assertThatThrownBy(() -> builder.weight("mse", -1)).hasMessageContaining("at least 0 and finite, found -1.0");
        assertThat(builder.losses()).containsExactly("mse", "other");
    }

    @Test
    void refusesWeightsThatAreNoWeights() {
        SameDiff sd = towers();
        assertThatThrownBy(() -> Objective.on(sd).loss("mse", 1e-60, mse(sd)))
                .hasMessage(
                        "expected the weight of loss mse to be at least 0 and finite, found 1.0E-60, which is 0 as a"
                                + " float");
        assertThatThrownBy(() -> Objective.on(sd).loss("mse", 1e39, mse(sd)))
                .hasMessage(
                        "expected the weight of loss mse to be at least 0 and finite, found 1.0E39, which is infinite"
                                + " as a float");
        assertThatThrownBy(() -> Objective.on(sd).l2(1e39, L2Form.DECAY, name -> true))
                .hasMessage("expected the factor of the L2 penalty to be at least 0 and finite, found 1.0E39, which is"
                        + " infinite as a float");
        assertThatThrownBy(() -> Objective.on(sd).l2(-1, L2Form.DECAY, name -> true))
                .hasMessageContaining("the factor of the L2 penalty to be at least 0 and finite, found -1.0");
        for (double weight : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Objective.on(sd).loss("mse", weight, mse(sd)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight of loss mse")
                    .hasMessageContaining(String.valueOf(weight));
        }
        assertThatThrownBy(() -> Objective.on(sd).loss("mse", 0, mse(sd)).build())
                .hasMessageContaining("nothing to train for");
        assertThatThrownBy(() -> Objective.on(sd).build()).hasMessageContaining("no loss");
    }

    @Test
    void refusesAnL2PenaltyOfNothing() {
        SameDiff sd = towers();
        ObjectiveBuilder builder = Objective.on(sd).loss("mse", mse(sd)).l2(1e-4, L2Form.DECAY, name -> false);
        assertThatThrownBy(builder::build)
                .hasMessageContaining("matches none of the 4 trainable variables")
                .hasMessageContaining("trunk/kernel");
        assertThatThrownBy(() -> builder.l2(1, L2Form.DECAY, name -> true)).hasMessageContaining("takes one");
    }

    @Test
    void refusesLossesOfOtherTypesAndUntrainedOnes() {
        SameDiff sd = towers();
        assertThatThrownBy(() -> Objective.on(sd)
                        .loss("count", (g, name) -> sd.getVariable("deconv1").castTo(DataType.INT32))
                        .build())
                .hasMessageContaining("loss count to be FLOAT, found INT");
        SDVariable x = sd.getVariable("x");
        Loss untrained = (g, name) -> x.mean();
        assertThatThrownBy(() -> Objective.on(sd).loss("untrained", untrained).build())
                .hasMessageContaining("loss untrained depends on no trainable variable");
        SameDiff other = towers();
        SDVariable y = other.getVariable("x");
        Objective objective = Objective.on(other)
                .loss("mse", mse(other))
                .loss("untrained", (g, name) -> y.mean())
                .allowUntrainedLosses()
                .build();
        assertThat(GradientCheck.standard().check(other, "total_loss", batch())).isPositive();
        assertThat(report(other, objective).value("untrained")).isFinite();
    }

    @Test
    void namesThatSameDiffNeedsForGradientsAreNamed() {
        for (String name : List.of("grad", "trunk/kernel-grad")) {
            SameDiff sd = towers();
            Objective objective = Objective.on(sd).loss(name, mse(sd)).build();
            try (OpResources shared = new OpResources()) {
                assertThatThrownBy(() -> GraphRunner.forGradients(sd, objective.total(), objective.outputs(), shared))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("for their gradients, and grad; rename [" + name + "]");
            }
        }
    }

    @Test
    void aFailedBuildIsNotRepeatedOnAGraphThatItHasChanged() {
        SameDiff sd = towers();
        ObjectiveBuilder builder = Objective.on(sd)
                .loss("mse", mse(sd))
                .loss("count", (g, name) -> sd.getVariable("deconv1").castTo(DataType.INT32));
        assertThatThrownBy(builder::build).hasMessageContaining("loss count to be FLOAT");
        assertThatThrownBy(() -> builder.remove("count").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build() was called before, and may have added variables to the graph");
    }

    @Test
    void refusesVariablesOfAnotherGraphWhateverTheirNames() {
        SameDiff sd = towers();
        SameDiff other = towers();
        SDVariable logits = other.getVariable("logits");
        SDVariable target = other.getVariable("target2");
        String fault = "of another graph";
        assertThatThrownBy(() -> Objective.on(sd)
                        .loss("bce", BinaryCrossEntropy.fromLogits(sd.getVariable("target2"), logits))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("loss bce: ", "variable logits " + fault);
        SameDiff second = towers();
        assertThatThrownBy(() -> Objective.on(second)
                        .loss("mse", mse(second))
                        .metric("iou", Iou.fromLogits(target, logits))
                        .build())
                .hasMessageContainingAll("metric iou: ", fault);
        SameDiff third = towers();
        other.math().tanh(logits).rename("only_there");
        assertThatThrownBy(() -> Objective.on(third)
                        .loss("mse", (g, name) -> g.getVariable("logits")
                                .sub(other.getVariable("only_there"))
                                .mean())
                        .build())
                .hasMessageContainingAll("loss mse: ", "only_there");
    }

    @Test
    void namesTheFirstLossThatIsNotFinite() {
        SameDiff sd = towers();
        Objective objective = objective(sd);
        assertThat(objective.report(name -> name.equals("iou") ? Double.NaN : 1).firstNonFinite())
                .isEmpty();
        assertThat(objective
                        .report(name -> name.equals("mse_deconv1") ? 1 : Double.NaN)
                        .firstNonFinite())
                .contains("bce_output");
        assertThat(objective
                        .report(name -> name.equals("total_loss") ? Double.POSITIVE_INFINITY : 1)
                        .firstNonFinite())
                .contains("total_loss");
        assertThat(new LossReport(
                                Map.of("watched", Double.NaN, "mse", 1.0),
                                Map.of("watched", 0.0, "mse", 1.0),
                                1,
                                Map.of())
                        .firstNonFinite())
                .as("a loss with weight 0 does not affect training")
                .isEmpty();
        assertThatThrownBy(() -> new LossReport(Map.of("mse", 1.0), Map.of("mse", -1.0), 1, Map.of()))
                .hasMessage("expected the weight of loss mse to be at least 0 and finite, found -1.0");
        assertThatThrownBy(() -> objective.report(name -> 1).value("nothing")).hasMessageContaining("nothing");
    }

    /** SameDiff names the results of ops after the ops, so that they can take the name of a loss. */
    @Test
    void aLossMayHaveTheNameOfAnOp() {
        SameDiff sd = towers();
        Loss logs = (g, name) ->
                g.math().log(g.math().abs(sd.getVariable("deconv1")).add(1)).mean();
        Objective objective = Objective.on(sd)
                .loss("first", logs)
                .loss("log", logs)
                .loss("abs", mse(sd))
                .metric("reduce_mean", (g, name) -> sd.getVariable("logits").mean())
                .build();
        LossReport report = report(sd, objective);
        assertThat(report.value("log")).isEqualTo(report.value("first")).isPositive();
        assertThat(report.value("abs")).isEqualTo(report(towers()).value("mse_deconv1"));
        assertThat(GradientCheck.standard().check(sd, "total_loss", batch())).isPositive();
    }

    private static LossReport report(SameDiff sd) {
        return report(sd, objective(sd));
    }

    @Test
    void aTargetThatIsComputedFromTrainedVariablesIsExplained() {
        SameDiff sd = towers();
        SDVariable logits = sd.getVariable("logits");
        Objective swapped = Objective.on(sd)
                .loss("bce", BinaryCrossEntropy.fromLogits(logits, sd.getVariable("target2")))
                .build();
        try (OpResources shared = new OpResources()) {
            assertThatThrownBy(() -> GraphRunner.forGradients(sd, swapped.total(), swapped.outputs(), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("targets and predictions are not swapped", "\"logits\"");
        }
    }

    @Test
    void noGradientFlowsThroughWhatIsStopped() {
        SameDiff sd = towers();
        SDVariable teacher = Loss.stopGradient(sd.nn().sigmoid(sd.getVariable("logits")));
        SDVariable student = sd.getVariable("deconv1").mmul(weights(sd, "student/kernel", 5, 3, 2));
        Objective objective = Objective.on(sd)
                .loss("distilled", BinaryCrossEntropy.fromLogits(teacher, student))
                .build();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, objective.total(), objective.outputs(), shared);
                GraphRunner.Outputs run = runner.run(batch())) {
            assertThat(runner.trainable())
                    .containsExactlyInAnyOrder("trunk/kernel", "left/kernel", "left/bias", "student/kernel");
            assertThat(objective.report(run).total()).isPositive();
        }
        assertThatThrownBy(() -> Loss.stopGradient(sd.placeHolder("ids", DataType.INT32, -1)))
                .hasMessage("stopGradient: expected a FLOAT variable, found ids of INT; only FLOAT variables have"
                        + " gradients");
    }
}
