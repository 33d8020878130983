// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.mask.Rle;

/**
 * Annotated image files, from annotations of any format. Checked when opened, without decoding the images.
 * Thread-safe.
 *
 * <p>An id that is a whole number stays the {@link #imageId}; another becomes a number of 53 bits that depends on the id
 * alone. Messages name ids as the file has them.
 *
 * <p>Where an image has an Exif orientation, the annotated size says whether its annotations refer to the image as
 * shown or as stored; where both fit, or there is none, as shown.
 */
public final class AnnotatedDataset implements Dataset {

    private final List<Entry> entries;
    private final List<String> labels;
    private final long[] categoryIds;
    private final Report report;
    private final PixelFormat format;

    /** An image that is in use, with its class ids, negative for crowds. */
    @SuppressWarnings("ArrayRecordComponent") // private to the package, never handed out
    record Entry(long id, AnnotatedImage image, boolean asStored, int[] classIds) {}

    AnnotatedDataset(List<Entry> entries, List<String> labels, long[] categoryIds, Report report) {
        this(entries, labels, categoryIds, report, PixelFormat.RGB);
    }

    private AnnotatedDataset(
            List<Entry> entries, List<String> labels, long[] categoryIds, Report report, PixelFormat format) {
        this.format = format;
        this.entries = List.copyOf(entries);
        this.labels = List.copyOf(labels);
        this.categoryIds = categoryIds;
        this.report = report;
    }

    /**
     * Checks images and annotations.
     *
     * @param policy whether to stop at the first bad image or annotation, or to leave such out and count them
     * @throws BadDataException naming file, image id, annotation id, what was expected and found; also when skipping, if
     *     nothing remains
     */
    public static AnnotatedDataset of(AnnotationSource source, BadDataPolicy policy) {
        return of(source, new Findings(policy));
    }

    /** As {@link #of(AnnotationSource, BadDataPolicy)}, after reading has found something wrong already. */
    public static AnnotatedDataset of(AnnotationSource source, Findings findings) {
        return new AnnotationChecker(source, findings).check();
    }

    /** What was found wrong and left out, and what was assumed; without problems under {@link BadDataPolicy#FAIL}. */
    public Report report() {
        return report;
    }

    @Override
    public AnnotatedDataset withPixels(PixelFormat other) {
        return new AnnotatedDataset(entries, labels, categoryIds, report, other);
    }

    @Override
    public long categoryId(int classId) {
        if (classId < 1 || classId > categoryIds.length) {
            throw new IllegalArgumentException("Class id: expected 1 to " + categoryIds.length + ", found " + classId);
        }
        return categoryIds[classId - 1];
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public long imageId(int index) {
        return entries.get(index).id();
    }

    @Override
    public String imageName(int index) {
        return entries.get(index).image().name();
    }

    @Override
    public Path imageFile(int index) {
        return entries.get(index).image().file();
    }

    @Override
    public int instanceCount(int index) {
        return entries.get(index).classIds().length;
    }

    @Override
    public int[] classIds(int index) {
        return entries.get(index).classIds().clone();
    }

    @Override
    public AnnotatedImage annotations(int index) {
        return entries.get(index).image();
    }

    @Override
    public Sample load(int index) {
        Entry entry = entries.get(index);
        AnnotatedImage image = entry.image();
        List<Rle> masks = new ArrayList<>();
        for (AnnotatedObject object : image.objects()) {
            masks.add(mask(image, object));
        }
        int[] classIds = Arrays.copyOf(entry.classIds(), masks.size());
        return Sample.of(entry.id(), image.name(), pixels(entry), classIds, masks);
    }

    private Image pixels(Entry entry) {
        Path file = entry.image().file();
        return entry.asStored() ? Images.readStored(file, format) : Images.read(file, format);
    }

    /**
     * Opens an image to read it by regions, turned as {@link #load} gives it. With percentiles, for which the whole image is needed, it
     * is in memory.
     *
     * @throws org.mrcnn.data.image.ImageException as {@link Images#open(Path, PixelFormat)}
     */
    public RegionSource open(int index) {
        Entry entry = entries.get(index);
        Path file = entry.image().file();
        if (!format.percentiles().isEmpty()) {
            return RegionSource.of(pixels(entry));
        }
        return entry.asStored() ? Images.openStored(file, format) : Images.open(file, format);
    }

    /**
     * Rasterizes the mask of an object for the size of its image.
     *
     * @throws BadDataException naming file, image id and annotation id
     */
    public static Rle mask(AnnotatedImage image, AnnotatedObject object) {
        try {
            Rle mask = object.segment().rasterize(image.height(), image.width());
            if (mask.area() > 0) {
                return mask;
            }
        } catch (IllegalArgumentException e) {
            DataProblem problem =
                    e instanceof Segment.TooLargeException ? DataProblem.TOO_LARGE : DataProblem.BAD_SEGMENT;
            throw fault(problem, image, object, "a mask of the size of the image", e);
        }
        throw fault(DataProblem.ZERO_AREA, image, object, "a mask of at least one pixel", null);
    }

    private static BadDataException fault(
            DataProblem problem, AnnotatedImage image, AnnotatedObject object, String expected, Exception cause) {
        String found = cause != null ? String.valueOf(cause.getMessage()) : "none" + fractions(object);
        String file = String.valueOf(image.annotationFile());
        return new BadDataException(new DataFinding(problem, file, image.id(), object.id(), expected, found), cause);
    }

    /** A polygon in fractions of its image is smaller than a pixel. */
    private static String fractions(AnnotatedObject object) {
        double[] extent = object.segment().extent();
        boolean small = extent != null && extent[0] >= 0 && extent[1] >= 0 && extent[2] <= 1 && extent[3] <= 1;
        return small ? ": all coordinates lie between 0 and 1, as fractions of the image; give pixels" : "";
    }

    /**
     * What was found wrong with a data set and left out, and what was assumed.
     *
     * @param images images that remain
     * @param annotations annotations that remain
     * @param counts how often each problem and each note occurred
     * @param examples the first thousand of each
     */
    public record Report(int images, int annotations, Map<DataProblem, Integer> counts, List<DataFinding> examples) {

        private static final int TOLD_EACH = 5; // of each problem, in the text

        /** Copies. */
        public Report {
            counts = Map.copyOf(counts);
            examples = List.copyOf(examples);
        }

        /** How many problems there are in all, without notes. */
        public int total() {
            return count(false);
        }

        /** How many notes there are in all. */
        public int notes() {
            return count(true);
        }

        private int count(boolean notes) {
            return counts.entrySet().stream()
                    .filter(entry -> entry.getKey().isNote() == notes)
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder()
                    .append(Plural.of(images, "image"))
                    .append(", ")
                    .append(Plural.of(annotations, "annotation"))
                    .append(", ")
                    .append(Plural.of(total(), "problem"))
                    .append(notes() == 0 ? "" : ", " + Plural.of(notes(), "note"));
            for (DataProblem problem : DataProblem.values()) {
                int count = counts.getOrDefault(problem, 0);
                if (count > 0) {
                    text.append("\n  " + count + " x " + problem + ": " + problem.remedy());
                    examples.stream()
                            .filter(example -> example.problem() == problem)
                            .limit(TOLD_EACH)
                            .forEach(example -> text.append("\n    ").append(example));
                }
            }
            return text.toString();
        }
    }
}
