package org.mrcnn.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ResizeMode;
import org.mrcnn.data.image.Image;
import org.mrcnn.engine.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times a ResNet-50 FPN Mask R-CNN of 81 classes with random weights: detection in one picture, or training steps of
 * one picture with 200 regions and every layer trained. Prints one JSON line. One measurement a process, so that the
 * peak memory is its own; scripts/bench runs several.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "One timing, as one JSON line.")
public final class Bench implements Callable<Integer> {
    /** What is timed. */
    enum Mode {
        INFER,
        TRAIN
    }

    @Option(names = "--mode", required = true, description = "infer or train.")
    private Mode mode;

    @Option(names = "--size", required = true, description = "Side of the picture in pixels.")
    private int size;

    @Option(names = "--precision", defaultValue = "f32", description = "f32 or bf16. (${DEFAULT-VALUE})")
    private Precision precision;

    @Option(names = "--runs", defaultValue = "9", description = "Timed runs. (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--warm", defaultValue = "3", description = "Runs before those. (${DEFAULT-VALUE})")
    private int warm;

    private Bench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        BenchScene scene = new BenchScene(size);
        MaskRcnnConfig config = config();
        try (MaskRcnn model = MaskRcnn.create(config, scene.labels())) {
            double[] millis = mode == Mode.INFER ? infer(model, scene.load(0).image()) : train(model, scene);
            double[] timed = Arrays.copyOfRange(millis, warm, millis.length);
            Arrays.sort(timed);
            System.out.printf(
                    Locale.ROOT,
                    "{\"name\": \"mrcnn_%s\", \"size\": %d, \"batch\": 1, \"precision\": \"%s\", \"n\": %d,"
                            + " \"median_ms\": %.1f, \"min_ms\": %.1f, \"max_ms\": %.1f, \"first_ms\": %.0f,"
                            + " \"peak_rss_mb\": %d}%n",
                    mode.name().toLowerCase(Locale.ROOT),
                    size,
                    precision.name().toLowerCase(Locale.ROOT),
                    timed.length,
                    median(timed),
                    timed[0],
                    timed[timed.length - 1],
                    millis[0],
                    peakMegabytes());
        }
        return 0;
    }

    private MaskRcnnConfig config() {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults();
        return defaults.withModel(defaults.model().withBackbone("resnet50").withPrecision(precision))
                .withImage(defaults.image().withMode(ResizeMode.SQUARE).withDimensions(size, size))
                .withTrain(defaults.train().withBatchSize(1).withLimits(warm + runs, 0))
                .validate();
    }

    private double[] infer(MaskRcnn model, Image image) {
        double[] millis = new double[warm + runs];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            model.detect(image);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        return millis;
    }

    /** Times between the ends of steps: what a user waits for, loading included where it is the slower side. */
    private double[] train(MaskRcnn model, BenchScene scene) {
        List<Long> ends = new ArrayList<>(List.of(System.nanoTime()));
        Training.train(model, scene, step -> ends.add(System.nanoTime()));
        double[] millis = new double[ends.size() - 1];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = (ends.get(i + 1) - ends.get(i)) / 1e6;
        }
        return millis;
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** The most memory that this process ever held; Linux only, elsewhere -1. */
    private static long peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
