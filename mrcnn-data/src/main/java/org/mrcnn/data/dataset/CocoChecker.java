package org.mrcnn.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.CocoDataset.Entry;
import org.mrcnn.data.dataset.CocoDataset.Instance;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.ImageSize;
import org.mrcnn.data.image.Images;

/** Sorts the content of an annotation file into what can be used and what cannot. Used once. */
final class CocoChecker {

    /** Annotation tools round to whole pixels and count from either corner. */
    private static final double ROUNDING = 1;

    private final Path imagesDir;
    private final CocoFile file;
    private final DatasetReport.Collector findings;
    private final Map<Long, Integer> classIds = new HashMap<>();
    private final List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
    private final List<Long> categoryIds = new ArrayList<>();
    private final Set<Long> listedImages = new HashSet<>();
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private int annotations;

    CocoChecker(Path imagesDir, CocoFile file, BadDataPolicy policy) {
        this.imagesDir = imagesDir;
        this.file = file;
        this.findings = new DatasetReport.Collector(policy);
    }

    CocoDataset check() {
        checkCategories();
        checkImages();
        if (file.annotations().isEmpty()) {
            add(DataProblem.NO_ANNOTATIONS, null, null, "at least one annotation", "an empty list");
        }
        checkAnnotations();
        if (entries.isEmpty()) {
            throw new BadDataException(
                    new DataFinding(
                            DataProblem.MISSING_IMAGE,
                            file.path().toString(),
                            null,
                            null,
                            "at least one usable image",
                            "none of " + file.images().size() + "; " + findings.report(0, 0)),
                    null);
        }
        DatasetReport report = findings.report(entries.size(), annotations);
        return new CocoDataset(file.path(), List.copyOf(entries.values()), labels, categoryIds, report);
    }

    private void checkCategories() {
        List<CocoFile.Category> ascending = new ArrayList<>(file.categories());
        ascending.sort(Comparator.comparingLong(CocoFile.Category::id));
        for (CocoFile.Category category : ascending) {
            if (classIds.putIfAbsent(category.id(), labels.size()) != null) {
                add(
                        DataProblem.DUPLICATE_ID,
                        null,
                        null,
                        "one category of id " + category.id(),
                        "'" + category.name() + "' too");
                continue;
            }
            labels.add(category.name());
            categoryIds.add(category.id());
        }
    }

    private void checkImages() {
        List<CocoFile.Picture> pictures = file.images();
        // Headers are read in parallel, findings are made in the order of the file.
        Object[] sizes = IntStream.range(0, pictures.size())
                .parallel()
                .mapToObj(i -> sizeOrError(pictures.get(i)))
                .toArray();
        for (int i = 0; i < sizes.length; i++) {
            CocoFile.Picture picture = pictures.get(i);
            if (!listedImages.add(picture.id())) {
                add(DataProblem.DUPLICATE_ID, picture.id(), null, "one image of this id", picture.fileName() + " too");
            } else if (sizes[i] instanceof ImageException e) {
                boolean missing = e.problem() == ImageException.Problem.MISSING;
                findings.add(
                        new DataFinding(
                                missing ? DataProblem.MISSING_IMAGE : DataProblem.UNREADABLE_IMAGE,
                                String.valueOf(e.file()),
                                picture.id(),
                                null,
                                "a picture",
                                missing ? "no such file" : e.getMessage()),
                        e);
            } else {
                checkSize(picture, (ImageSize) sizes[i]);
            }
        }
    }

    private Object sizeOrError(CocoFile.Picture picture) {
        try {
            return Images.size(imagesDir.resolve(picture.fileName()));
        } catch (ImageException e) {
            return e;
        }
    }

    private void checkSize(CocoFile.Picture picture, ImageSize size) {
        boolean unknown = picture.height() == 0 && picture.width() == 0;
        boolean shown = unknown || (picture.height() == size.height() && picture.width() == size.width());
        boolean stored = picture.height() == size.storedHeight() && picture.width() == size.storedWidth();
        if (!shown && !stored) {
            add(
                    DataProblem.IMAGE_SIZE,
                    picture.id(),
                    null,
                    picture.fileName() + " of " + picture.height() + "x" + picture.width() + " (height x width)",
                    size.height() + "x" + size.width());
            return;
        }
        CocoFile.Picture sized =
                unknown ? new CocoFile.Picture(picture.id(), picture.fileName(), size.height(), size.width()) : picture;
        Path path = imagesDir.resolve(picture.fileName());
        entries.put(picture.id(), new Entry(sized, path, !shown, new ArrayList<>()));
    }

