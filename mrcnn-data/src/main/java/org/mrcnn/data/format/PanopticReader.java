// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.mask.Rle;

/**
 * Reads COCO's panoptic annotations: a JSON file, and one PNG file per image whose pixels are segment ids, red + 256 green +
 * 65536 blue, in the folder with the name of the JSON file or beside it. Segments of things are objects; stuff is left out. For
 * single use.
 */
final class PanopticReader {

    private final Path json;
    private final Path images;
    private final Path masks;
    private final Findings findings;
    private final Map<String, JsonNode> imagesById = new HashMap<>();
    private final Set<String> textIds = new HashSet<>(); // of images
    private final Map<String, String> things = new LinkedHashMap<>();
    private final Set<String> annotated = new HashSet<>();
    private final Set<String> stuff = new HashSet<>();
    private int stuffSegments;

    private PanopticReader(Path json, Path images, Findings findings) {
        this.json = json;
        this.images = images;
        Path own = json.resolveSibling(ImageFiles.stem(json));
        this.masks = Files.isDirectory(own) ? own : json.toAbsolutePath().getParent();
        this.findings = findings;
    }

    /** Returns whether the first annotation of a JSON file lists segments. */
    static boolean fits(Path json) {
        return Json.readHead(json, parser -> {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean annotations = parser.currentName().equals("annotations");
                    if (parser.nextToken() == JsonToken.START_ARRAY && annotations) {
                        return parser.nextToken() == JsonToken.START_OBJECT
                                && Json.element(parser)
                                        .node()
                                        .path("segments_info")
                                        .isArray();
                    }
                    parser.skipChildren();
                }
            }
            return false;
        });
    }

    static AnnotationSource read(Path images, Path json, Findings findings) {
        return new PanopticReader(json, images, findings).read();
    }

    private AnnotationSource read() {
        Map<String, List<JsonNode>> lists = Json.read(json, PanopticReader::lists);
        List<String> classes = readThings(lists.getOrDefault("categories", List.of()));
        for (JsonNode image : lists.getOrDefault("images", List.of())) {
            try {
                String id = id(image, "id");
                if (imagesById.putIfAbsent(id, image) != null) {
                    throw fault(DataProblem.DUPLICATE_ID, id, "one image of this id", "another");
                }
                if (image.path("id").isTextual()) {
                    textIds.add(id);
                }
            } catch (BadDataException e) {
                findings.add(e);
            }
        }
        List<AnnotatedImage> read = new ArrayList<>();
        for (JsonNode annotation : lists.getOrDefault("annotations", List.of())) {
            try {
                read.add(image(annotation));
            } catch (BadDataException e) {
                findings.add(e);
            } catch (ImageException e) {
                findings.add(Faults.of(DataProblem.UNREADABLE_IMAGE, e.file(), "a PNG file", e.getMessage(), e));
            }
        }
        imagesById.keySet().stream()
                .filter(id -> !annotated.contains(id))
                .sorted()
                .forEach(this::noteUnused);
        if (stuffSegments > 0) {
            findings.add(
                    DataProblem.NO_OBJECT,
                    json,
                    "segments of things",
                    Plural.of(stuffSegments, "segment") + " of stuff, left out");
        }
        return new Source(classes, read, List.copyOf(things.keySet()), textIds);
    }

    /** Returns the names of the categories whose segments are objects. */
    private List<String> readThings(List<JsonNode> categories) {
        Set<String> ids = new HashSet<>();
        for (JsonNode category : categories) {
            String id = id(category, "id");
            if (!ids.add(id)) {
                throw Faults.of(DataProblem.DUPLICATE_ID, json, "one category of id " + id, "another", null);
            }
            if (!flag(category, "isthing", true)) {
                stuff.add(id);
            }
        }
        List<CocoFile.Category> objects = categories.stream()
                .filter(category -> !stuff.contains(id(category, "id")))
                .map(category -> CocoFile.Category.of(id(category, "id"), category))
                .map(category -> category.named(json, findings))
                .toList();
        CategoryIds.noteTexts(json, objects, findings);
        List<String> classes = ClassNames.checked(
                json, objects.stream().map(CocoFile.Category::name).toList(), findings);
        for (int i = 0; i < classes.size(); i++) {
            things.put(objects.get(i).id(), classes.get(i));
        }
        return classes;
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

    private static Map<String, List<JsonNode>> lists(JsonParser parser) throws IOException {
        Map<String, List<JsonNode>> lists = new HashMap<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                parser.skipChildren();
                continue;
            }
            List<JsonNode> list = lists.computeIfAbsent(name, unused -> new ArrayList<>());
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(Json.element(parser).node());
            }
        }
        return lists;
    }

    private boolean flag(JsonNode node, String field, boolean missing) {
        try {
            return Json.flag(node.path(field), missing, field);
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.NOT_COCO, json, "flags of 0 or 1", e.getMessage(), e);
        }
    }

    private String id(JsonNode node, String field) {
        String id = Json.id(node.path(field));
        if (id == null) {
            throw Faults.of(DataProblem.NOT_COCO, json, "a whole number or a text as " + field, "none", null);
        }
        return id;
    }

    private void noteUnused(String imageId) {
        findings.add(new DataFinding(
                DataProblem.UNUSED_IMAGE, json.toString(), imageId, null, "an annotation of this image", "none"));
    }

    private AnnotatedImage image(JsonNode annotation) {
        String imageId = id(annotation, "image_id");
        annotated.add(imageId);
        JsonNode image = imagesById.get(imageId);
        if (image == null) {
            throw fault(DataProblem.UNKNOWN_IMAGE, imageId, "an image of this id", "none");
        }
        String name = image.path("file_name").asText();
        Sides size = size(imageId, image);
        Path png = ImageFiles.resolve(masks, annotation.path("file_name").asText(), json);
        if (!Files.exists(png)) {
            throw fault(DataProblem.MISSING_IMAGE, imageId, "the segments " + png, "no such file");
        }
        return new AnnotatedImage(
                imageId,
                name,
                ImageFiles.resolve(images, name, json),
                size.height(),
                size.width(),
                json,
                objects(annotation.path("segments_info"), masks(imageId, png)));
    }

    private Sides size(String imageId, JsonNode image) {
        try {
            return new Sides(Sides.side(image.path("height"), "height"), Sides.side(image.path("width"), "width"));
        } catch (IllegalArgumentException e) {
            throw fault(DataProblem.IMAGE_SIZE, imageId, Sides.EXPECTED, e.getMessage());
        }
    }

    private BadDataException fault(DataProblem problem, String imageId, String expected, String found) {
        return new BadDataException(new DataFinding(problem, json.toString(), imageId, null, expected, found), null);
    }

    /** Returns the masks by segment id. */
    private Map<Integer, Rle> masks(String imageId, Path png) {
        LabelImage image = Images.readLabels(png);
        if (image.lossy()) {
            throw fault(DataProblem.BAD_SEGMENT, imageId, "segment ids in " + png, "a JPEG, which changes them");
        }
        int[] ids = image.values().clone();
        for (int p = 0; p < ids.length; p++) {
            int rgb = image.shownInColour() ? image.shown(ids[p]) : ids[p] * 0x010101;
            ids[p] = Integer.reverseBytes(rgb) >>> 8; // red is the lowest byte of an id
        }
        try {
            return LabelMasks.of(ids, image.height(), image.width(), 0);
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, png, "a colour for each segment", e.getMessage(), e);
        }
    }

    private List<AnnotatedObject> objects(JsonNode segments, Map<Integer, Rle> masks) {
        List<AnnotatedObject> objects = new ArrayList<>();
        for (JsonNode segment : segments) {
            String id = id(segment, "id");
            String category = id(segment, "category_id");
            Rle mask = masks.remove(segment.path("id").asInt(-1));
            if (stuff.contains(category)) {
                stuffSegments++;
                continue;
            }
            boolean crowd = flag(segment, "iscrowd", false);
            objects.add(new AnnotatedObject(
                    id, things.getOrDefault(category, ""), crowd, null, segment(id, category, mask)));
        }
        masks.keySet().forEach(id -> {
            Segment extra = new Segment.Unusable(DataProblem.BAD_SEGMENT, "pixels of a segment that is not listed");
            objects.add(new AnnotatedObject(Integer.toString(id), "", false, null, extra));
        });
        return objects;
    }

    private Segment segment(String id, String category, Rle mask) {
        if (!things.containsKey(category)) {
            return new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, "category " + category + ", which is not listed");
        }
        return mask == null ? Shapes.none("no pixel of segment id " + id) : new Segment.Runs(mask);
    }
}
