// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.rendered.CellsDataset;

/** Compares a run on two machines, which are two tasks of this process, with a run without Spark. */
class SparkTrainingTest {

    private static final MaskRcnnConfig CONFIG = MaskRcnnConfig.fromYaml(
            """
            model: {backbone: resnet18, pyramidSize: 8, rpnChannels: 8, fcLayersSize: 16, normalization: calibrated}
            image: {mode: square, minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 64], proposalsTraining: 40}
            roi: {roisPerImage: 8}
            train: {layers: heads, steps: 4, batchSize: 3, workers: 1, calibrationImages: 3, optimizer: {learningRate: 0.005}}
            """,
            "test");

    /** Counts failures for tests in which something fails once. The tasks of this process share it. */
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path start;

    @BeforeAll
    static void start() throws IOException {
        start = folder.resolve("start.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(CONFIG, data().labels())) {
            model.save(start);
        }
        spark = LocalSpark.session();
    }

    private static Dataset data() {
        return new CellsDataset(5, 3, 64);
    }

    private static SparkTraining training() throws IOException {
        return SparkTraining.of(spark, start.toString(), SparkTrainingTest::data)
                .machines(2);
    }

    static Stream<Arguments> nullArguments() {
        return Stream.of(
                arguments("data", (ThrowingCallable) () -> SparkTraining.of(spark, start.toString(), null)),
                arguments("training", (ThrowingCallable) () -> training().training(null)),
                arguments("validation", (ThrowingCallable) () -> training().validation(null)),
                arguments("file", (ThrowingCallable) () -> training().checkpoints(null, 1)),
                arguments("file", (ThrowingCallable) () -> training().best(null)),
                arguments("folder", (ThrowingCallable) () -> training().log(null)),
                arguments("timeout", (ThrowingCallable) () -> training().timeout(null)),
                arguments("progress", (ThrowingCallable) () -> training().progress(null)));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("nullArguments")
    void nullArgumentsAreNamed(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(argument);
    }

    private static Map<String, float[]> weights(Path file) throws IOException {
        try (MaskRcnn model = MaskRcnn.load(file)) {
            assertThat(model.provenance().steps()).isEqualTo(4);
            Map<String, float[]> weights = new TreeMap<>();
            model.weights()
                    .forEach((name, array) ->
                            weights.put(name, array.dup().data().asFloat()));
            return weights;
        }
    }

    private static Path alone() throws IOException {
        Path file = folder.resolve("alone.mrcnn");
        try (MaskRcnn model = MaskRcnn.load(start)) {
            Training.of(model, data()).run();
            model.save(file);
        }
        return file;
    }

    private static double difference(float[] found, float[] expected) {
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs((double) found[i] - expected[i]));
        }
        return most;
    }

    private static void fail(Training training, int machine) {
        training.listener(step -> {
            if (step.step() == 3 && machine == 1 && FAILURES.getAndIncrement() == 0) {
                throw new IllegalStateException("machine 1 is out of order");
            }
        });
    }

    @Test
    void weightsAreThoseOfOneMachineAndAFailureChangesNoBit() throws IOException {
        Map<String, float[]> expected = weights(alone());
        Path whole = folder.resolve("whole.mrcnn");
        assertThat(training().run(whole.toString())).isEqualTo(1);
        Map<String, float[]> two = weights(whole);
        expected.forEach((name, weight) ->
                assertThat(difference(two.get(name), weight)).as(name).isLessThan(1e-5));
        Path resumed = folder.resolve("runs").resolve("resumed.mrcnn");
        int attempts = training()
                .training(SparkTrainingTest::fail)
                .localSteps(1)
                .checkpoints(folder.resolve("runs").resolve("state").toString(), 1e-9)
                .run(resumed.toString());
        assertThat(attempts).isEqualTo(2);
        Map<String, float[]> again = weights(resumed);
        two.forEach((name, weight) ->
                assertThat(Arrays.equals(again.get(name), weight)).as(name).isTrue());
        assertThat(folder.resolve("runs").toFile().list()).containsExactlyInAnyOrder("resumed.mrcnn", "state");
    }

    @Test
    void theCauseOfAFailureReachesTheDriver() throws IOException {
        SparkTraining training = training()
                .attempts(1)
                .training((own, machine) -> own.listener(step -> {
                    if (machine == 1) {
                        throw new IllegalStateException("disk 7 is broken");
                    }
                }));
        assertThatThrownBy(() -> training.run(folder.resolve("none.mrcnn").toString()))
                .hasMessageContaining("attempt 1 of 1 failed")
                .hasMessageContaining("disk 7 is broken");
    }

    @Test
    void whatWouldFailAgainIsNotTriedAgain() throws IOException {
        SparkTraining training = training().training((own, machine) -> own.settings(train -> train.withBatchSize(1)));
        assertThatThrownBy(() -> training.run(folder.resolve("none.mrcnn").toString()))
                .hasMessageContaining("attempt 1 of 4 failed")
                .hasMessageContaining("train.batchSize: expected at least one image for each of 2 machines, found 1");
    }

    @Test
    void checkpointsOfOtherRunsAreNotTouched() throws IOException {
        String out = folder.resolve("other.mrcnn").toString();
        SparkTraining training = training();
        assertThatThrownBy(() -> training.resume().run(out)).hasMessageContaining("there is no checkpoint");
        Files.writeString(Path.of(out + ".checkpoint"), "of another run");
        SparkTraining again = training();
        assertThatThrownBy(() -> again.run(out)).hasMessageContaining("belongs to another run");
        assertThatThrownBy(() -> training.machines(0)).hasMessageContaining("machines: expected 1 or more, found 0");
        assertThatThrownBy(() -> training.localSteps(0))
                .hasMessageContaining("localSteps: expected 1 or more, found 0");
    }
}