    private void checkAnnotations() {
        Set<Long> ids = new HashSet<>();
        for (CocoFile.Annotation annotation : file.annotations()) {
            Long id = annotation.id();
            if (id != null && !ids.add(id)) {
                add(DataProblem.DUPLICATE_ID, annotation.imageId(), id, "one annotation of this id", "another");
            } else if (!listedImages.contains(annotation.imageId())) {
                add(DataProblem.UNKNOWN_IMAGE, annotation.imageId(), id, "an image of this id", "none");
            } else if (!classIds.containsKey(annotation.categoryId())) {
                add(
                        DataProblem.UNKNOWN_CATEGORY,
                        annotation.imageId(),
                        id,
                        "a category id among " + abbreviated(categoryIds),
                        String.valueOf(annotation.categoryId()));
            } else if (entries.containsKey(annotation.imageId())) { // else its image was left out, and counted
                checkShape(annotation, entries.get(annotation.imageId()));
            }
        }
    }

    private void checkShape(CocoFile.Annotation annotation, Entry entry) {
        if (annotation.malformed() != null) {
            add(DataProblem.BAD_SEGMENT, annotation, "polygons or an RLE", annotation.malformed());
            return;
        }
        CocoSegment segment = annotation.segment();
        if (segment == null) {
            add(DataProblem.NO_SEGMENT, annotation, "a segmentation", "none");
            return;
        }
        if (!boxIsUsable(annotation, entry.picture()) || !segmentIsUsable(annotation, entry.picture())) {
            return;
        }
        int classId = classIds.get(annotation.categoryId());
        entry.instances().add(new Instance(annotation.id(), annotation.crowd() ? -classId : classId, segment));
        annotations++;
    }

    private boolean boxIsUsable(CocoFile.Annotation annotation, CocoFile.Picture picture) {
        List<Double> box = annotation.box();
        if (box == null) {
            return true;
        }
        if (!(box.get(2) > 0) || !(box.get(3) > 0)) {
            add(DataProblem.ZERO_AREA, annotation, "a box of positive width and height", "x, y, width, height " + box);
            return false;
        }
        double[] extent = {box.get(0), box.get(1), box.get(0) + box.get(2), box.get(1) + box.get(3)};
        return !liesOutside(annotation, picture, "box", extent);
    }

    private boolean segmentIsUsable(CocoFile.Annotation annotation, CocoFile.Picture picture) {
        CocoSegment segment = annotation.segment();
        double[] extent = segment.extent();
        if (extent != null && liesOutside(annotation, picture, "segment", extent)) {
            return false;
        }
        if (segment.mayBeEmpty()) {
            try {
                if (segment.rasterize(picture.height(), picture.width()).area() == 0) {
                    add(DataProblem.ZERO_AREA, annotation, "a mask of at least one pixel", "none");
                    return false;
                }
            } catch (IllegalArgumentException e) {
                add(DataProblem.BAD_SEGMENT, annotation, "a mask of the size of the image", e.getMessage());
                return false;
            }
        }
        if (extent != null && overhang(extent, picture) > ROUNDING) {
            add(
                    DataProblem.PARTLY_OUTSIDE,
                    annotation,
                    "a segment inside " + size(picture),
                    "one that reaches " + overhang(extent, picture) + " pixels beyond");
        }
        return true;
    }

    /** Reports a shape that has nothing in common with its image. The extent is x1, y1, x2, y2. */
    private boolean liesOutside(
            CocoFile.Annotation annotation, CocoFile.Picture picture, String what, double[] extent) {
        boolean outside =
                !(extent[0] < picture.width() && extent[1] < picture.height() && extent[2] > 0 && extent[3] > 0);
        if (outside) {
            add(
                    DataProblem.OUTSIDE_IMAGE,
                    annotation,
                    "a " + what + " inside " + size(picture),
                    "x " + extent[0] + " to " + extent[2] + ", y " + extent[1] + " to " + extent[3]);
        }
        return outside;
    }

    private static double overhang(double[] extent, CocoFile.Picture picture) {
        double low = Math.max(-extent[0], -extent[1]);
        return Math.max(low, Math.max(extent[2] - picture.width(), extent[3] - picture.height()));
    }

    private static String size(CocoFile.Picture picture) {
        return picture.fileName() + " of " + picture.height() + "x" + picture.width() + " (height x width)";
    }

    private static String abbreviated(List<Long> ids) {
        return ids.size() <= 20 ? ids.toString() : ids.subList(0, 20) + " and " + (ids.size() - 20) + " more";
    }

    private void add(DataProblem problem, CocoFile.Annotation annotation, String expected, String found) {
        add(problem, annotation.imageId(), annotation.id(), expected, found);
    }

    private void add(DataProblem problem, Long imageId, Long annotationId, String expected, String found) {
        findings.add(new DataFinding(problem, file.path().toString(), imageId, annotationId, expected, found), null);
    }
}
