package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/**
 * Pictures with a COCO instance segmentation file: polygons, compressed and plain RLE, crowds. Category ids become class
 * ids 1, 2, ... in ascending order. Checked when opened, without decoding the pictures. Thread-safe.
 *
 * <p>Where a picture has an Exif orientation, the annotated size says whether its annotations refer to the picture as
 * shown or as stored; where both fit, as shown.
 */
public final class CocoDataset implements Dataset {

    private final Path annotationFile;
    private final List<Entry> entries;
    private final List<String> labels;
    private final List<Long> categoryIds;
    private final DatasetReport report;

    /** An image that is in use, with its objects. */
    record Entry(CocoFile.Picture picture, Path file, boolean asStored, List<Instance> instances) {}

    /** An object that is in use. */
    record Instance(Long annotationId, int classId, CocoSegment segment) {}

    CocoDataset(
            Path annotationFile,
            List<Entry> entries,
            List<String> labels,
            List<Long> categoryIds,
            DatasetReport report) {
        this.annotationFile = annotationFile;
        this.entries = List.copyOf(entries);
        this.labels = List.copyOf(labels);
        this.categoryIds = List.copyOf(categoryIds);
        this.report = report;
    }

    /** Opens a data set and stops at the first thing wrong with it. */
    public static CocoDataset open(Path imagesDir, Path annotationsJson) {
        return open(imagesDir, annotationsJson, BadDataPolicy.FAIL);
    }

    /**
     * Opens a data set.
     *
     * @param imagesDir folder that the file names refer to
     * @param policy whether to stop at the first bad image or annotation, or to leave such out and count them
     * @throws BadDataException naming file, image id, annotation id, what was expected and found; also when skipping, if
     *     the file is not COCO or nothing remains
     * @throws java.io.UncheckedIOException when the annotation file cannot be read
     */
    public static CocoDataset open(Path imagesDir, Path annotationsJson, BadDataPolicy policy) {
        return new CocoChecker(imagesDir, CocoFile.read(annotationsJson), policy).check();
    }

    /** What was found wrong and left out; without problems under {@link BadDataPolicy#FAIL}. */
    public DatasetReport report() {
        return report;
    }

    /** The category id that the file uses for a class id, for results to be written. */
    public long categoryId(int classId) {
        if (classId < 1 || classId > categoryIds.size()) {
            throw new IllegalArgumentException("Class id: expected 1 to " + categoryIds.size() + ", found " + classId);
        }
        return categoryIds.get(classId - 1);
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
        return entries.get(index).picture().id();
    }

    @Override
    public String imageName(int index) {
        return entries.get(index).picture().fileName();
    }

    @Override
    public int instanceCount(int index) {
        return entries.get(index).instances().size();
    }

    @Override
    public List<ObjectSource> sources(int index) {
        return entries.get(index).instances().stream()
                .map(i -> new ObjectSource(
                        Optional.ofNullable(i.annotationId()), i.segment().polygons()))
                .toList();
    }

    @Override
    public Sample load(int index) {
        Entry entry = entries.get(index);
        Image image = entry.asStored() ? Images.readStored(entry.file()) : Images.read(entry.file());
        CocoFile.Picture picture = entry.picture();
        List<Rle> masks = new ArrayList<>();
        int[] classIds = new int[entry.instances().size()];
        for (Instance instance : entry.instances()) {
            Rle mask = instance.segment().rasterize(picture.height(), picture.width());
            if (mask.area() == 0) {
                throw new BadDataException(
                        new DataFinding(
                                DataProblem.ZERO_AREA,
                                annotationFile.toString(),
                                picture.id(),
                                instance.annotationId(),
                                "a mask of at least one pixel",
                                "none"),
                        null);
            }
            classIds[masks.size()] = instance.classId();
            masks.add(mask);
        }
        return Sample.of(picture.id(), picture.fileName(), image, classIds, masks);
    }
}
