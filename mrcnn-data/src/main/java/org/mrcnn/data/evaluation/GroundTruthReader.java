// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.mask.Rle;

/** Reads a COCO annotation file in one pass. Polygons are rasterized at the end, because images may follow annotations. */
final class GroundTruthReader {
    private final Path file;
    private final boolean masks;
    private final Findings findings;
    private final Map<Long, CocoGroundTruth.Image> images = new HashMap<>();
    private final SortedMap<Integer, String> categories = new TreeMap<>();
    private final List<Annotation> annotations = new ArrayList<>();
    private final Set<String> fields = new HashSet<>();
    private boolean imagesFound;
    private boolean textsNoted;

    GroundTruthReader(Path file, boolean masks, Findings findings) {
        this.file = file;
        this.findings = findings;
        this.masks = masks;
    }

    CocoGroundTruth read() throws IOException {
        CocoJson.read(file, parser -> {
            CocoJson.expect(parser.nextToken(), JsonToken.START_OBJECT, "file");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                list(parser, parser.currentName());
            }
            if (!imagesFound || categories.isEmpty()) {
                throw new IllegalArgumentException("no \"" + (imagesFound ? "categories" : "images")
                        + "\", expected a COCO annotation file with images and categories");
            }
        });
        try {
            CocoGroundTruth.Annotation[] truths = new CocoGroundTruth.Annotation[annotations.size()];
            ParallelImages.forEach(
                    truths.length, i -> truths[i] = annotations.get(i).truth(images));
            GroundTruthNotes notes = new GroundTruthNotes(file, findings);
            notes.annotations(List.of(truths));
            notes.boxes(List.of(truths), images);
            notes.unlisted(List.of(truths), images.keySet(), categories.keySet());
            return new CocoGroundTruth(List.copyOf(images.values()), categories, List.of(truths));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private void list(JsonParser parser, String name) throws IOException {
        if (!fields.add(name)) {
            throw new IllegalArgumentException("expected one list \"" + name + "\", found another of this name");
        }
        switch (name) {
            case "images" -> {
                imagesFound = true;
                CocoJson.forEach(parser, name, this::image);
            }
            case "categories" -> CocoJson.forEach(parser, name, this::category);
            case "annotations" -> CocoJson.forEach(parser, name, this::annotation);
            default -> {
                parser.nextToken();
                parser.skipChildren();
            }
        }
    }

    private void image(CocoObject object) throws IOException {
        Long id = null;
        String fileName = "";
        int height = 0;
        int width = 0;
        for (String field = object.nextField(); field != null; field = object.nextField()) {
            switch (field) {
                case "id" -> {
                    noteText(object);
                    id = object.imageId();
                }
                case "file_name" -> fileName = object.text();
                case "height" -> height = object.smallId();
                case "width" -> width = object.smallId();
                default -> object.skip();
            }
        }
        if (id == null) {
            throw object.missing("id", "a whole number or a text");
        }
        if (images.put(id, new CocoGroundTruth.Image(id, fileName, height, width)) != null) {
            new GroundTruthNotes(file, findings).again("image", id);
        }
    }

    private void noteText(CocoObject object) throws IOException {
        if (object.isText() && !textsNoted) {
            textsNoted = true;
            new GroundTruthNotes(file, findings).textId(object.text());
        }
    }

    private void category(CocoObject object) throws IOException {
        Integer id = null;
        String name = "";
        for (String field = object.nextField(); field != null; field = object.nextField()) {
            switch (field) {
                case "id" -> id = object.smallId();
                case "name" -> name = object.text();
                default -> object.skip();
            }
        }
        if (id == null) {
            throw object.missing("id", "a whole number");
        }
        if (categories.put(id, name) != null) {
            new GroundTruthNotes(file, findings).again("category", id);
        }
    }

    private void annotation(CocoObject object) throws IOException {
        Annotation a = new Annotation();
        for (String field = object.nextField(); field != null; field = object.nextField()) {
            switch (field) {
                case "id" -> a.id = object.id();
                case "image_id" -> a.imageId = object.imageId();
                case "category_id" -> a.categoryId = object.smallId();
                case "bbox" -> a.box = object.box();
                case "area" -> a.area = object.number();
                case "iscrowd" -> a.crowd = object.flag();
                case "ignore" -> a.ignore = !object.isNull() && object.flag();
                case "segmentation" -> segmentation(object, a);
                default -> object.skip();
            }
        }
        a.require(object);
        a.where = object.where();
        annotations.add(a);
    }

    private void segmentation(CocoObject object, Annotation a) throws IOException {
        if (!masks) {
            object.skip();
        } else if (object.isList()) {
            a.polygons = object.polygons();
        } else {
            a.runs = object.rle();
        }
    }

    /** An annotation as it is read. */
    private static final class Annotation {
        String where;
        Long id;
        Long imageId;
        Integer categoryId;
        CocoDetection.Box box;
        Double area;
        Boolean crowd;
        boolean ignore;
        Rle runs;
        List<double[]> polygons = List.of();

        void require(CocoObject object) {
            if (id == null) {
                throw object.missing("id", "a whole number");
            }
            if (imageId == null) {
                throw object.missing("image_id", "a whole number or a text");
            }
            if (categoryId == null) {
                throw object.missing("category_id", "a whole number");
            }
            if (area == null) {
                throw object.missing("area", "a number");
            }
        }

        CocoGroundTruth.Annotation truth(Map<Long, CocoGroundTruth.Image> images) {
            CocoGroundTruth.Image image = images.get(imageId);
            dropShort();
            Rle mask = polygons.isEmpty() || image == null ? runs : filled(image);
            return new CocoGroundTruth.Annotation(id, imageId, categoryId, box, mask, area, crowd, ignore);
        }

        /** Drops polygons with one or two corners, which in pycocotools have no pixels unless they are the first polygon. */
        private void dropShort() {
            if (!polygons.isEmpty() && polygons.get(0).length >= 6) {
                polygons.removeIf(xy -> xy.length < 6 && xy.length % 2 == 0);
            }
        }

        private Rle filled(CocoGroundTruth.Image image) {
            if (image.height() == 0 || image.width() == 0) {
                throw new IllegalArgumentException(
                        "image " + image.id() + "." + (image.height() == 0 ? "height" : "width")
                                + ": expected a whole number, found nothing; polygons cannot be filled without it");
            }
            try {
                return Rle.fromPolygons(polygons, image.height(), image.width());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        where + ".segmentation (image " + image.id() + "): " + e.getMessage(), e);
            }
        }
    }
}
