// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.TrainingHistory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tests replicas of the network that share the images of each batch. */
class DevicesTest {

    /** Images with two objects, one, and none, so that replicas differ in all numbers that losses are means over. */
    private static final Dataset DATA = new AlteredDataset(new Blocks(9), DevicesTest::uneven);

    private static Sample uneven(int index) {
        Sample all = new Blocks(9).load(index);
        int count = index % 3;
        return Sample.of(
                all.imageId(),
                all.imageName(),
                all.image(),
                Arrays.copyOf(all.classIds(), count),
                all.masks().subList(0, count));
    }

    private static MaskRcnnConfig config(int steps, int batch, int accumulate, int devices) {
        MaskRcnnConfig small = SmallModels.with(SmallModels.config(steps), t -> t.withBatchSize(batch)
                .withAccumulate(accumulate)
                .withDevices(devices)
                .withOptimizer(OptimizerConfig.defaults().withLearningRate(5e-3)));
        return small.withRoi(small.roi().withRoisPerImage(8));
    }

    /** The final state of a run. */
    private record Run(Map<String, float[]> weights, TrainingHistory history) {}

    private static Run train(MaskRcnnConfig config) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            TrainingHistory history = Training.of(model, DATA).run().history();
            return new Run(SmallModels.values(model), history);
        }
    }

    private static double difference(Map<String, float[]> found, Map<String, float[]> expected) {
        double most = 0;
        for (Map.Entry<String, float[]> weight : expected.entrySet()) {
            float[] values = found.get(weight.getKey());
            for (int i = 0; i < values.length; i++) {
                double scale = Math.max(1, Math.abs(weight.getValue()[i]));
                most = Math.max(most, Math.abs((double) values[i] - weight.getValue()[i]) / scale);
            }
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"3, 4, 1, 20", "2, 3, 2, 8"})
    void weightsAreThoseOfOneReplica(int devices, int batch, int accumulate, int steps) {
        Run one = train(config(steps, batch, accumulate, 1));
        Run more = train(config(steps, batch, accumulate, devices));
        assertThat(difference(more.weights(), one.weights())).isLessThan(1e-5);
        for (int i = 0; i < steps; i++) {
            LossReport expected = one.history().steps().get(i).losses();
            LossReport found = more.history().steps().get(i).losses();
            assertThat(found.total()).isCloseTo(expected.total(), within(1e-4));
            expected.losses()
                    .forEach((name, loss) ->
                            assertThat(found.value(name)).as(name).isCloseTo(loss, within(1e-4)));
        }
    }

    /** The results are the same bit for bit with the same number of devices, and except for rounding with another number. */
    @Test
    void aRunResumesWithTheSameBitsAndWithOtherDevicesButForRounding(@TempDir Path dir) throws IOException {
        MaskRcnnConfig config = config(4, 3, 2, 2);
        Run whole = train(config);
        Path file = dir.resolve("run.checkpoint");
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training killed = Training.of(model, DATA).checkpoints(file, 1e-12).listener(step -> {
                if (step.step() == 3) {
                    throw new IllegalStateException("killed");
                }
            });
            assertThatThrownBy(killed::run).hasMessage("killed");
        }
        Map<String, float[]> same = resume(file, 2);
        whole.weights()
                .forEach((name, expected) -> assertThat(same.get(name)).as(name).isEqualTo(expected));
        assertThat(difference(resume(file, 1), whole.weights())).isLessThan(1e-6);
        assertThat(difference(resume(file, 3), whole.weights())).isLessThan(1e-6);
    }

    private static Map<String, float[]> resume(Path file, int devices) throws IOException {
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            Training.of(model, DATA)
                    .settings(t -> t.withDevices(devices))
                    .resume(file)
                    .run();
            return SmallModels.values(model);
        }
    }

    /** A custom loop gets the gradients of the whole batch. A batch may have fewer images than there are devices. */
    @Test
    void gradientsAndUpdateAreAStepOfAllDevices() {
        MaskRcnnConfig config = config(1, 3, 1, 3);
        try (MaskRcnn one = SmallModels.tiny(config);
                MaskRcnn two = SmallModels.tiny(config);
                TrainingSession step = Training.of(one, DATA).open();
                TrainingSession halves = Training.of(two, DATA).open()) {
            TrainStep.Result result = step.step(step.nextBatch(), 1e-3);
            Map<String, INDArray> copies = new LinkedHashMap<>();
            LossReport losses = halves.gradients(
                    halves.nextBatch(), lent -> lent.forEach((name, gradient) -> copies.put(name, gradient.dup())));
            assertThat(losses).isEqualTo(result.losses());
            assertThat(halves.update(copies, 1e-3)).isEqualTo(result.gradientNorm());
            SmallModels.assertSame(SmallModels.values(two), SmallModels.values(one));
            copies.values().forEach(INDArray::close);
        }
    }

    /** Each replica normalizes with the statistics of its own images; the mean of these statistics is kept. */
    @Test
    void batchStatisticsAreThoseOfEachReplica() {
        MaskRcnnConfig plain = config(2, 4, 1, 1);
        MaskRcnnConfig whole = plain.withModel(plain.model().withNormalization(ModelConfig.Normalization.TRAINED));
        Run one = train(whole);
        MaskRcnnConfig split = SmallModels.with(whole, t -> t.withDevices(2));
        Run two = train(split);
        assertThat(difference(two.weights(), one.weights())).isBetween(1e-6, 1.0);
        assertThat(two.weights().get("bn_conv1/moving_mean"))
                .containsExactly(one.weights().get("bn_conv1/moving_mean"), within(1e-4f));
        SmallModels.assertSame(train(split).weights(), two.weights());
    }

    @Test
    void devicesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> config(1, 2, 1, 3))
                .hasMessageContaining("train.devices: expected 1 to train.batchSize (2)");
        MaskRcnnConfig two = config(1, 2, 1, 2);
        assertThatThrownBy(() -> SmallModels.with(two, t -> t.withLegacyLosses(List.of("mrcnn_class_loss"))))
                .hasMessageContaining("train.devices: expected 1 beside train.legacyLosses");
    }
}
