// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.BinaryCrossEntropy;
import org.mrcnn.losses.L2Form;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.SoftmaxCrossEntropy;
import org.mrcnn.losses.Weights;
import org.mrcnn.train.internal.Peers;
import org.mrcnn.train.internal.Replication;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** Batches that replicas share train as they do whole. */
class ReplicasTest {

    private static final int STEPS = 20;
    private static final int ROWS = 6;
    private static final int CLASSES = 3;

    /** Rows of which some have no label, pixels of which some do not count; a table that is no example; a loss of weight 0. */
    private static Objective build(SameDiff sd, Function<SDVariable, Loss> own) {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable labels = sd.placeHolder("labels", DataType.INT32, -1);
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, 2);
        SDVariable table = sd.placeHolder("table", DataType.FLOAT, -1, 4);
        Random random = new Random(1);
        SDVariable hidden =
                sd.math().tanh(x.add(table.mean(true, 0)).mmul(sd.var("a/kernel", gaussians(random, 4, 8))));
        SDVariable logits = hidden.mmul(sd.var("b/kernel", gaussians(random, 8, CLASSES)));
        SDVariable pixels = hidden.mmul(sd.var("c/kernel", gaussians(random, 8, 2)));
        SDVariable errors = sd.math().square(pixels.sub(1)).mul(mask);
        SDVariable[] counted = {errors.sum(), mask.sum()};
        return Objective.on(sd)
                .loss("class_loss", 2, SoftmaxCrossEntropy.fromLogits(labels, logits, 1, 3, 0.5))
                .loss("pixel_loss", Loss.mean(counted[0], counted[1]))
                .loss("mean_loss", own.apply(hidden))
                .loss("other_loss", 0, BinaryCrossEntropy.fromLogits(mask, pixels))
                .l2(1e-3, L2Form.DECAY, Weights.kernels())
                .metric("mean_metric", (graph, name) -> hidden.mean().rename(name))
                .build();
    }

    private static INDArray gaussians(Random random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return Nd4j.createFromArray(values);
    }

    /** The first half of the rows have few labels and pixels that count. */
    private static Map<String, INDArray> batch(Random random) {
        int[] labels = new int[ROWS];
        float[][] mask = new float[ROWS][2];
        for (int row = 0; row < ROWS; row++) {
            boolean counts = row >= ROWS / 2 || random.nextInt(4) == 0;
            labels[row] = counts ? random.nextInt(CLASSES) : -1;
            mask[row][random.nextInt(2)] = counts ? 1 : 0;
        }
        return Map.of(
                "x", gaussians(random, ROWS, 4),
                "labels", Nd4j.createFromArray(labels),
                "mask", Nd4j.createFromArray(mask),
                "table", gaussians(random, 5, 4));
    }

    private static Map<String, INDArray> rows(Map<String, INDArray> batch, int from, int to) {
        Map<String, INDArray> part = new HashMap<>(batch);
        for (String name : List.of("x", "labels", "mask")) {
            part.put(name, batch.get(name).get(NDArrayIndex.interval(from, to)).dup('c'));
        }
        return part;
    }

    private static Loss meanOf(SDVariable hidden) {
        return (sd, name) -> sd.math().abs(hidden).mean().rename(name);
    }

    /** What a run ends with. */
    private record Run(Map<String, float[]> weights, List<TrainStep.Result> results) {}

    private static Run train(Replication replication, int batchesPerStep, Function<SDVariable, Loss> own) {
        SameDiff sd = SameDiff.create();
        Objective objective = build(sd, own);
        Random random = new Random(2);
        List<TrainStep.Result> results = new ArrayList<>();
        try (TrainStep<Map<String, INDArray>> step =
                new GraphTrainStep(sd, objective, OptimizerSettings.of(new Adam()), replication, Set.of("table"))) {
            for (int i = 0; i < STEPS; i++) {
                List<Map<String, INDArray>> batches = IntStream.range(0, batchesPerStep)
                        .mapToObj(b -> batch(random))
                        .toList();
                results.add(batchesPerStep == 1 ? step.step(batches.get(0), 0.01) : step.step(batches, 0.01));
            }
        }
        return new Run(weights(sd), results);
    }

    private static Map<String, float[]> weights(SameDiff sd) {
        Map<String, float[]> weights = new TreeMap<>();
        sd.variables().stream()
                .filter(v -> v.name().endsWith("kernel"))
                .forEach(v -> weights.put(v.name(), v.getArr().dup().data().asFloat()));
        return weights;
    }

    private static double difference(Run found, Run expected) {
        double most = 0;
        for (Map.Entry<String, float[]> weight : expected.weights().entrySet()) {
            float[] values = found.weights().get(weight.getKey());
            for (int i = 0; i < values.length; i++) {
                double scale = Math.max(1, Math.abs(weight.getValue()[i]));
                most = Math.max(most, Math.abs((double) values[i] - weight.getValue()[i]) / scale);
            }
        }
        return most;
    }

    private static void assertSameReports(Run found, Run expected) {
        for (int i = 0; i < STEPS; i++) {
            TrainStep.Result one = expected.results().get(i);
            TrainStep.Result more = found.results().get(i);
            assertThat(more.gradientNorm()).isCloseTo(one.gradientNorm(), within(1e-4));
            assertThat(more.losses().total()).isCloseTo(one.losses().total(), within(1e-5));
            one.losses()
                    .losses()
                    .forEach((name, value) ->
                            assertThat(more.losses().value(name)).as(name).isCloseTo(value, within(1e-5)));
            assertThat(more.losses().value("mean_metric"))
                    .isCloseTo(one.losses().value("mean_metric"), within(1e-6));
        }
    }

    /** 4 replicas have 1, 2, 1 and 2 of 6 rows; 8 are more than there are rows. */
    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "8, 1", "2, 3"})
    void weightsAfterTwentyStepsAreThoseOfOneReplica(int devices, int batchesPerStep) {
        Run one = train(Replication.NONE, batchesPerStep, ReplicasTest::meanOf);
        Run more = train(Replication.of(devices), batchesPerStep, ReplicasTest::meanOf);
        assertThat(difference(more, one)).isLessThan(1e-5);
        assertSameReports(more, one);
        assertThat(train(Replication.of(devices), batchesPerStep, ReplicasTest::meanOf)
                        .weights())
                .usingRecursiveComparison()
                .isEqualTo(more.weights());
    }

    /** The test can fail: a mean over a count that the loss keeps to itself is a mean of means. */
    @Test
    void aLossThatHidesWhatItCountsIsAMeanOfMeans() {
        Function<SDVariable, Loss> hiding = hidden -> (sd, name) -> {
            SDVariable mask = sd.getVariable("mask").sum(1);
            return sd.math()
                    .square(hidden.sum(1))
                    .mul(mask)
                    .sum()
                    .div(mask.sum().add(1e-3))
                    .rename(name);
        };
        Run one = train(Replication.NONE, 1, hiding);
        assertThat(difference(train(Replication.of(2), 1, hiding), one)).isGreaterThan(1e-3);
    }

    /** Machines of which each has its part of each batch, two replicas on one and one on the other. */
    @Test
    void gradientsMayComeFromOtherMachines() {
        Run one = train(Replication.NONE, 1, ReplicasTest::meanOf);
        Together machines = new Together();
        List<CompletableFuture<Run>> runs = List.of(
                CompletableFuture.supplyAsync(
                        () -> machine(machines.peers(0), 2, 0, 4), task -> new Thread(task).start()),
                CompletableFuture.supplyAsync(
                        () -> machine(machines.peers(1), 1, 4, ROWS), task -> new Thread(task).start()));
        Run first = runs.get(0).join();
        assertThat(difference(first, one)).isLessThan(1e-5);
        assertSameReports(first, one);
        assertThat(runs.get(1).join().weights()).usingRecursiveComparison().isEqualTo(first.weights());
    }

    private static Run machine(Peers peers, int devices, int from, int to) {
        SameDiff sd = SameDiff.create();
        Objective objective = build(sd, ReplicasTest::meanOf);
        Random random = new Random(2);
        List<TrainStep.Result> results = new ArrayList<>();
        try (TrainStep<Map<String, INDArray>> step = new GraphTrainStep(
                sd, objective, OptimizerSettings.of(new Adam()), new Replication(devices, peers), Set.of("table"))) {
            for (int i = 0; i < STEPS; i++) {
                results.add(step.step(rows(batch(random), from, to), 0.01));
            }
        }
        return new Run(weights(sd), results);
    }

    /** Two machines in one process. */
    private static final class Together {
        private final double[][] given = new double[2][];
        private final CyclicBarrier barrier = new CyclicBarrier(2);

        Peers peers(int machine) {
            return new Peers() {
                @Override
                public void sum(double[] values) {
                    given[machine] = values.clone();
                    await();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = given[0][i] + given[1][i];
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
                barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aReplicaThatFailsEndsTheStepAndTheNextOneRuns() {
        SameDiff sd = SameDiff.create();
        Objective objective = build(sd, ReplicasTest::meanOf);
        Map<String, INDArray> bad = new HashMap<>(batch(new Random(5)));
        bad.put("labels", Nd4j.createFromArray(0, 0, 0, 0, 0, 7));
        try (var step = TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), 2, "table")) {
            for (int time = 0; time < 2; time++) {
                assertThatThrownBy(() -> step.step(bad, 0.01)).hasMessageContaining("found 7 in row 2");
            }
            assertThat(step.step(batch(new Random(5)), 0.01).gradientNorm()).isPositive();
        }
    }

    @Test
    void aPartThatIsNotFiniteLeavesTheWeights() {
        SameDiff sd = SameDiff.create();
        Objective objective = build(sd, ReplicasTest::meanOf);
        Map<String, INDArray> bad = new HashMap<>(batch(new Random(5)));
        bad.get("x").putScalar(0, Float.NaN);
        Map<String, float[]> before = weights(sd);
        try (var step = TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), 2, "table")) {
            TrainStep.Result result = step.step(bad, 0.01);
            assertThat(result.gradientNorm()).isNaN();
            assertThat(result.losses().firstNonFinite()).contains("pixel_loss");
            assertThat(step.explain(List.of(bad))).contains("The first tensor that is not finite: placeholder x");
        }
        assertThat(weights(sd)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void whatIsSplitMustBeClear() {
        SameDiff sd = SameDiff.create();
        Objective objective = build(sd, ReplicasTest::meanOf);
        try (var step = TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), 2)) {
            assertThatThrownBy(() -> step.step(batch(new Random(5)), 0.01))
                    .hasMessageContaining("found {labels=6, mask=6, table=5, x=6}; name those");
        }
        assertThatThrownBy(() -> TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), 2, "tabel"))
                .hasMessage("devices: the graph has no placeholder tabel");
        assertThatThrownBy(() -> TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), 0))
                .hasMessage("devices: expected 1 to 1024, found 0");
        assertThatThrownBy(() -> TrainStep.of(sd, objective, OptimizerSettings.of(new Adam()), Integer.MAX_VALUE))
                .hasMessage("devices: expected 1 to 1024, found 2147483647");
    }
}
