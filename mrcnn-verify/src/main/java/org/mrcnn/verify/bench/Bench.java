// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.train.Calibration;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.engine.Precision;
import org.mrcnn.train.internal.PeakMemory;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times a ResNet-50 FPN Mask R-CNN of 81 classes with random weights: detection in one image, or training steps of one image
 * with 200 RoIs in which every layer is trained, without loading. Prints one JSON line. Each measurement has its own process,
 * so that the peak memory is its own; scripts/bench runs several.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "One timing, as one JSON line.")
public final class Bench implements Callable<Integer> {
    /** Small enough that the weights stay nearly random: the time of a step depends on the RoIs that the network proposes. */
    private static final double LEARNING_RATE = 1e-4;

    private static final int CALIBRATION_SIZE = 128;

    /** What is timed. */
    enum Mode {
        INFER,
        TRAIN
    }

    @Option(names = "--mode", required = true, description = "infer or train.")
    private Mode mode;

    @Option(names = "--size", required = true, description = "Side of the image in pixels.")
    private int size;

    @Option(names = "--precision", defaultValue = "f32", description = "f32 or bf16. (${DEFAULT-VALUE})")
    private Precision precision;

    @Option(names = "--runs", defaultValue = "9", description = "Timed runs. (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--warm", defaultValue = "3", description = "Runs before those. (${DEFAULT-VALUE})")
    private int warm;

    private long residentAfterWarm;
    private long residentAtEnd;

    /** Number of detections, or of positive RoIs, in the last run. */
    private long counted;

    private Bench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        BenchScene scene = BenchScene.random(size);
        MaskRcnnConfig config = config();
        try (MaskRcnn model = MaskRcnn.create(config, scene.labels())) {
            calibrate(model);
            double[] millis = mode == Mode.INFER ? infer(model, scene.sample().image()) : train(model, scene);
            Timing timing = Timing.of(warm, millis);
            System.out.printf(
                    Locale.ROOT,
                    "{\"name\": \"mrcnn_%s\", \"size\": %d, \"batch\": 1, \"precision\": \"%s\", %s,"
                            + " \"rss_after_warm_mb\": %d, \"rss_end_mb\": %d, \"peak_rss_mb\": %d, \"%s\": %d}%n",
                    mode.name().toLowerCase(Locale.ROOT),
                    size,
                    precision,
                    timing.json(),
                    residentAfterWarm >> 20,
                    residentAtEnd >> 20,
                    new PeakMemory().bytes() >> 20,
                    mode == Mode.INFER ? "detections" : "positive_regions",
                    counted);
        }
        return 0;
    }

    /**
     * Returns a configuration in which every RoI may become a detection, so that the maximum number of masks is computed for
     * any random weights. In training, at most a quarter of the RoIs is positive, as in torchvision, so that the mask head has
     * the same amount of work. The RPN also has as many channels as in torchvision, where Matterport's has 512.
     */
    private MaskRcnnConfig config() {
        String yaml =
                """
                model: {backbone: resnet50, rpnChannels: 256, precision: %s}
                image: {mode: square, minDimension: %d, maxDimension: %d}
                detection: {minConfidence: 0, nmsThreshold: 1}
                roi: {positiveRatio: 0.25}
                train: {batchSize: 1}
                """
                        .formatted(precision, size, size);
        return MaskRcnnConfig.fromYaml(yaml, "bench");
    }

    /**
     * Measures the statistics of the normalizations on one image, which the weights of the other implementations also contain:
     * without it, activations would grow from layer to layer, and boxes would leave the image. The image is small, so that it
     * does not determine the peak memory.
     */
    private static void calibrate(MaskRcnn model) {
        GraphParts parts = new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights());
        MaskRcnnConfig config = parts.config();
        MaskRcnnConfig small = config.withImage(config.image().withDimensions(CALIBRATION_SIZE, CALIBRATION_SIZE));
        TrainingBatch batch = batch(small, BenchScene.random(CALIBRATION_SIZE));
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()))) {
            Calibration.measure(
                    new GraphParts(small, parts.classes(), parts.backbone(), parts.weights()),
                    norm -> true,
                    anchors,
                    new Calibration.Batches(() -> batch, 1),
                    new WeightLock());
        }
    }

    private double[] infer(MaskRcnn model, Image image) {
        double[] millis = new double[warm + runs];
        try (Detector detector = new Detector(
                new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            for (int i = 0; i < millis.length; i++) {
                noteMemory(i);
                long start = System.nanoTime();
                counted = detector.detect(image).size();
                millis[i] = (System.nanoTime() - start) / 1e6;
                requireAll("detections", model.config().detection().maxInstances(), counted);
            }
            long proposals = detector.look(
                    image, List.of(NetworkNames.ROI_COUNT), (out, resized) -> out.get(NetworkNames.ROI_COUNT)
                            .getLong(0));
            requireAll("proposals", model.config().rpn().proposalsInference(), proposals);
        }
        return millis;
    }

    private static void requireAll(String what, long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException("expected " + expected + " " + what + ", found " + found
                    + ": the timing would be of less work; choose another seed");
        }
    }

    /** Times steps on one prepared batch: gradients, clipping and update, without loading. */
    private double[] train(MaskRcnn model, BenchScene unseen) {
        double[] millis = new double[warm + runs];
        try (AnchorArrays anchors =
                        new AnchorArrays(DataSettings.anchors(model.config().rpn()));
                GraphStep step = new GraphStep(
                        new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                        anchors,
                        List.of(NetworkNames.ROI, NetworkNames.TARGET_CLASS_IDS),
                        false)) {
            AtomicReference<float[]> proposals = new AtomicReference<>();
            step.step(inputs(model, unseen), 0, out -> proposals.set(regions(out.get(NetworkNames.ROI))));
            StepInputs inputs = inputs(model, BenchScene.filling(size, proposals.get()));
            for (int i = 0; i < millis.length; i++) {
                noteMemory(i);
                long start = System.nanoTime();
                step.step(inputs, LEARNING_RATE, out -> counted = positives(out.get(NetworkNames.TARGET_CLASS_IDS)));
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return millis;
    }

    private static StepInputs inputs(MaskRcnn model, BenchScene scene) {
        return StepInputs.of(batch(model.config(), scene), 1);
    }

    private static TrainingBatch batch(MaskRcnnConfig config, BenchScene scene) {
        TrainingSettings settings = DataSettings.training(config, scene.labels().size());
        TrainingItem item = new TrainingItems(settings).build(scene.sample(), new SplittableRandom(1));
        return TrainingBatch.of(List.of(item), settings);
    }

    private float[] regions(INDArray normalized) {
        return Boxes.denormalize(normalized.data().asFloat(), size, size);
    }

    private static long positives(INDArray classIds) {
        return Arrays.stream(classIds.data().asInt()).filter(id -> id > 0).count();
    }

    /** Records the memory at the end of the warm-up and at the last run, whose difference is the growth. */
    private void noteMemory(int run) {
        residentAtEnd = Pointer.physicalBytes();
        if (run == warm) {
            residentAfterWarm = residentAtEnd;
        }
    }
}
