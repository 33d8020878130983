// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.StableHash;
import org.mrcnn.data.internal.file.ImageEndings;

/** Separates the annotated images and objects that can be used from those that cannot. For single use. */
final class AnnotationChecker {

    /** Tolerance in pixels: annotation tools round to whole pixels, and count from either corner. */
    private static final double ROUNDING = 1;

    private final AnnotationSource source;
    private final Findings findings;
    private final AssumptionNotes notes;
    private final Map<String, Integer> classIds = new HashMap<>();
    private final List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
    private final List<AnnotatedDataset.Entry> entries = new ArrayList<>();

    AnnotationChecker(AnnotationSource source, Findings findings) {
        this.source = source;
        this.findings = findings;
        this.notes = new AssumptionNotes(findings);
    }

    AnnotatedDataset check() {
        List<AnnotatedImage> images = source.images();
        for (String name : source.classes()) {
            if (name.equals(Dataset.BACKGROUND) || classIds.putIfAbsent(name, labels.size()) != null) {
                throw new IllegalArgumentException(
                        "Classes " + source.classes() + ": '" + name + "' twice, or the name of the background");
            }
            labels.add(name);
        }
        boolean none = images.stream().allMatch(image -> image.objects().isEmpty());
        if (none && !images.isEmpty() && findings.report(0, 0).total() == 0) {
            add(DataProblem.NO_ANNOTATIONS, images.get(0), null, "at least one annotation", "none at all");
        }
        checkImages(images);
        long[] categoryIds = source.listsClasses() ? listed(images) : dropUnusedClasses();
        int annotations = entries.stream().mapToInt(e -> e.classIds().length).sum();
        if (entries.isEmpty()) {
            String file = images.isEmpty()
                    ? "the data set"
                    : images.get(0).annotationFile().toString();
            String found = "none of " + images.size() + "; " + findings.report(0, 0);
            throw new BadDataException(
                    new DataFinding(DataProblem.MISSING_IMAGE, file, null, null, "at least one usable image", found),
                    null);
        }
        return new AnnotatedDataset(entries, labels, categoryIds, findings.report(entries.size(), annotations));
    }

    private long[] listed(List<AnnotatedImage> images) {
        if (!entries.isEmpty() && !usedLabels().isEmpty()) {
            notes.classes(labels, usedLabels(), images.get(0).annotationFile());
        }
        return LongStream.range(1, labels.size())
                .map(i -> source.categoryId((int) i))
                .toArray();
    }

    /** Drops the classes without usable objects, and returns the category ids of the remaining ones. */
    private long[] dropUnusedClasses() {
        Set<String> used = usedLabels();
        labels.removeIf(label -> !label.equals(Dataset.BACKGROUND) && !used.contains(label));
        for (int i = 1; i < labels.size(); i++) {
            classIds.put(labels.get(i), i);
        }
        entries.replaceAll(entry -> new AnnotatedDataset.Entry(
                entry.id(),
                entry.textId(),
                entry.image(),
                entry.asStored(),
                ids(entry.image().objects())));
        return LongStream.range(1, labels.size()).toArray();
    }

    private Set<String> usedLabels() {
        return entries.stream()
                .flatMap(entry -> entry.image().objects().stream())
                .map(AnnotatedObject::label)
                .collect(Collectors.toSet());
    }

    private int[] ids(List<AnnotatedObject> objects) {
        return objects.stream()
                .mapToInt(object ->
                        object.crowd() ? ClassIds.crowdOf(classIds.get(object.label())) : classIds.get(object.label()))
                .toArray();
    }

