// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the loader only: batches of two square images, randomly flipped, with all inputs of a step in the default
 * configuration. The images are those of a COCO data set, or rendered cells that are first written as PNG files. Prints one
 * JSON line.
 */
@Command(name = "bench-load", mixinStandardHelpOptions = true, description = "Images a second of the loader.")
public final class LoadBench implements Callable<Integer> {
    private static final int BATCH = 2;
    private static final int RENDERED = 24;

    @Option(names = "--size", required = true, description = "Side of the network's input in pixels.")
    private int size;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of images. (rendered cells)")
    private Path images;

    @Option(names = "--annotations", paramLabel = "JSON", description = "COCO instance annotations of them.")
    private Path annotations;

    @Option(names = "--workers", split = ",", defaultValue = "1,2", description = "Threads. (${DEFAULT-VALUE})")
    private List<Integer> workers;

    @Option(names = "--batches", defaultValue = "100", description = "Timed batches. (${DEFAULT-VALUE})")
    private int batches;

    @Option(names = "--warm", defaultValue = "60", description = "Batches before those. (${DEFAULT-VALUE})")
    private int warm;

    private LoadBench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if ((images == null) != (annotations == null)) {
            throw new IllegalArgumentException("--images and --annotations go together; give both or neither");
        }
        if (images != null) {
            measure(images.toString(), DataFormat.COCO.open(images, annotations, BadDataPolicy.SKIP));
            return 0;
        }
        Path folder = Files.createTempDirectory("mrcnn-bench");
        try {
            RenderCells.write(new CellsDataset(RENDERED, 1, size), folder);
            measure(
                    "rendered",
                    DataFormat.COCO.open(
                            folder.resolve("images"), folder.resolve("annotations.json"), BadDataPolicy.FAIL));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }

    private void measure(String name, Dataset data) {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        MaskRcnnConfig config = d.withImage(
                        d.image().withMode(ImageConfig.Mode.SQUARE).withDimensions(size, size))
                .withTrain(d.train().withAugmentations(List.of(Augmentation.horizontalFlip(0.5))));
        TrainingSettings settings = DataSettings.training(config, data.labels().size());
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"name\": \"mrcnn_load\", \"data\": \"%s\", \"size\": %d, \"batch\": %d, \"n\": %d",
                name,
                size,
                BATCH,
                batches * BATCH));
        for (int threads : workers) {
            LoaderSettings loading = LoaderSettings.of(BATCH, 1).withWorkers(threads);
            try (BatchLoader<TrainingItem, TrainingBatch> loader = TrainingItems.loader(data, settings, loading)) {
                line.append(time(loader, threads));
            }
        }
        System.out.println(line.append('}'));
    }

    private String time(BatchLoader<TrainingItem, TrainingBatch> loader, int threads) {
        for (int i = 0; i < warm; i++) {
            loader.next();
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < batches; i++) {
            loader.next();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMillis = (system.getProcessCpuTime() - cpu) / 1e6;
        return String.format(
                Locale.ROOT,
                ", \"images_per_s_%d\": %.1f, \"cpu_ms_per_image_%d\": %.1f",
                threads,
                batches * BATCH / seconds,
                threads,
                cpuMillis / (batches * BATCH));
    }
}
