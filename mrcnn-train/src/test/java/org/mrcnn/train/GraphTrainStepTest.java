// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.MeanSquaredError;
import org.mrcnn.losses.Objective;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.TestMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** A graph of a user, trained without any class of Mask R-CNN. */
class GraphTrainStepTest {

    private final SameDiff graph = SameDiff.create();
    private final Objective objective = build(graph);
    private final Random random = new Random(3);

    private static Objective build(SameDiff sd) {
        return build(sd, 4);
    }

    private static Objective build(SameDiff sd, int columns) {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, columns);
        SDVariable wanted = sd.placeHolder("wanted", DataType.FLOAT, -1, 1);
        SDVariable w = sd.var("w/kernel", Nd4j.zeros(DataType.FLOAT, columns, 1));
        return Objective.on(sd)
                .loss("fit_loss", MeanSquaredError.of(wanted, x.mmul(w)))
                .build();
    }

    /** A loop of one's own may leave out a step that is not finite. */
    @Test
    void gradientsThatAreNotFiniteDoNotReachTheNextStepOnSeveralBatches() {
        Map<String, INDArray> bad = batch();
        bad.get("x").putScalar(0, Float.NaN);
        try (TrainStep<Map<String, INDArray>> step = step()) {
            assertThat(step.step(List.of(bad, batch()), 1e-3).gradientNorm()).isNaN();
            assertThat(step.step(List.of(batch(), batch()), 1e-3).gradientNorm())
                    .isFinite();
        }
    }

    @Test
    void theFirstTensorThatIsNotFiniteIsNamed() {
        graph.getVariable("w/kernel").getArr().assign(3e38f);
        try (TrainStep<Map<String, INDArray>> step = step()) {
            Trainer<Map<String, INDArray>> trainer =
                    Trainer.of(step).learningRate(1e-3).steps(1);
            assertThatThrownBy(() -> trainer.run(this::batch))
                    .isInstanceOf(Trainer.NonFiniteLossException.class)
                    .hasMessageContaining("found fit_loss among")
                    .hasMessageContaining("The first tensor that is not finite: output ")
                    .hasMessageContaining(" of op matmul in layer w, whose inputs [x, w/kernel] are finite. Lower");
        }
    }

    @Test
    void variablesThatNoLossDependsOnAreNamed() {
        graph.var("forgotten/kernel", Nd4j.ones(DataType.FLOAT, 2));
        assertThat(GraphTrainStep.untrained(graph, Set.of("w/kernel"))).containsExactly("forgotten/kernel");
    }

    private TrainStep<Map<String, INDArray>> step() {
        return TrainStep.of(graph, objective, OptimizerSettings.of(new Adam()));
    }

    /** Rows whose target is the sum of the first two columns. */
    private Map<String, INDArray> batch() {
        float[][] x = new float[8][4];
        float[][] wanted = new float[8][1];
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 4; column++) {
                x[row][column] = (float) random.nextGaussian();
            }
            wanted[row][0] = x[row][0] + x[row][1];
        }
        return Map.of("x", Nd4j.createFromArray(x), "wanted", Nd4j.createFromArray(wanted));
    }

    @Test
    void fiveHundredStepsLearnAndNeedTheMemoryOfTen() {
        List<INDArray> lent = new ArrayList<>();
        List<Long> pooled = new ArrayList<>();
        try (GraphTrainStep step = (GraphTrainStep) step()) {
            TrainingHistory history = Trainer.of(step)
                    .learningRate(0.02)
                    .steps(500)
                    .listener(report -> pooled.add(step.pooledBytes()))
                    .releasing(batch -> {
                        lent.addAll(batch.values());
                        batch.values().forEach(INDArray::close);
                    })
                    .run(this::batch);
            assertThat(history.steps().get(499).losses().value("fit_loss"))
                    .isLessThan(1e-3 * history.steps().get(0).losses().value("fit_loss"));
        }
        assertThat(pooled.get(9)).isPositive();
        assertThat(pooled.subList(9, 500)).containsOnly(pooled.get(9));
        assertThat(lent).hasSize(1000).allMatch(INDArray::wasClosed);
    }

    @Test
    void batchesOfAnNd4jIteratorAreFedByName() {
        List<MultiDataSet> sets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Map<String, INDArray> batch = batch();
            sets.add(new MultiDataSet(new INDArray[] {batch.get("x")}, new INDArray[] {batch.get("wanted")}));
        }
        MultiDataSetIterator data = new TestMultiDataSetIterator(1, sets.toArray(new MultiDataSet[0]));
        try (var step = step()) {
            TrainingHistory history = Trainer.of(step)
                    .learningRate(0.05)
                    .run(Trainer.placeholders(data, List.of("x"), List.of("wanted"), 100));
            assertThat(history.steps()).hasSize(300);
            assertThat(history.steps().get(299).losses().total())
                    .isLessThan(0.01 * history.steps().get(0).losses().total());
        }
        data.reset();
        assertThatThrownBy(() -> Trainer.placeholders(data, List.of("x", "y"), List.of("wanted"), 1)
                        .next())
                .hasMessage("features: expected an array for each of the placeholders [x, y], found 1");
    }

    @Test
    void aLossThatIsNotFiniteNamesTheBatchAndLeavesTheWeights() {
        Map<String, INDArray> bad = batch();
        bad.get("wanted").putScalar(0, Float.NaN);
        try (var step = step()) {
            Trainer<Map<String, INDArray>> trainer =
                    Trainer.of(step).learningRate(0.1).steps(1);
            assertThatThrownBy(() -> trainer.run(() -> bad))
                    .isInstanceOf(Trainer.NonFiniteLossException.class)
                    .hasMessageContaining("Training step 1: expected finite losses, found fit_loss")
                    .hasMessageContaining("on placeholders {wanted=[8, 1], x=[8, 4]}");
        }
        assertThat(graph.getVariable("w/kernel").getArr().sumNumber().doubleValue())
                .isZero();
    }

    /** The mean gradient of two batches of the same rows is the gradient of one; the reports are means. */
    @Test
    void stepsOnSeveralBatchesHaveTheirMeanGradient() {
        Map<String, INDArray> first = batch();
        Map<String, INDArray> second = batch();
        Map<String, INDArray> both = new HashMap<>();
        first.forEach((name, array) -> both.put(name, Nd4j.concat(0, array, second.get(name))));
        INDArray weights = graph.getVariable("w/kernel").getArr();
        weights.assign(0.25);
        TrainStep.Result once;
        INDArray expected;
        try (var step = TrainStep.of(graph, objective, OptimizerSettings.momentum(0))) {
            once = step.step(both, 0.1);
            expected = weights.dup();
            weights.assign(0.25);
            for (int time = 0; time < 2; time++) { // the sums begin anew with each step
                weights.assign(0.25);
                TrainStep.Result twice = step.step(List.of(first, second), 0.1);
                assertThat(twice.losses().total()).isCloseTo(once.losses().total(), within(1e-6));
                assertThat(twice.gradientNorm()).isCloseTo(once.gradientNorm(), within(1e-5));
            }
        }
        assertThat(weights.sub(expected).norm2Number().doubleValue()).isLessThan(1e-6);
    }

    @Test
    void validationSeesTheWeightsOfThisMoment() {
        Map<String, INDArray> batch = batch();
        try (var step = step()) {
            double before = step.evaluate(batch).total();
            assertThat(step.step(batch, 0.05).losses().total()).isEqualTo(before);
            double after = step.evaluate(batch).total();
            assertThat(after).isLessThan(before);
            assertThat(step.step(batch, 0).losses().total()).isEqualTo(after);
        }
    }

    @Test
    void batchesThatNoStepCanBeMadeOnAreNamed() {
        Map<String, INDArray> none = new HashMap<>(batch());
        none.put("x", null);
        Map<String, INDArray> used = batch();
        used.get("x").close();
        Map<String, INDArray> empty = Map.of("x", Nd4j.create(DataType.FLOAT, 0, 4), "wanted", Nd4j.zeros(1, 1));
        TrainStep<Map<String, INDArray>> step = step();
        assertThatThrownBy(() -> step.step(none, 0)).hasMessage("placeholder x: expected an array, found none");
        assertThatThrownBy(() -> step.evaluate(used))
                .hasMessage(
                        "placeholder x: expected an array, found one that was closed; give each run arrays of its own");
        assertThatThrownBy(() -> step.step(List.of(empty), 0))
                .hasMessage("placeholder x: expected at least one value, found shape [0, 4]; leave out batches without"
                        + " examples");
        assertThatThrownBy(() -> step.step((Map<String, INDArray>) null, 0))
                .hasMessage("batch: expected an array for each placeholder, found none");
        assertThatThrownBy(() -> step.step(List.of(), 0)).hasMessage("batches: expected at least one, found none");
        assertThat(step.step(batch(), 0).losses().total()).isPositive();
        step.close();
        assertThatThrownBy(() -> step.step(batch(), 0)).hasMessage("the training step is closed");
    }

    /** A ReLU would make 0 of them, and all losses finite. */
    @Test
    void weightsThatAreNotFiniteAreNotTrainedFrom() {
        graph.getVariable("w/kernel").getArr().putScalar(2, Float.NEGATIVE_INFINITY);
        assertThatThrownBy(this::step)
                .hasMessage("variable w/kernel: expected finite values to train from, found 1 of 4 that are not;"
                        + " initialize it anew");
    }

    @Test
    void aVariableMayHaveARateOfItsOwn() {
        Map<String, INDArray> batch = batch();
        INDArray weights = graph.getVariable("w/kernel").getArr();
        OptimizerSettings frozen =
                OptimizerSettings.of(new Adam()).withRateFactor(name -> name.equals("w/kernel") ? 0 : 1);
        try (var step = TrainStep.of(graph, objective, frozen)) {
            step.step(batch, 0.1);
            assertThat(weights.sumNumber().doubleValue()).isZero();
        }
        assertThatThrownBy(() -> TrainStep.of(graph, objective, frozen.withRateFactor(name -> Double.NaN)))
                .hasMessage("the rate factor of w/kernel: expected a number from 0, found NaN");
    }

    private static float[] weights(SameDiff sd) {
        return sd.getVariable("w/kernel").getArr().dup().data().asFloat();
    }

    @Test
    void aSavedStepResumesWithTheSameBits(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.safetensors");
        List<Map<String, INDArray>> batches = List.of(batch(), batch(), batch(), batch());
        try (TrainStep<Map<String, INDArray>> whole = step()) {
            whole.step(batches.get(0), 0.1);
            whole.step(batches.get(1), 0.1);
            whole.save(file, 2);
            whole.step(batches.get(2), 0.1);
            whole.step(batches.get(3), 0.1);
        }
        SameDiff again = SameDiff.create();
        Objective same = build(again);
        try (TrainStep<Map<String, INDArray>> resumed = TrainStep.of(again, same, OptimizerSettings.of(new Adam()))) {
            assertThat(resumed.load(file)).isEqualTo(2);
            resumed.step(batches.get(2), 0.1);
            resumed.step(batches.get(3), 0.1);
        }
        assertThat(weights(again)).isEqualTo(weights(graph));
        try (TrainStep<Map<String, INDArray>> other = TrainStep.of(again, same, OptimizerSettings.of(new Sgd()))) {
            assertThatThrownBy(() -> other.load(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(file.toString(), "optimizer state");
        }
        SameDiff larger = SameDiff.create();
        Objective another = build(larger, 5);
        try (TrainStep<Map<String, INDArray>> other = TrainStep.of(larger, another, OptimizerSettings.of(new Adam()))) {
            assertThatThrownBy(() -> other.load(file))
                    .hasMessageContaining("shape of w/kernel: expected [5, 1], found [4, 1]");
        }
    }

    @Test
    void aSavedStepHasThePermissionsOfOtherFilesAndALinkStays(@TempDir Path dir) throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path plain = Files.createFile(dir.resolve("plain"));
        Path file = dir.resolve("run.safetensors");
        Path link = dir.resolve("link");
        try (TrainStep<Map<String, INDArray>> step = step()) {
            step.save(file, 1);
            Files.createSymbolicLink(link, file);
            step.save(link, 2);
            assertThat(step.load(file)).isEqualTo(2);
        }
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(dir).isDirectoryNotContaining("glob:**.tmp");
    }

    /** The update of the last step may overflow, and no further loss shows it. */
    @Test
    void valuesThatAreNotFiniteDoNotReplaceASavedStep(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.safetensors");
        try (TrainStep<Map<String, INDArray>> step = step()) {
            step.step(batch(), 0.1);
            step.save(file, 1);
            step.step(batch(), 1e300);
            assertThatThrownBy(() -> step.save(file, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file + ": expected finite weights, found values that are NaN or infinite in")
                    .hasMessageContaining("w/kernel: 4 of 4");
            assertThatThrownBy(() -> step.save(file, -1))
                    .as("a number of steps that could not be loaded")
                    .hasMessage("steps: expected 0 to 999999999, found -1");
            assertThat(step.load(file)).isEqualTo(1);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed(@TempDir Path dir) {
        Path file = dir.resolve("absent/run.safetensors");
        try (TrainStep<Map<String, INDArray>> step = step()) {
            assertThatThrownBy(() -> step.save(file, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + ": cannot be written: java.nio.file.NoSuchFileException: ");
        }
    }

    @Test
    void aRateThatIsNotFiniteIsRefused() {
        try (TrainStep<Map<String, INDArray>> step = step()) {
            assertThatThrownBy(() -> step.step(batch(), Double.POSITIVE_INFINITY))
                    .hasMessage("learning rate: expected a finite number of 0 or more, found Infinity");
            assertThatThrownBy(() -> Trainer.of(step).resumingAfter(3, -1))
                    .hasMessage("trainer: resuming: expected 0 seconds or more, found -1.0");
            assertThatThrownBy(() -> Trainer.of(step).resumingAfter(3, Double.POSITIVE_INFINITY))
                    .hasMessage("trainer: resuming: expected 0 seconds or more, found Infinity");
            assertThatThrownBy(() -> Trainer.of(step).minutes(Double.POSITIVE_INFINITY))
                    .hasMessage("trainer: minutes: expected 0 or more, with 0 for no limit, found Infinity");
        }
        assertThatThrownBy(() -> OptimizerSettings.of(null)).hasMessage("updater");
    }
}