    private void checkImages(List<AnnotatedImage> images) {
        // Headers are read in parallel, but findings are added in the order of the source.
        Object[] sizes = IntStream.range(0, images.size())
                .parallel()
                .mapToObj(i -> sizeOrError(images.get(i)))
                .toArray();
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < sizes.length; i++) {
            AnnotatedImage image = images.get(i);
            long id = StableHash.imageId(image.id());
            if (!ids.add(id)) {
                add(DataProblem.DUPLICATE_ID, image, null, "one image of this id", image.name() + " too");
            } else if (sizes[i] instanceof ImageException e) {
                boolean missing = e.problem() == ImageException.Problem.MISSING;
                findings.add(
                        new DataFinding(
                                missing ? DataProblem.MISSING_IMAGE : DataProblem.UNREADABLE_IMAGE,
                                String.valueOf(e.file()),
                                image.id(),
                                null,
                                "an image",
                                missing ? "no such file" + sibling(e.file()) : e.getMessage()),
                        e);
            } else {
                checkSize(id, image, (Images.Size) sizes[i]);
            }
        }
    }

    /** Returns a file with the same name but another extension, which may be the intended image, or a mask. */
    private static String sibling(Path missing) {
        String name = String.valueOf(missing.getFileName());
        String stem = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return ImageEndings.ALL.stream()
                .sorted()
                .map(ending -> missing.resolveSibling(stem + "." + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(other -> ", but " + other.getFileName())
                .orElse("");
    }

    private static Object sizeOrError(AnnotatedImage image) {
        try {
            return Images.size(image.file());
        } catch (ImageException e) {
            return e;
        }
    }

    private void checkSize(long id, AnnotatedImage image, Images.Size size) {
        if ((long) size.height() * size.width() > Images.MAX_PIXELS) {
            String expected = "an image of at most " + Images.MAX_PIXELS + " pixels";
            add(DataProblem.TOO_LARGE, image, null, expected, size.height() + "x" + size.width());
            return;
        }
        boolean unknown = image.height() == 0 && image.width() == 0;
        boolean shown = unknown || (image.height() == size.height() && image.width() == size.width());
        boolean stored = image.height() == size.storedHeight() && image.width() == size.storedWidth();
        if (!shown && !stored) {
            add(DataProblem.IMAGE_SIZE, image, null, size(image), size.height() + "x" + size.width());
            return;
        }
        AnnotatedImage sized = unknown ? image.withSize(size.height(), size.width()) : image;
        List<AnnotatedObject> good = new ArrayList<>();
        notes.orientation(image, size, !shown);
        notes.file(image);
        for (AnnotatedObject object : image.objects()) {
            if (isUsable(object, sized)) {
                notes.box(sized, object);
                good.add(object);
            }
        }
        notes.masks(sized, good);
        boolean textId = source.isTextId(image.id());
        entries.add(new AnnotatedDataset.Entry(id, textId, sized.withObjects(good), !shown, ids(good)));
    }

    private boolean isUsable(AnnotatedObject object, AnnotatedImage image) {
        if (object.segment() instanceof Segment.Unusable unusable) {
            String expected =
                    switch (unusable.problem()) {
                        case NO_SEGMENT -> "a segmentation";
                        case UNKNOWN_CATEGORY, BAD_CLASS_NAME -> "a class";
                        default -> "a usable mask";
                    };
            add(unusable.problem(), image, object, expected, unusable.found());
            return false;
        }
        if (!classIds.containsKey(object.label())) {
            String expected = "a class among " + abbreviated(labels.subList(1, labels.size()));
            add(DataProblem.UNKNOWN_CATEGORY, image, object, expected, "'" + object.label() + "'");
            return false;
        }
        return boxIsUsable(object, image) && segmentIsUsable(object, image);
    }

    private boolean boxIsUsable(AnnotatedObject object, AnnotatedImage image) {
        double[] box = object.box();
        if (box == null) {
            return true;
        }
        if (!(box[2] > 0) || !(box[3] > 0)) {
            String found = "x, y, width, height " + Arrays.toString(box);
            add(DataProblem.ZERO_AREA, image, object, "a box of positive width and height", found);
            return false;
        }
        return !liesOutside(object, image, "box", new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]});
    }

    private boolean segmentIsUsable(AnnotatedObject object, AnnotatedImage image) {
        Segment segment = object.segment();
        double[] extent = segment.extent();
        if (extent != null && liesOutside(object, image, "segment", extent)) {
            return false;
        }
        if (segment.mayBeEmpty()) {
            try {
                AnnotatedDataset.mask(image, object);
            } catch (BadDataException e) {
                findings.add(e);
                return false;
            }
        }
        if (extent != null && overhang(extent, image) > ROUNDING) {
            add(
                    DataProblem.PARTLY_OUTSIDE,
                    image,
                    object,
                    "a segment inside " + size(image),
                    "one that reaches " + overhang(extent, image) + " pixels beyond");
        }
        return true;
    }

    /** Reports a shape that does not intersect its image, and returns whether it does not. The extent is x1, y1, x2, y2. */
    private boolean liesOutside(AnnotatedObject object, AnnotatedImage image, String what, double[] extent) {
        boolean outside = !(extent[0] < image.width() && extent[1] < image.height() && extent[2] > 0 && extent[3] > 0);
        if (outside) {
            add(
                    DataProblem.OUTSIDE_IMAGE,
                    image,
                    object,
                    "a " + what + " inside " + size(image),
                    "x " + extent[0] + " to " + extent[2] + ", y " + extent[1] + " to " + extent[3]);
        }
        return outside;
    }

    private static double overhang(double[] extent, AnnotatedImage image) {
        double low = Math.max(-extent[0], -extent[1]);
        return Math.max(low, Math.max(extent[2] - image.width(), extent[3] - image.height()));
    }

    private static String size(AnnotatedImage image) {
        return image.name() + " of " + image.height() + "x" + image.width() + " (height x width)";
    }

    /** Returns the first names of a list, and how many more there are. */
    static String abbreviated(List<String> names) {
        return names.size() <= 20 ? names.toString() : names.subList(0, 20) + " and " + (names.size() - 20) + " more";
    }

    private void add(DataProblem problem, AnnotatedImage image, AnnotatedObject object, String expected, String found) {
        String objectId = object == null ? null : object.id();
        String file = String.valueOf(image.annotationFile());
        findings.add(new DataFinding(problem, file, image.id(), objectId, expected, found), null);
    }
}
