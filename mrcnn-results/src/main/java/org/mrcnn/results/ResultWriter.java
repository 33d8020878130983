// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * Writes detections to a folder, image by image, in formats that other software can open.
 *
 * <pre>{@code
 * try (ResultWriter results = ResultWriter.to(folder, model.labels(), Set.of(ResultFormat.CSV, ResultFormat.IMAGEJ))) {
 *     for (Path file : files) {
 *         results.write(new ImageResult(id++, file.getFileName().toString(), file, model.detect(file)));
 *     }
 *     results.finish();
 * }
 * }</pre>
 *
 * <p>Every file is written completely or not at all. Files that contain all images are written only by {@link #finish}. Images
 * whose names differ only in the folder or in upper and lower case get separate files. Not thread-safe.
 */
public final class ResultWriter implements Closeable {
    /** Formats that also have objects whose mask has no pixel. */
    private static final Set<ResultFormat> LISTING_ALL = Set.of(ResultFormat.CSV, ResultFormat.COCO_RESULTS);

    private final Path folder;
    private final List<String> labels;
    private final Set<ResultFormat> formats;
    private final Stems stems = new Stems();
    private final Map<ResultFormat, ResultFiles> files = new EnumMap<>(ResultFormat.class);
    private IntUnaryOperator categoryIds = classId -> classId;
    private Map<Long, String> textIds = Map.of();
    private PixelFormat pixelFormat = PixelFormat.RGB;
    private OptionalDouble pixelSize = OptionalDouble.empty();
    private Path resultsFile;
    private CocoResultsFile results;
    private long withoutPixels;

    private ResultWriter(Path folder, List<String> labels, Set<ResultFormat> formats) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.labels = List.copyOf(Objects.requireNonNull(labels, "labels"));
        this.formats = new TreeSet<>(Objects.requireNonNull(formats, "formats"));
    }

    /**
     * Creates a writer to a folder, which is created with the first file.
     *
     * @param labels class names by class id, background first: {@code model.labels()}
     */
    public static ResultWriter to(Path folder, List<String> labels, Set<ResultFormat> formats) {
        return new ResultWriter(folder, labels, formats);
    }

    /**
     * Sets the category ids of the COCO formats by class id, for example those of a data set. The class ids are used unless
     * set.
     */
    public ResultWriter categoryIds(IntUnaryOperator ids) {
        categoryIds = Objects.requireNonNull(ids, "ids");
        return this;
    }

    /**
     * Sets texts that the COCO formats have in place of {@link ImageResult#id}, by this id: {@link
     * org.mrcnn.data.dataset.AnnotatedDataset#textIds} of the data set whose ids the images have. There are none unless set.
     */
    public ResultWriter textIds(Map<Long, String> texts) {
        textIds = Map.copyOf(Objects.requireNonNull(texts, "texts"));
        return this;
    }

    /**
     * Sets the channels whose mean intensities are measured: {@code model.config().image().pixelFormat()}. Red, green and blue
     * unless set.
     */
    public ResultWriter pixelFormat(PixelFormat format) {
        pixelFormat = Objects.requireNonNull(format, "format");
        return this;
    }

    /**
     * Sets the pixel size of all images in micrometres. Unless set, the pixel size of each TIFF file is used ({@link
     * org.mrcnn.data.image.Images#pixelSize}); without one, lengths are in pixels.
     */
    public ResultWriter pixelSize(double micrometres) {
        if (!(micrometres > 0) || Double.isInfinite(micrometres)) {
            throw new IllegalArgumentException(
                    "pixel size: expected a number of micrometres above 0, found " + micrometres);
        }
        pixelSize = OptionalDouble.of(micrometres);
        return this;
    }

    /** Sets a file, with any name, to which the list of {@link ResultFormat#COCO_RESULTS} is written too. */
    public ResultWriter cocoResults(Path file) {
        resultsFile = file;
        return this;
    }

    /**
     * Writes the files of one image, and adds it to the files of all images.
     *
     * @throws IOException if a file cannot be written; the message names it. The image is then not in the files of all images,
     *     and further images may be written
     * @throws org.mrcnn.data.image.ImageException if the image file cannot be read for measurements
     */
    public void write(ImageResult image) throws IOException {
        open();
        String stem = stems.of(image.name());
        List<ResultFiles> all = all();
        int done = 0;
        try {
            for (; done < all.size(); done++) {
                all.get(done).write(image, stem);
            }
            withoutPixels += image.found().stream()
                    .filter(object -> object.mask().area() == 0)
                    .count();
        } finally {
            if (done < all.size()) {
                for (ResultFiles each : all.subList(0, done)) {
                    each.undo();
                }
            }
        }
    }

    /**
     * Writes the files of all images.
     *
     * @throws IOException if files cannot be written, after all others were written; the message names them, and says if the
     *     content of one is in the folder for temporary files
     */
    public void finish() throws IOException {
        open();
        List<IOException> faults = new ArrayList<>();
        for (ResultFiles each : all()) {
            try {
                each.finish();
            } catch (IOException e) {
                faults.add(e);
            }
        }
        if (!faults.isEmpty()) {
            throw new IOException(
                    faults.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")), faults.get(0));
        }
    }

    /** Returns notes for the user about the results so far; empty if there are none. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        files.forEach((format, each) -> {
            if (each instanceof LabelFiles images && images.shared() > 0) {
                notes.add(format + ": " + Plural.of(images.shared(), "pixel")
                        + " of several objects with the number of the one that has the best score; "
                        + Plural.of(images.hidden(), "object") + " without a pixel left");
            }
        });
        if (withoutPixels > 0 && !LISTING_ALL.containsAll(formats)) {
            notes.add(Plural.of(withoutPixels, "object")
                    + " whose mask has no pixel, which only csv and coco-results have");
        }
        return notes;
    }

    private void open() throws IOException {
        AtomicFile.createFolder(folder);
        for (ResultFormat format : formats) {
            if (!files.containsKey(format)) {
                files.put(format, files(format));
            }
        }
        if (resultsFile != null && results == null) {
            results = new CocoResultsFile(resultsFile, categoryIds, textIds);
        }
    }

    private List<ResultFiles> all() {
        List<ResultFiles> all = new ArrayList<>(files.values());
        if (results != null) {
            all.add(results);
        }
        return all;
    }

    private ResultFiles files(ResultFormat format) throws IOException {
        return switch (format) {
            case GEOJSON -> new GeoJsonFiles(folder.resolve("geojson"), pixelSize);
            case IMAGEJ -> new RoiSetFiles(folder.resolve("imagej"));
            case LABELME -> new LabelMeFiles(folder.resolve("labelme"));
            case YOLO -> new YoloFiles(folder.resolve("yolo"), labels);
            case LABELS -> new LabelFiles(folder.resolve("labels"), ".tif");
            case LABELS_PNG -> new LabelFiles(folder.resolve("labels"), ".png");
            case CSV -> new CsvFile(folder.resolve("measurements.csv"), pixelFormat, pixelSize);
            case COCO -> new CocoFile(folder.resolve("coco.json"), labels, categoryIds, textIds);
            case COCO_RESULTS -> new CocoResultsFile(folder.resolve("coco-results.json"), categoryIds, textIds);
            case CVAT -> new CvatFile(folder.resolve("annotations.xml"), labels);
        };
    }

    /** Deletes temporary files. Files of all images that {@link #finish} has not written are discarded. */
    @Override
    public void close() throws IOException {
        for (ResultFiles each : all()) {
            each.close();
        }
    }
}
