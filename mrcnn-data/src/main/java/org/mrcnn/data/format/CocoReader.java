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
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;

/** Combines the lists of a COCO file. Category ids become class ids 1, 2, ... in ascending order. For single use. */
final class CocoReader {

    /** The format, recognized by its mandatory lists, usually before the annotations themselves are skipped. */
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

    /** Whole numbers by value, before other texts. */
    private static final Comparator<CocoFile.Category> ASCENDING = Comparator.comparing(
                    (CocoFile.Category category) -> CategoryIds.number(category.id()),
                    Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(CocoFile.Category::id);

    private final ImageFolder folder;
    private final Path json;
    private final Findings findings;
    private final Map<String, String> classNames = new LinkedHashMap<>();
    private final List<String> categoryIds = new ArrayList<>();
    private final Set<String> textIds = new HashSet<>(); // of images
    private final Map<String, List<AnnotatedObject>> objects = new LinkedHashMap<>();

    private CocoReader(Path folder, Path json, Findings findings) {
        this.folder = new ImageFolder(folder, findings);
        this.json = json;
        this.findings = findings;
    }

    static AnnotationSource read(Path folder, Path json, Findings findings) {
        return new CocoReader(folder, json, findings).read(CocoFile.read(json, findings));
    }

    private AnnotationSource read(CocoFile file) {
        Set<String> used =
                file.annotations().stream().map(CocoFile.Annotation::categoryId).collect(Collectors.toSet());
        List<String> classes = classes(
                file.categories().stream()
                        .map(category -> category.named(json, findings))
                        .toList(),
                used);
        CategoryIds.noteTexts(json, file.categories(), findings);
        for (CocoFile.Image image : file.images()) {
            objects.putIfAbsent(image.id(), new ArrayList<>());
            if (image.text()) {
                textIds.add(image.id());
            }
        }
        addObjects(file.annotations());
        List<AnnotatedImage> images = new ArrayList<>();
        for (CocoFile.Image p : file.images()) {
            try {
                Path path = folder.find(p.fileName(), json);
                images.add(new AnnotatedImage(
                        p.id(), folder.nameOf(path), path, p.height(), p.width(), json, objects.get(p.id())));
            } catch (IllegalArgumentException e) {
                add(DataProblem.BAD_FILE_NAME, p.id(), null, ImageFiles.insideOf(folder.path()), e.getMessage());
            }
        }
        return new Source(classes, images, categoryIds, textIds);
    }

    /** The annotations. */
    private record Source(
            List<String> classes, List<AnnotatedImage> images, List<String> categoryIds, Set<String> textIds)
            implements AnnotationSource {
        @Override
        public boolean isTextId(String id) {
            return textIds.contains(id);
        }

        @Override
        public long categoryId(int classId) {
            return CategoryIds.of(categoryIds, classId);
        }
    }

    private List<String> classes(List<CocoFile.Category> categories, Set<String> used) {
        List<String> classes = new ArrayList<>();
        Set<String> usedNames = categories.stream()
                .filter(category -> used.contains(category.id()))
                .map(category -> ClassNames.clean(category.name()))
                .collect(Collectors.toSet());
        for (CocoFile.Category category : categories.stream().sorted(ASCENDING).toList()) {
            String name = ClassNames.cleaned(json, category.name(), findings);
            boolean root = !used.contains(category.id()) && usedNames.contains(name);
            if (classNames.containsKey(category.id())) {
                String expected = "one category of id " + category.id();
                add(DataProblem.DUPLICATE_ID, null, null, expected, "'" + name + "' too");
            } else if (root) {
                String found = "category " + category.id() + " of the name '" + name + "', which another has too";
                add(DataProblem.UNUSED_CLASS, null, null, "objects of every category", found + "; it is left out");
            } else {
                addClass(category.id(), name, classes);
            }
        }
        ClassNames.noteSimilar(json, classes, findings);
        return classes;
    }

    private void addClass(String id, String name, List<String> classes) {
        if (name.isEmpty()) {
            add(DataProblem.BAD_CLASS_NAME, null, null, "a name of category " + id, "none");
            return;
        }
        classNames.put(id, name);
        if (classes.contains(name)) {
            String expected = "one category of the name '" + name + "'";
            add(DataProblem.BAD_CLASS_NAME, null, null, expected, "another of id " + id);
        } else if (!name.equals(Dataset.BACKGROUND)) {
            classes.add(name);
            categoryIds.add(id);
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
