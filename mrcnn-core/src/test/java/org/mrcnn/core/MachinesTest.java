// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.SharedData;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.internal.Peers;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tests machines that train together; here they are threads of one process. */
class MachinesTest {

    private static final int STEPS = 10;
    private static final int BATCH = 3;

    /** Computes sums over the threads of this process. */
    private static final class Together {
        private final double[][] given;
        private final CyclicBarrier barrier;

        Together(int machines) {
            given = new double[machines][];
            barrier = new CyclicBarrier(machines);
        }

        Peers peers(int machine) {
            return new Peers() {
                @Override
                public void sum(double[] values) {
                    given[machine] = values.clone();
                    await();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = 0;
                        for (double[] each : given) {
                            values[i] += each[i];
                        }
                    }
                    await();
                }

                @Override
                public void sum(List<INDArray> arrays) {
                    for (INDArray array : arrays) {
                        double[] values = array.data().asDouble();
                        sum(values);
                        array.assign(Nd4j.createFromArray(values).reshape(array.shape()));
                    }
                }
            };
        }

        private void await() {
            try {
                barrier.await(2, TimeUnit.MINUTES);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the other machine is gone", e);
            }
        }
    }

    private static MaskRcnnConfig config() {
        MaskRcnnConfig small = SmallModels.with(SmallModels.config(STEPS), t -> t.withBatchSize(BATCH)
                .withOptimizer(OptimizerConfig.defaults().withLearningRate(5e-3)));
        return small.withRoi(small.roi().withRoisPerImage(8));
    }

    /** The final state of a machine. */
    private record Run(Map<String, float[]> weights, TrainingHistory history) {}

    private static Run train(MaskRcnnConfig config, Dataset data) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return train(model, Training.of(model, data).validation(new Blocks(2)));
        }
    }

    private static Run train(MaskRcnn model, Training training) {
        TrainingHistory history = training.run().history();
        return new Run(SmallModels.values(model), history);
    }

    private static List<CompletableFuture<Run>> start(MaskRcnnConfig config, List<? extends Dataset> data) {
        Together together = new Together(data.size());
        return IntStream.range(0, data.size())
                .mapToObj(i -> {
                    Machine machine = new Machine(i, data.size(), together.peers(i));
                    return CompletableFuture.supplyAsync(
                            () -> train(config, new SharedData(data.get(i), machine)),
                            task -> new Thread(task).start());
                })
                .toList();
    }

    private static List<Run> together(MaskRcnnConfig config, List<? extends Dataset> data) {
        return start(config, data).stream().map(CompletableFuture::join).toList();
    }

    private static void assertClose(Run found, Run expected) {
        expected.weights()
                .forEach((name, weight) -> assertThat(difference(found.weights().get(name), weight))
                        .as(name)
                        .isLessThan(1e-5));
    }

    private static double difference(float[] found, float[] expected) {
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs((double) found[i] - expected[i]));
        }
        return most;
    }

    /**
     * One machine processes 1 of the 3 images of a batch, the other 2; the first one measures statistics and validates for
     * both.
     */
    @Test
    void weightsAreThoseOfOneMachineWithTheWholeBatch() {
        MaskRcnnConfig config = config();
        Run one = train(config, new Blocks(7));
        AtomicInteger loaded = new AtomicInteger();
        List<Dataset> data = List.of(new Blocks(7), AlteredDataset.counted(new Blocks(7), loaded));
        List<Run> two = together(config, data);
        assertClose(two.get(0), one);
        SmallModels.assertSame(two.get(1).weights(), two.get(0).weights());
        assertThat(losses(two.get(0))).containsExactly(losses(one), within(1e-4));
        assertThat(losses(two.get(1))).containsExactly(losses(two.get(0)));
        int digest = 7;
        int ahead = 2 * BATCH;
        assertThat(loaded.get()).isLessThanOrEqualTo(digest + STEPS * 2 + ahead);
    }

    private static double[] losses(Run run) {
        return run.history().steps().stream()
                .mapToDouble(step -> step.losses().total())
                .toArray();
    }

    /** If it is not known in advance which machine gets which image, each machine prepares all of them. */
    @Test
    void imagesOfSeveralShapesAreGroupedOnAllMachinesAlike() {
        MaskRcnnConfig small = SmallModels.with(config(), t -> t.withLimits(3, 0));
        MaskRcnnConfig padded = small.withImage(small.image().withMode(ImageConfig.Mode.PAD64));
        MaskRcnnConfig config =
                SmallModels.with(padded, t -> t.withLoading(t.loading().withOrder(true, 0)));
        List<Run> two = together(config, List.of(new Blocks(7), new Blocks(7)));
        assertClose(two.get(0), train(config, new Blocks(7)));
    }

    @Test
    void allEndAfterTheSameStepByTheClockOfTheFirstAndByItsValidations() {
        MaskRcnnConfig minutes = SmallModels.with(config(), t -> t.withLimits(100_000, 0.005));
        List<Run> two = together(minutes, List.of(new Blocks(7), new Blocks(7)));
        assertThat(two.get(0).history().ending()).isEqualTo(TrainingHistory.Ending.MINUTES);
        assertThat(elapsed(two.get(1))).isEqualTo(elapsed(two.get(0))).isNotEmpty();
        SmallModels.assertSame(two.get(1).weights(), two.get(0).weights());
        MaskRcnnConfig patience = SmallModels.with(config(), t -> t.withOptimizer(
                        OptimizerConfig.defaults().withLearningRate(1e-12))
                .withValidation(
                        ValidationConfig.everySteps(1).withEffort(0, false).withMetric("total_loss", 2)));
        List<Run> over = together(patience, List.of(new Blocks(7), new Blocks(7)));
        assertThat(over.get(0).history().ending()).isEqualTo(TrainingHistory.Ending.PATIENCE);
        assertThat(over.get(1).history().steps())
                .hasSameSizeAs(over.get(0).history().steps());
    }

    private static List<Double> elapsed(Run run) {
        return run.history().steps().stream().map(StepReport::elapsedSeconds).toList();
    }

    /** Records the arrays that a machine passes to each sum. */
    private record Recorded(Peers others, List<List<float[]>> given) implements Peers {

        @Override
        public void sum(double[] values) {
            others.sum(values);
        }

        @Override
        public void sum(List<INDArray> arrays) {
            given.add(arrays.stream().map(array -> array.dup().data().asFloat()).toList());
            others.sum(arrays);
        }
    }

    /** Runs two machines that make two steps each between two exchanges. */
    private static List<Run> local(Path from, List<List<List<float[]>>> given, BiConsumer<Integer, Training> change) {
        Together together = new Together(2);
        List<CompletableFuture<Run>> runs = IntStream.range(0, 2)
                .mapToObj(i -> new Machine(i, 2, new Recorded(together.peers(i), given.get(i)), 2))
                .map(machine -> CompletableFuture.supplyAsync(
                        () -> local(from, machine, change), task -> new Thread(task).start()))
                .toList();
        return runs.stream().map(CompletableFuture::join).toList();
    }

    private static Run local(Path from, Machine machine, BiConsumer<Integer, Training> change) {
        MaskRcnnConfig config =
                SmallModels.with(config(), t -> t.withLimits(5, 0).withAverageDecay(0.5));
        try (MaskRcnn model = from == null ? SmallModels.tiny(config) : MaskRcnn.load(from, TinyNetwork.BACKBONE)) {
            Training training = Training.of(model, new SharedData(new Blocks(7), machine));
            change.accept(machine.rank(), training);
            return train(model, training);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<List<float[]>>> nothing() {
        return List.of(new ArrayList<>(), new ArrayList<>());
    }

    private static float[] mean(float[] one, float[] two) {
        float[] mean = new float[one.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (((double) one[i] + two[i]) / 2);
        }
        return mean;
    }

    @Test
    void machinesWithStepsOfTheirOwnHaveTheMeanAndResumeWithTheSameBits(@TempDir Path folder) {
        List<List<List<float[]>>> given = nothing();
        List<Run> whole = local(null, given, (machine, training) -> {});
        SmallModels.assertSame(whole.get(1).weights(), whole.get(0).weights());
        int calibration = 1;
        assertThat(given.get(0)).as("averaged after steps 2, 4 and 5").hasSize(calibration + 3);
        List<float[]> one = given.get(0).get(calibration + 2);
        List<float[]> two = given.get(1).get(calibration + 2);
        List<float[]> means = IntStream.range(0, one.size())
                .mapToObj(i -> mean(one.get(i), two.get(i)))
                .toList();
        assertThat(one.get(0)).isNotEqualTo(two.get(0));
        whole.get(0).weights().forEach((name, weight) -> assertThat(
                        !name.endsWith("/kernel") || means.stream().anyMatch(mean -> Arrays.equals(mean, weight)))
                .as(name)
                .isTrue());

        Path file = folder.resolve("checkpoint");
        List<Run> stopped = local(null, nothing(), (machine, training) -> {
            AtomicBoolean stop = new AtomicBoolean();
            training.stopWhen(stop::get).listener(step -> stop.set(machine == 1));
            if (machine == 0) {
                training.checkpoints(file, Double.POSITIVE_INFINITY);
            }
        });
        assertThat(stopped.get(0).history().steps())
                .as("all stop where they are equal")
                .hasSize(2);
        List<Run> resumed = local(file, nothing(), (machine, training) -> training.resume(file));
        SmallModels.assertSame(resumed.get(0).weights(), whole.get(0).weights());
        SmallModels.assertSame(resumed.get(1).weights(), whole.get(0).weights());
    }

    @Test
    void whatCannotBeSharedIsRefused() {
        List<CompletableFuture<Run>> runs = new ArrayList<>(start(config(), List.of(new Blocks(7), new Blocks(6))));
        for (CompletableFuture<Run> run : runs) {
            assertThatThrownBy(run::join)
                    .hasMessageContaining("training data: expected the same on all 2 machines")
                    .hasMessageContaining("machine 1");
        }
        Machine last = new Machine(4, 5, Peers.NONE);
        assertThatThrownBy(() -> last.places(BATCH)).hasMessageContaining("5 machines, found 3");
    }
}
