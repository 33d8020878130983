// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.Image;

/** A detector keeps packed copies of the weights: after any change of the weights, the next detection uses the changed ones. */
class DetectWhileTrainingTest {

    private static final Dataset DATA = new Blocks(7);
    private static final Image IMAGE = noise();
    private static final double RATE = 2e-5;

    @TempDir
    private Path dir;

    private static Image noise() {
        byte[] pixels = new byte[60 * 90 * 3];
        new Random(1).nextBytes(pixels);
        return new Image(60, 90, 3, pixels);
    }

    private static MaskRcnnConfig config(int steps) {
        // Slow enough that there are always detections to compare.
        return SmallModels.with(
                SmallModels.config(steps), t -> t.withOptimizer(t.optimizer().withLearningRate(RATE)));
    }

    /** Returns the detections of a new detector with the saved weights. */
    private Detections fresh(MaskRcnn model) throws IOException {
        Path file = dir.resolve("fresh.mrcnn");
        model.save(file);
        try (MaskRcnn loaded = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            Detections found = loaded.detect(IMAGE);
            assertThat(found.size()).isPositive();
            return found;
        }
    }

    @Test
    void aListenerDetectsWithTheWeightsOfItsStepAndTheModelWithTheLastOnes() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(config(4))) {
            Detections before = model.detect(IMAGE);
            Training.of(model, DATA)
                    .listener(step -> {
                        try {
                            assertThat(model.detect(IMAGE)).isEqualTo(fresh(model));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .run();
            assertThat(model.detect(IMAGE)).isEqualTo(fresh(model)).isNotEqualTo(before);
        }
    }

    @Test
    void betweenTheStepsOfALoopOfOnesOwnTheDetectorIsUpToDate() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(config(1))) {
            Detections before = model.detect(IMAGE);
            try (TrainingSession session = Training.of(model, DATA).open()) {
                Detections calibrated = model.detect(IMAGE);
                assertThat(calibrated).isEqualTo(fresh(model)).isNotEqualTo(before);
                session.step(session.nextBatch(), RATE);
                Detections stepped = model.detect(IMAGE);
                assertThat(stepped).isEqualTo(fresh(model)).isNotEqualTo(calibrated);
                session.gradients(session.nextBatch(), gradients -> session.update(gradients, RATE));
                assertThat(model.detect(IMAGE)).isEqualTo(fresh(model)).isNotEqualTo(stepped);
            }
        }
    }

    @Test
    void anUpdateByHandReachesTheDetector() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(config(1))) {
            Detections before = model.detect(IMAGE);
            model.update(weights -> {
                weights.get("conv1/kernel").muli(0.9); // packed for the processor
                weights.get("bn_conv1/gamma").muli(0.9); // folded into the convolution
            });
            assertThat(model.detect(IMAGE)).isEqualTo(fresh(model)).isNotEqualTo(before);
        }
    }

    @Test
    void otherThreadsDetectDuringTraining() throws InterruptedException, ExecutionException, IOException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        AtomicBoolean over = new AtomicBoolean();
        try (MaskRcnn model = SmallModels.tiny(config(20))) {
            List<Future<Integer>> detecting = List.of(
                    threads.submit(() -> detectUntil(over, model)), threads.submit(() -> detectUntil(over, model)));
            Training.of(model, DATA).run();
            over.set(true);
            for (Future<Integer> one : detecting) {
                assertThat(one.get()).isPositive();
            }
            assertThat(model.detect(IMAGE)).isEqualTo(fresh(model));
        } finally {
            threads.shutdownNow();
        }
    }

    private static int detectUntil(AtomicBoolean over, MaskRcnn model) {
        int images = 0;
        while (!over.get()) {
            model.detect(IMAGE);
            images++;
        }
        return images;
    }

    @Test
    void aClosedModelSaysSoAndOneInTrainingIsNotClosed() {
        MaskRcnn model = SmallModels.tiny(config(1));
        TrainingSession session = Training.of(model, DATA).open();
        TrainingSession.Batch batch = session.nextBatch();
        assertThatThrownBy(model::close).hasMessageContaining("close the training session first");
        assertThat(session.step(batch, 0.1).gradientNorm()).isPositive();
        session.close();
        assertThatThrownBy(() -> session.step(batch, 0.1)).hasMessage("the training session is closed");
        model.close();
        assertThatThrownBy(() -> model.detect(IMAGE)).hasMessage("the model is closed");
        assertThatThrownBy(() -> model.update(weights -> {})).hasMessage("the model is closed");
        model.close();
    }
}
