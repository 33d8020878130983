// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.Momentum;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class OptimizerTest {

    private static final double RATE = 0.1;

    private static INDArray random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    private static Map<String, INDArray> weights() {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("kernel", random(1, 3, 2, 4));
        weights.put("bias", random(2, 4));
        return weights;
    }

    private static Map<String, INDArray> gradients(long step) {
        return Map.of("kernel", random(10 + step, 3, 2, 4), "bias", random(20 + step, 4));
    }

    /** An update rule for a single scalar weight, computed in double. */
    private interface Rule {
        double update(double gradient, double[] state, int step);
    }

    private static void agrees(IUpdater updater, Rule rule) {
        Map<String, INDArray> weights = weights();
        Map<String, double[]> expected = new HashMap<>();
        Map<String, double[][]> states = new HashMap<>();
        weights.forEach((n, w) -> expected.put(n, w.dup().data().asDouble()));
        weights.forEach((n, w) -> states.put(n, new double[(int) w.length()][2]));
        try (Optimizer optimizer = new Optimizer(weights, OptimizerSettings.of(updater))) {
            for (int step = 0; step < 5; step++) {
                Map<String, INDArray> gradients = gradients(step);
                optimizer.step(gradients::get, RATE);
                for (String name : weights.keySet()) {
                    double[] g = gradients.get(name).dup().data().asDouble();
                    for (int i = 0; i < g.length; i++) {
                        expected.get(name)[i] -= rule.update(g[i], states.get(name)[i], step + 1);
                    }
                    assertThat(weights.get(name).dup().data().asDouble())
                            .containsExactly(expected.get(name), within(1e-5));
                }
            }
        }
    }

    @Test
    void sgd() {
        agrees(new Sgd(), (g, state, step) -> RATE * g);
    }

    @Test
    void nesterovMomentum() {
        // v' = mu v - rate g; w += (1 + mu) v' - mu v
        agrees(new Nesterovs(0.9), (g, state, step) -> {
            double before = state[0];
            state[0] = 0.9 * before - RATE * g;
            return 0.9 * before - 1.9 * state[0];
        });
    }

    @Test
    void classicalMomentum() {
        agrees(new Momentum(0.9), (g, state, step) -> state[0] = 0.9 * state[0] + RATE * g);
        assertThatThrownBy(() -> new Momentum(1)).hasMessageContaining("below 1, found 1.0");
    }

    @Test
    void adam() {
        agrees(new Adam(), (g, state, step) -> {
            state[0] = 0.9 * state[0] + 0.1 * g;
            state[1] = 0.999 * state[1] + 0.001 * g * g;
            double rate = RATE * Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step));
            return rate * state[0] / (Math.sqrt(state[1]) + 1e-8);
        });
    }

    /** Views are updated array by array, as in ND4J; other weights tile by tile. */
    @ParameterizedTest
    @MethodSource("tiledRules")
    void tilesGiveWhatArrayOperationsGive(IUpdater rule) {
        int length = 10_007;
        Map<String, INDArray> tiled = Map.of("w", random(1, length));
        INDArray both = random(2, 2, length);
        both.getRow(0).assign(tiled.get("w"));
        Map<String, INDArray> view = Map.of("w", both.getRow(0));
        OptimizerSettings settings = OptimizerSettings.of(rule).withClipNorm(20).withWeightDecay(0.1, n -> true);
        try (Optimizer one = new Optimizer(tiled, settings);
                Optimizer two = new Optimizer(view, settings)) {
            for (int step = 0; step < 4; step++) {
                INDArray gradient = random(10 + step, length);
                assertThat(one.step(n -> gradient, RATE)).isEqualTo(two.step(n -> gradient, RATE));
            }
            assertThat(tiled.get("w").data().asFloat())
                    .containsExactly(view.get("w").dup().data().asFloat(), within(2e-6f));
            one.state().forEach((name, array) -> assertThat(array.dup().data().asFloat())
                    .containsExactly(two.state().get(name).dup().data().asFloat(), within(2e-6f)));
        }
    }

    private static List<IUpdater> tiledRules() {
        return List.of(new Momentum(0.9), new Adam());
    }

    @Test
    void clipsTheNormOfAllGradientsTogether() {
        Map<String, INDArray> weights = Map.of("a", Nd4j.createFromArray(0f, 0f), "b", Nd4j.createFromArray(0f));
        Map<String, INDArray> gradients = Map.of("a", Nd4j.createFromArray(2f, 3f), "b", Nd4j.createFromArray(6f));
        try (Optimizer optimizer =
                new Optimizer(weights, OptimizerSettings.of(new Sgd()).withClipNorm(3.5))) {
            UpdateReport report = optimizer.step(gradients::get, 1);
            assertThat(report).isEqualTo(new UpdateReport(7, 0.5));
            assertThat(weights.get("a").data().asFloat()).containsExactly(-1, -1.5f);
            assertThat(weights.get("b").data().asFloat()).containsExactly(-3);
            assertThat(gradients.get("b").getFloat(0)).isEqualTo(6);
        }
    }

    @Test
    void leavesSmallGradientsAlone() {
        Map<String, INDArray> weights = Map.of("a", Nd4j.createFromArray(0f, 0f));
        try (Optimizer optimizer =
                new Optimizer(weights, OptimizerSettings.of(new Sgd()).withClipNorm(5))) {
            assertThat(optimizer.step(n -> Nd4j.createFromArray(3f, 4f), 1)).isEqualTo(new UpdateReport(5, 1));
        }
    }

    @Test
    void decaysWeightsApartFromTheGradient() {
        Map<String, INDArray> weights = Map.of("kernel", Nd4j.createFromArray(2f), "bias", Nd4j.createFromArray(2f));
        OptimizerSettings settings =
                OptimizerSettings.of(new Adam()).withWeightDecay(0.5, name -> name.equals("kernel"));
        try (Optimizer optimizer = new Optimizer(weights, settings)) {
            // Adam's first update is the learning rate for any gradient: 2 * (1 - 0.1 * 0.5) - 0.1.
            optimizer.step(n -> Nd4j.createFromArray(0.3f), 0.1);
            assertThat(weights.get("kernel").getDouble(0)).isCloseTo(1.8, within(1e-5));
            assertThat(weights.get("bias").getDouble(0)).isCloseTo(1.9, within(1e-5));
        }
    }

    @Test
    void namesTheFirstBadGradientAndChangesNothing() {
        Map<String, INDArray> weights = weights();
        float[] before = weights.get("kernel").dup().data().asFloat();
        Map<String, INDArray> gradients = gradients(0);
        gradients.get("bias").putScalar(1, Float.NaN);
        gradients.get("bias").putScalar(2, Float.NEGATIVE_INFINITY);
        try (Optimizer optimizer = new Optimizer(weights, OptimizerSettings.of(new Adam()))) {
            assertThatThrownBy(() -> optimizer.step(gradients::get, RATE))
                    .isInstanceOfSatisfying(NonFiniteGradientException.class, e -> assertThat(e.variable())
                            .isEqualTo("bias"))
                    .hasMessageContaining("step 0: the gradient of bias has 2 non-finite values of 4");
            assertThat(optimizer.steps()).isZero();
        }
        assertThat(weights.get("kernel").dup().data().asFloat()).containsExactly(before);
    }

    @Test
    void hugeGradientsAreFinite() {
        Map<String, INDArray> weights = Map.of("a", Nd4j.createFromArray(0f));
        try (Optimizer optimizer =
                new Optimizer(weights, OptimizerSettings.of(new Sgd()).withClipNorm(1))) {
            assertThat(optimizer.step(n -> Nd4j.createFromArray(1e30f), 1).globalNorm())
                    .isCloseTo(1e30, within(1e24));
            assertThat(weights.get("a").getFloat(0)).isCloseTo(-1, within(1e-6f));
        }
    }

    @Test
    void goesOnFromSavedStateWithTheSameBits() {
        OptimizerSettings settings = OptimizerSettings.of(new Adam()).withClipNorm(1);
        Map<String, INDArray> through = weights();
        Map<String, INDArray> resumed = new LinkedHashMap<>();
        Map<String, INDArray> saved = new HashMap<>();
        try (Optimizer one = new Optimizer(through, settings);
                Optimizer two = new Optimizer(resumed(through, resumed), settings)) {
            one.step(gradients(0)::get, RATE);
            one.step(gradients(1)::get, RATE);
            one.state().forEach((name, array) -> saved.put(name, array.dup()));
            assertThat(saved.keySet()).containsExactlyInAnyOrder("kernel:M", "kernel:V", "bias:M", "bias:V");
            through.forEach((name, array) -> resumed.get(name).assign(array));
            two.restore(one.steps(), saved);
            one.step(gradients(2)::get, RATE);
            two.step(gradients(2)::get, RATE);
            assertThat(two.steps()).isEqualTo(3);
            through.forEach(
                    (name, array) -> assertThat(resumed.get(name).dup().data().asFloat())
                            .containsExactly(array.dup().data().asFloat()));
            saved.remove("bias:V");
            assertThatThrownBy(() -> two.restore(1, saved)).hasMessageContaining("it lacks [bias:V]");
        }
    }

    private static Map<String, INDArray> resumed(Map<String, INDArray> from, Map<String, INDArray> to) {
        from.forEach((name, array) -> to.put(name, array.dup()));
        return to;
    }

    @Test
    void trainsTheGraphWhoseRunnerGivesTheGradients() {
        SameDiff sd = SameDiff.create();
        SDVariable w = sd.var("w", Nd4j.createFromArray(3f, -2f));
        SDVariable scalar = sd.var("scalar", Nd4j.scalar(1f));
        w.mul(w).sum().add(scalar.mul(scalar)).rename("loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared);
                Optimizer optimizer = Optimizer.of(sd, runner.trainable(), OptimizerSettings.of(new Sgd()))) {
            double expected = 14;
            for (int step = 0; step < 20; step++) {
                try (GraphRunner.Outputs out = runner.run(Map.of())) {
                    assertThat(out.get("loss").getDouble(0)).isCloseTo(expected, within(1e-4));
                    optimizer.step(out::gradient, 0.25);
                }
                // Each weight is divided by 2.
                expected /= 4;
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Optimizer optimizer = new Optimizer(weights(), OptimizerSettings.of(new Sgd()))) {
            assertThatThrownBy(() -> optimizer.step(n -> random(1, 5), RATE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gradient of kernel");
            assertThatThrownBy(() -> optimizer.step(gradients(1)::get, Double.NaN))
                    .hasMessageContaining("learning rate");
        }
        assertThatThrownBy(() -> OptimizerSettings.of(new Sgd()).withClipNorm(0))
                .hasMessageContaining("clipNorm");
    }

    /** Adam's bias correction counts the steps of each variable, not those of the run. */
    @Test
    void aVariableThatIsAddedLaterBeginsAnewAndTheOthersContinue() {
        OptimizerSettings adam = OptimizerSettings.of(new Adam());
        Map<String, INDArray> whole = weights();
        Map<String, INDArray> staged = weights();
        Map<String, INDArray> later = Map.of("bias", weights().get("bias"));
        try (Optimizer reference = new Optimizer(Map.of("kernel", whole.get("kernel")), adam);
                Optimizer first = new Optimizer(Map.of("kernel", staged.get("kernel")), adam);
                Optimizer second = new Optimizer(staged, adam);
                Optimizer fresh = new Optimizer(later, adam);
                Optimizer resumed = new Optimizer(staged, adam)) {
            for (int step = 0; step < 5; step++) {
                reference.step(gradients(step)::get, RATE);
                first.step(gradients(step)::get, RATE);
            }
            second.carry(5, first.state());
            assertThat(second.state()).containsKey("bias:start").doesNotContainKey("kernel:start");
            for (int step = 5; step < 8; step++) {
                reference.step(gradients(step)::get, RATE);
                fresh.step(gradients(step)::get, RATE);
                (step == 7 ? resumed : second).step(gradients(step)::get, RATE);
                if (step == 6) {
                    resumed.restore(7, second.state());
                }
            }
        }
        assertThat(staged.get("kernel")).isEqualTo(whole.get("kernel"));
        assertThat(staged.get("bias")).isEqualTo(later.get("bias"));
    }

    @Test
    void aVariableMayHaveARateOfItsOwn() {
        Map<String, INDArray> weights = weights();
        Map<String, INDArray> slow = weights();
        try (Optimizer plain = new Optimizer(weights, OptimizerSettings.momentum(0.9));
                Optimizer factors = new Optimizer(
                        slow, OptimizerSettings.momentum(0.9).withRateFactor(name -> name.equals("bias") ? 0.5 : 1))) {
            plain.step(gradients(0)::get, RATE);
            factors.step(gradients(0)::get, RATE);
        }
        assertThat(slow.get("kernel")).isEqualTo(weights.get("kernel"));
        INDArray moved = weights().get("bias").sub(weights.get("bias"));
        INDArray half = weights().get("bias").sub(slow.get("bias"));
        assertThat(half.mul(2).sub(moved).norm2Number().doubleValue()).isLessThan(1e-6);
    }
}
