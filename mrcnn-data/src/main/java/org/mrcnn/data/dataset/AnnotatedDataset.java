// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.mask.Rle;

/**
 * A data set of annotated image files, from annotations in any format. Annotations and image headers are checked on opening,
 * without decoding the images. Thread-safe.
 *
 * <p>If the id of an image in the file is a whole number, it is the {@link #imageId}; otherwise the {@code imageId} is a 53-bit
 * number derived from the id only. Messages contain the ids of the file, and {@link #textIds} returns those that are texts.
 *
 * <p>If an image has an Exif orientation, the annotated size determines whether its annotations refer to the image as displayed
 * or as stored. If both fit, or the annotations have no size, they refer to the image as displayed.
 */
public final class AnnotatedDataset implements Dataset {

    private final List<Entry> entries;
    private final List<String> labels;
    private final long[] categoryIds;
    private final Report report;
    private final PixelFormat format;

    /** An image that is used, with the class ids of its objects, negative for crowds. */
    @SuppressWarnings("ArrayRecordComponent") // private to the package, never exposed
    record Entry(long id, boolean textId, AnnotatedImage image, boolean asStored, int[] classIds) {}

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
     * Checks images and annotations, and creates a data set from them.
     *
     * @param policy whether to stop at the first bad image or annotation, or to skip and count bad ones
     * @throws BadDataException for bad data, also when skipping if nothing remains; the message names file, image id,
     *     annotation id, what was expected and what was found
     */
    public static AnnotatedDataset of(AnnotationSource source, BadDataPolicy policy) {
        return of(source, new Findings(policy));
    }

    /** Like {@link #of(AnnotationSource, BadDataPolicy)}, with findings that reading the annotations has already produced. */
    public static AnnotatedDataset of(AnnotationSource source, Findings findings) {
        return new AnnotationChecker(source, findings).check();
    }

    /**
     * Returns a report of the problems found, whose images or annotations were skipped, and of the assumptions made. With
     * {@link BadDataPolicy#FAIL} there are no problems.
     */
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

    /**
     * Returns the ids of images that are texts in the COCO annotation file, by {@link #imageId}; texts of digits are among them.
     * COCO result files for other software need them in place of the numbers.
     */
    public Map<Long, String> textIds() {
        return entries.stream()
                .filter(Entry::textId)
                .collect(Collectors.toUnmodifiableMap(
                        Entry::id, entry -> entry.image().id()));
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
     * Opens an image to read it by regions, in the orientation in which {@link #load} returns it. If the pixel format has
     * percentiles, which require the whole image, the image is held in memory.
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
     * Rasterizes the mask of an object in the size of its image.
     *
     * @throws BadDataException if that is not possible, or the mask is empty; the message names file, image id and annotation
     *     id
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

    /** Returns a remark if the coordinates of the object could be fractions of its image, which as pixels have no area. */
    private static String fractions(AnnotatedObject object) {
        double[] extent = object.segment().extent();
        boolean small = extent != null && extent[0] >= 0 && extent[1] >= 0 && extent[2] <= 1 && extent[3] <= 1;
        return small ? ": all coordinates lie between 0 and 1, as fractions of the image; give pixels" : "";
    }

    /**
     * A report of the problems of a data set, whose images or annotations were skipped, and of the assumptions made (notes).
     *
     * @param images number of images that remain
     * @param annotations number of annotations that remain
     * @param counts number of occurrences of each problem and each note
     * @param examples the first 1,000 occurrences of each
     */
    public record Report(int images, int annotations, Map<DataProblem, Integer> counts, List<DataFinding> examples) {

        private static final int TOLD_EACH = 5; // per problem, in the text

        /** Copies {@code counts} and {@code examples}. */
        public Report {
            counts = Map.copyOf(counts);
            examples = List.copyOf(examples);
        }

        /** Returns the total number of problems, without notes. */
        public int total() {
            return count(false);
        }

        /** Returns the total number of notes. */
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
