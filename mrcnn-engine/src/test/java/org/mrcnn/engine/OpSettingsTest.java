// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

class OpSettingsTest {

    private interface Rule {
        double apply(double x);
    }

    private enum Rules implements Rule {
        DOUBLE {
            @Override
            public double apply(double x) {
                return 2 * x;
            }
        },
        HALVE {
            @Override
            public double apply(double x) {
                return x / 2;
            }
        }
    }

    private record Add(float summand) implements Rule {
        @Override
        public double apply(double x) {
            return x + summand;
        }
    }

    private record Inner(int count, double share) {}

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    private record Settings(
            boolean on,
            float factor,
            TimeUnit unit,
            Rule first,
            Inner inner,
            float[] weights,
            Rule second,
            int[] none) {}

    /** An op that multiplies by values from its settings, and whose gradient op has its own settings. */
    public static final class Scale extends JavaOp {

        record Factor(float by, Rule then) {}

        public Scale() {}

        Scale(SameDiff sd, Factor factor, SDVariable x) {
            super(sd, factor, x);
        }

        @Override
        public String opName() {
            return "mrcnn_test_scale";
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            return new long[][] {run.input(0).shape()};
        }

        @Override
        protected void forward(OpRun run) {
            float[] x = run.floats(0);
            Factor factor = settings(Factor.class);
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) factor.then().apply(factor.by() * x[i]);
            }
            run.put(0, x);
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            Factor factor = settings(Factor.class);
            return List.of(new Scale(sameDiff, factor, outputGradients.get(0)).outputVariable());
        }
    }

    @Test
    void everyKindOfComponentComesBack() {
        Settings settings = new Settings(
                true,
                0.1f,
                TimeUnit.HOURS,
                Rules.HALVE,
                new Inner(Integer.MAX_VALUE, 1e-300),
                new float[] {0.1f, -3},
                new Add(0.3f),
                new int[0]);
        DynamicCustomOp op = DynamicCustomOp.builder("identity").build();
        OpSettings.write(op, settings);
        assertThat(OpSettings.read(op, Settings.class))
                .usingRecursiveComparison()
                .isEqualTo(settings);
    }

    @Test
    void refusesWhatArgumentsDoNotHold() {
        record Text(String text) {}
        record Long64(long seed) {}
        DynamicCustomOp op = DynamicCustomOp.builder("identity").build();
        assertThatThrownBy(() -> OpSettings.write(op, new Text("a"))).hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> OpSettings.write(op, new Long64(1))).hasMessageContaining("long");
    }

    @Test
    void makesNoClassThatIsNoStrategyOfTheKind() {
        record One(Rule rule) {}
        DynamicCustomOp op = DynamicCustomOp.builder("identity").build();
        op.addSArgument("java.lang.Thread");
        assertThatThrownBy(() -> OpSettings.read(op, One.class)).hasMessageContaining("java.lang.Thread");
    }

    /** The gradient function of a graph is a clone: its forward ops must have the settings too. */
    @Test
    void settingsReachTheCloneOfTheGraph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.var("x", Nd4j.createFromArray(1f, 2f));
        SDVariable y = new Scale(sd, new Scale.Factor(3, Rules.DOUBLE), x).outputVariable();
        y.sum().rename("loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of(y.name()), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            assertThat(out.get(y.name()).data().asFloat()).containsExactly(6, 12);
            assertThat(out.gradient("x").data().asFloat()).containsExactly(6, 6);
        }
    }
}
