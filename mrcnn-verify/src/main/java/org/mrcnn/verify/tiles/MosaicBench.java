// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.tiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.core.tiles.TileOptions;
import org.mrcnn.core.tiles.TiledDetection;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.mask.Rle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares detection by tiles in a mosaic of images with detection in the single images: precision, duplicate detections,
 * memory.
 */
@Command(name = "bench-tiles", mixinStandardHelpOptions = true, description = "Detection by tiles, measured.")
public final class MosaicBench implements Callable<Integer> {

    private static final int WARM = 30;

    /** The step of a process. The memory of the steps TILE and MOSAIC is compared, so each has its own process. */
    enum Step {
        RENDER,
        TILE,
        MOSAIC
    }

    @Option(names = "--step", required = true, description = "${COMPLETION-CANDIDATES}")
    private Step step;

    @Option(names = "--model", required = true, description = "Model file.")
    private Path model;

    @Option(names = "--images", required = true, description = "Folder of images of one size.")
    private Path images;

    @Option(names = "--annotations", required = true, description = "Their annotations.")
    private Path annotations;

    @Option(names = "--grid", defaultValue = "20", description = "Images per row of the mosaic. (${DEFAULT-VALUE})")
    private int grid;

    @Option(names = "--tiles", defaultValue = "256", description = "Side of a tile. (${DEFAULT-VALUE})")
    private int side;

    @Option(names = "--overlap", defaultValue = "64", description = "Overlap of tiles. (${DEFAULT-VALUE})")
    private int overlap;

    @Option(
            names = "--max-overlap",
            defaultValue = "1",
            description = "Largest share of an object that may belong to another. (${DEFAULT-VALUE}: none is left out)")
    private double maxOverlap;

    @Option(names = "--out", required = true, description = "File of the mosaic, PNG.")
    private Path out;

    private MosaicBench() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MosaicBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (step == Step.RENDER) {
            Images.write(mosaic().render(), out);
            return 0;
        }
        try (MaskRcnn loaded = MaskRcnn.load(model);
                RegionSource whole = Images.open(out, loaded.config().image().pixelFormat())) {
            if (step == Step.TILE) {
                for (int i = 0; i < WARM; i++) {
                    int left = i * side % (whole.width() - side);
                    loaded.detect(whole.read(0, left, side, side));
                }
                say("one tile, %d times: peak memory %d MB", WARM, peakMegabytes());
                return 0;
            }
            TiledDetection tiled = new TiledDetection(loaded::detect, new TileOptions(side, overlap));
            long started = System.nanoTime();
            Detections found = tiled.detect(whole);
            say(
                    "%d tiles in %.0f s: %d objects, peak memory %d MB",
                    tiled.tiles(whole.height(), whole.width()),
                    (System.nanoTime() - started) / 1e9,
                    found.size(),
                    peakMegabytes());
            compare(loaded, found);
            return 0;
        }
    }

    private Mosaic mosaic() throws IOException {
        return new Mosaic(DataFormat.COCO.open(images, annotations), grid);
    }

    private void compare(MaskRcnn loaded, Detections found) throws IOException {
        Mosaic mosaic = mosaic();
        List<List<Detection>> places = mosaic.split(kept(found));
        report("mosaic", mosaic, places::get);
        report("single", mosaic, place -> kept(loaded.detect(mosaic.at(place).image()))
                .list());
    }

    private Detections kept(Detections found) {
        return maxOverlap < 1 ? found.withoutOverlaps(maxOverlap) : found;
    }

    private static void report(String what, Mosaic mosaic, IntFunction<List<Detection>> found) {
        DetectionScores scores = new DetectionScores();
        DetectionScores inner = new DetectionScores();
        long objects = 0;
        long missed = 0;
        long twice = 0;
        for (int i = 0; i < mosaic.places(); i++) {
            Sample truth = mosaic.at(i);
            Image image = truth.image();
            List<Detection> inImage = found.apply(i);
            Detections all = new Detections(image.height(), image.width(), inImage);
            scores.add(truth, all);
            inner.add(Joints.ignored(truth), Joints.leftOut(all));
            for (Rle mask : truth.masks()) {
                long times = times(mask, inImage);
                objects++;
                missed += times == 0 ? 1 : 0;
                twice += times > 1 ? 1 : 0;
            }
        }
        say("%s: %s; of %d objects %d missed, %d twice", what, scores.summary(), objects, missed, twice);
        say("%s, objects that no edge of an image cuts: %s", what, inner.summary());
    }

    /** Returns the number of detections of an object with a score of at least 0.5. */
    private static long times(Rle object, List<Detection> found) {
        List<Rle> masks = new ArrayList<>();
        found.stream().filter(d -> d.score() >= 0.5).forEach(d -> masks.add(d.mask()));
        long times = 0;
        for (double iou : Rle.iou(masks, List.of(object), new boolean[1])) {
            times += iou >= 0.5 ? 1 : 0;
        }
        return times;
    }

    /** Returns the peak resident size of this process on Linux, in megabytes. */
    private static long peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
