// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.TrainStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tests custom loops over the steps of a training run. */
class TrainingSessionTest {

    private static final Dataset DATA = new Blocks(7);
    private static final double RATE = 3e-3;

    private static List<Map<String, Double>> run(MaskRcnnConfig config) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return Training.of(model, DATA).run().history().steps().stream()
                    .map(step -> step.losses().losses())
                    .toList();
        }
    }

    @Test
    void stepsOfALoopOfOnesOwnAreThoseOfTheWholeRun() {
        MaskRcnnConfig config = SmallModels.config(5);
        List<Map<String, Double>> expected = run(config);
        List<Map<String, Double>> found = new ArrayList<>();
        try (MaskRcnn model = SmallModels.tiny(config)) {
            try (TrainingSession session = Training.of(model, DATA).open()) {
                assertThat(session.objective().losses())
                        .isEqualTo(List.copyOf(expected.get(0).keySet()));
                while (session.steps() < 5) {
                    TrainingSession.Batch batch = session.nextBatch();
                    assertThat(batch.imageNames()).hasSize(2).allMatch(name -> name.startsWith("blocks-"));
                    found.add(session.step(batch, RATE).losses().losses());
                }
                assertThatThrownBy(() -> Training.of(model, DATA).open()).hasMessageContaining("in training already");
            }
            assertThat(model.provenance().steps()).isEqualTo(5);
            Training.of(model, DATA).open().close();
            assertThat(model.provenance().steps()).isEqualTo(5);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aCheckpointOfALoopOfOnesOwnResumesWithTheSameBits(@TempDir Path dir) throws IOException {
        MaskRcnnConfig config = SmallModels.config(4);
        List<Map<String, Double>> whole = run(config);
        Path file = dir.resolve("own.checkpoint");
        try (MaskRcnn model = SmallModels.tiny(config);
                TrainingSession session = Training.of(model, DATA).open()) {
            session.step(session.nextBatch(), RATE);
            session.step(session.nextBatch(), RATE);
            session.saveCheckpoint(file);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThat(Training.of(model, DATA).resume(file).run().history().steps().stream()
                            .map(step -> step.losses().losses()))
                    .isEqualTo(whole.subList(2, 4));
            assertThatThrownBy(() -> Training.of(model, DATA).resume(file).open())
                    .hasMessageContaining("resume: expected the weights of " + file + ", found a model with others");
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            Training other = Training.of(model, DATA).resume(file).settings(t -> t.withBatchSize(3));
            assertThatThrownBy(other::open).hasMessageContaining("train.batchSize: expected 2, found 3");
        }
        assertThatThrownBy(() -> Training.of(SmallModels.tiny(config), DATA)
                        .resume(dir.resolve("none"))
                        .open())
                .hasMessage("resume: there is no checkpoint " + dir.resolve("none"));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            assertThatThrownBy(() -> Training.of(model, DATA).resume(file).run())
                    .hasMessageContaining("expected the model that was loaded from the checkpoint");
        }
    }

    /** A step equals gradients followed by an update. The gradients of two halves of a batch add up. */
    @Test
    void gradientsAndUpdateAreAStep() {
        MaskRcnnConfig config = SmallModels.config(1);
        try (MaskRcnn one = SmallModels.tiny(config);
                MaskRcnn two = SmallModels.tiny(config);
                TrainingSession step = Training.of(one, DATA).open();
                TrainingSession halves = Training.of(two, DATA).open()) {
            TrainStep.Result result = step.step(step.nextBatch(), RATE);
            Map<String, INDArray> copies = new LinkedHashMap<>();
            LossReport losses = halves.gradients(
                    halves.nextBatch(), lent -> lent.forEach((name, gradient) -> copies.put(name, gradient.dup())));
            assertThat(losses.losses()).isEqualTo(result.losses().losses());
            copies.forEach((name, gradient) -> assertThat(gradient.shape())
                    .as(name)
                    .isEqualTo(two.weights().get(name).shape()));
            assertThat(halves.steps()).isZero();
            assertThat(halves.update(copies, RATE)).isEqualTo(result.gradientNorm());
            assertThat(halves.steps()).isOne();
            one.weights()
                    .forEach((name, array) ->
                            assertThat(two.weights().get(name)).as(name).isEqualTo(array));
            copies.put("conv1/bias", copies.get("conv1/kernel"));
            assertThatThrownBy(() -> halves.update(copies, RATE))
                    .hasMessageContaining("gradient of conv1/bias: expected the shape of the weight, [");
            copies.remove("conv1/kernel");
            assertThatThrownBy(() -> halves.update(copies, RATE)).hasMessageContaining("gradients: expected those of");
            copies.values().forEach(INDArray::close);
        }
    }

    @Test
    void stagesChangeLayersAndRateOfOneModel() {
        MaskRcnnConfig config = SmallModels.config(1);
        try (MaskRcnn model = SmallModels.tiny(config)) {
            float[] first = values(model, "conv1/kernel");
            Training.of(model, DATA)
                    .settings(t -> t.withLayers("heads").withLimits(2, 0))
                    .run();
            assertThat(values(model, "conv1/kernel")).containsExactly(first);
            double rate = Training.of(model, DATA)
                    .settings(
                            t -> t.withLimits(3, 0).withOptimizer(t.optimizer().withLearningRate(1e-4)))
                    .run()
                    .history()
                    .steps()
                    .get(2)
                    .learningRate();
            assertThat(rate).isCloseTo(1e-4, within(1e-12));
            assertThat(values(model, "conv1/kernel")).isNotEqualTo(first);
            assertThat(model.provenance().steps()).isEqualTo(5);
            assertThat(model.config()).isEqualTo(config);
        }
    }

    private static float[] values(MaskRcnn model, String weight) {
        return model.weights().get(weight).dup().data().asFloat();
    }

    @Test
    void transformsOfOnesOwnReachTrainingAndTheirLossesAreCounted() {
        MaskRcnnConfig config = SmallModels.config(3);
        List<Map<String, Double>> plain = run(config);
        try (MaskRcnn model = SmallModels.tiny(config)) {
            TrainingResult result = Training.of(model, DATA)
                    .transforms(List.of(new OneObject()))
                    .run();
            assertThat(result.dropped()).containsOnlyKeys("OneObject");
            assertThat(result.dropped().get("OneObject")).isPositive();
            assertThat(result.history().steps().get(0).losses().losses()).isNotEqualTo(plain.get(0));
        }
    }

    /** A transform that keeps only the first object. */
    private static final class OneObject implements Transform {
        @Override
        public Sample apply(Sample sample, java.util.random.RandomGenerator random) {
            return Sample.of(
                    sample.imageId(),
                    sample.imageName(),
                    sample.image(),
                    new int[] {sample.classIds()[0]},
                    List.of(sample.masks().get(0)));
        }
    }

    @Test
    void evaluatingABatchGivesTheLossesOfItsStepAndChangesNothing() {
        MaskRcnnConfig config = SmallModels.config(1);
        try (MaskRcnn model = SmallModels.tiny(config);
                TrainingSession session = Training.of(model, DATA).open()) {
            TrainingSession.Batch batch = session.nextBatch();
            LossReport first = session.evaluate(batch);
            assertThat(session.evaluate(batch)).isEqualTo(first);
            assertThat(session.steps()).isZero();
            assertThat(session.step(batch, RATE).losses()).isEqualTo(first);
            assertThat(session.evaluate(batch).total()).isNotEqualTo(first.total());
        }
    }
}
