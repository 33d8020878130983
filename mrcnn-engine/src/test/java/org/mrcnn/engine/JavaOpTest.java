// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class JavaOpTest {

    private static final INDArray INPUT = Nd4j.createFromArray(new float[][] {{1, 2}, {3, -1}});
    private static final Map<String, INDArray> INPUTS = Map.of("x", INPUT);

    private static SameDiff graph() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 2);
        SDVariable w = sd.var("w", Nd4j.createFromArray(1f, 2f));
        new SquareOp(sd, x.mul(w), 3).outputVariable().rename("y").sum().rename("loss");
        sd.placeHolder("target", DataType.FLOAT, -1, 2);
        sd.setLossVariables("loss");
        return sd;
    }

    private static void ends(ThrowingCallable run) {
        assertThatThrownBy(run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("mrcnn_test_square", "GraphRunner", "Trainer");
    }

    /** Each of these calls used to crash the JVM in native code. */
    @Test
    void sessionsOfSameDiffSayHowToRunTheGraph() {
        SameDiff sd = graph();
        ends(() -> sd.output(INPUTS, "loss"));
        ends(() -> sd.outputSingle(INPUTS, "y"));
        ends(() -> sd.batchOutput().input("x", INPUT).output("y").output());
        ends(() -> sd.getVariable("y").eval(INPUTS));
        ends(() -> sd.calculateGradients(INPUTS, "w"));
        sd.setTrainingConfig(new TrainingConfig.Builder()
                .updater(new Sgd(0.1))
                .dataSetFeatureMapping("x")
                .dataSetLabelMapping("target")
                .build());
        ends(() -> sd.fit(new DataSet(INPUT, INPUT)));
        ends(() -> sd.evaluate(
                new org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator(new DataSet(INPUT, INPUT)),
                "y",
                new RegressionEvaluation()));
    }

    @Test
    void aSavedGraphSaysSoToo(@TempDir Path folder) {
        SameDiff sd = graph();
        Path file = folder.resolve("graph.fb");
        sd.save(file.toFile(), false);
        SameDiff loaded = SameDiff.load(file.toFile(), false);
        ends(() -> loaded.output(INPUTS, "loss"));
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(loaded, List.of("y"), shared);
                GraphRunner.Outputs run = runner.run(INPUTS)) {
            assertThat(run.get("y").data().asFloat()).containsExactly(3, 48, 27, 12);
        }
    }

    @Test
    void inputsAreOfItsOwnGraph() {
        SameDiff sd = graph();
        SameDiff other = graph();
        assertThatThrownBy(() -> new SquareOp(sd, other.getVariable("y"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("variable y of another graph");
        assertThat(sd.ops()).as("nothing was added").hasSameSizeAs(other.ops());
    }
}
