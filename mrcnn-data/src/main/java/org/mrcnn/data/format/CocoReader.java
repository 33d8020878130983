// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;

/** Brings the lists of a COCO file together. Category ids become class ids 1, 2, ... in ascending order. Used once. */
final class CocoReader {

    /** Recognized by the lists it must have, mostly before the annotations themselves are passed over. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            Path images = options.imagesOr(at.toAbsolutePath().getParent());
            return PanopticReader.fits(at)
                    ? PanopticReader.read(images, at, findings)
                    : CocoReader.read(images, at, findings);
        }

        @Override
        public boolean fitsJson(JsonHead head) {
            boolean listed = head.fields().contains("images") || head.fields().contains("categories");
            return listed && head.fields().contains("annotations");
        }
    };

    /** Whole numbers by value, before texts. */
    private static final Comparator<CocoFile.Category> ASCENDING = Comparator.comparing(
                    (CocoFile.Category category) -> number(category.id()),
                    Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(CocoFile.Category::id);

    private final Path folder;
    private final Path json;
    private final Findings findings;
    private final Map<String, String> classNames = new LinkedHashMap<>();
    private final List<Long> categoryIds = new ArrayList<>();
    private final Map<String, List<AnnotatedObject>> objects = new LinkedHashMap<>();

    private CocoReader(Path folder, Path json, Findings findings) {
        this.folder = folder;
        this.json = json;
        this.findings = findings;
    }

    static AnnotationSource read(Path folder, Path json, Findings findings) {
        return new CocoReader(folder, json, findings).read(CocoFile.read(json));
    }

    private AnnotationSource read(CocoFile file) {
        List<String> classes = classes(file.categories());
        file.images().forEach(image -> objects.putIfAbsent(image.id(), new ArrayList<>()));
        addObjects(file.annotations());
        List<AnnotatedImage> images = new ArrayList<>();
        for (CocoFile.Image p : file.images()) {
            try {
                Path path = ImageFiles.resolve(folder, p.fileName());
                images.add(new AnnotatedImage(
                        p.id(), p.fileName(), path, p.height(), p.width(), json, objects.get(p.id())));
            } catch (IllegalArgumentException e) {
                add(DataProblem.BAD_FILE_NAME, p.id(), null, ImageFiles.insideOf(folder), e.getMessage());
            }
        }
        return new Source(classes, images, categoryIds);
    }

    /** With null for a category id that is no number: then class ids stand in for all of them. */
    private record Source(List<String> classes, List<AnnotatedImage> images, List<Long> categoryIds)
            implements AnnotationSource {
        @Override
        public long categoryId(int classId) {
            return categoryIds.contains(null) ? classId : categoryIds.get(classId - 1);
        }
    }

    private List<String> classes(List<CocoFile.Category> categories) {
        List<String> classes = new ArrayList<>();
        for (CocoFile.Category category : categories.stream().sorted(ASCENDING).toList()) {
            if (classNames.putIfAbsent(category.id(), category.name()) != null) {
                String expected = "one category of id " + category.id();
                add(DataProblem.DUPLICATE_ID, null, null, expected, "'" + category.name() + "' too");
            } else if (classes.contains(category.name())) {
                String expected = "one category of the name '" + category.name() + "'";
                add(DataProblem.DUPLICATE_ID, null, null, expected, "another of id " + category.id());
            } else if (!category.name().equals(Dataset.BACKGROUND)) {
                classes.add(category.name());
                categoryIds.add(number(category.id()));
            }
        }
        return classes;
    }

    private static Long number(String id) {
        try {
            return Long.valueOf(id);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void addObjects(List<CocoFile.Annotation> annotations) {
        Set<String> ids = new HashSet<>();
        for (CocoFile.Annotation a : annotations) {
            if (a.id() != null && !ids.add(a.id())) {
                add(DataProblem.DUPLICATE_ID, a.imageId(), a.id(), "one annotation of this id", "another");
            } else if (!objects.containsKey(a.imageId())) {
                add(DataProblem.UNKNOWN_IMAGE, a.imageId(), a.id(), "an image of this id", "none");
            } else if (!classNames.containsKey(a.categoryId())) {
                String known = classNames.keySet().stream().limit(20).toList()
                        + (classNames.size() > 20 ? " and " + (classNames.size() - 20) + " more" : "");
                String expected = "a category id among " + known;
                add(DataProblem.UNKNOWN_CATEGORY, a.imageId(), a.id(), expected, a.categoryId());
            } else {
                String label = classNames.get(a.categoryId());
                objects.get(a.imageId()).add(new AnnotatedObject(a.id(), label, a.crowd(), a.box(), a.segment()));
            }
        }
    }

    private void add(DataProblem problem, String imageId, String annotationId, String expected, String found) {
        findings.add(new DataFinding(problem, json.toString(), imageId, annotationId, expected, found), null);
    }
}
