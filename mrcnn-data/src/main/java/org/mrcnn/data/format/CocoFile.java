// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;

/** The content of a COCO annotation file, read element by element, so that a file of gigabytes never becomes a single tree. */
record CocoFile(List<Image> images, List<Annotation> annotations, List<Category> categories) {

    /**
     * An image; width and height are 0 if the file does not state them.
     *
     * @param text whether the id is a text
     */
    record Image(String id, boolean text, String fileName, int height, int width) {
        static Image parse(Json.Element element) {
            JsonNode node = element.node();
            return new Image(
                    requiredId(node, "id", "image"),
                    node.path("id").isTextual(),
                    fileName(node),
                    Sides.side(node.path("height"), "height"),
                    Sides.side(node.path("width"), "width"));
        }

        /** Returns the name of the file; without one, its address, as LVIS has it. */
        private static String fileName(JsonNode image) {
            String name = image.path("file_name").asText("");
            return name.isBlank() ? image.path("coco_url").asText("") : name;
        }
    }

    /**
     * A class; the name is null if the file has none.
     *
     * @param text whether the id is a text
     */
    record Category(String id, boolean text, String name) {
        static Category parse(Json.Element element) {
            return of(requiredId(element.node(), "id", "category"), element.node());
        }

        static Category of(String id, JsonNode category) {
            return new Category(id, category.path("id").isTextual(), nameOf(category));
        }

        private static String nameOf(JsonNode category) {
            JsonNode name = category.path("name");
            return name.isMissingNode() ? null : name.isNull() ? "" : name.asText("");
        }

        /** Returns this category, with a name made from its id and a note if it has no name. */
        Category named(Path file, Findings findings) {
            if (name != null) {
                return this;
            }
            String made = ClassNames.numbered(id);
            findings.add(DataProblem.CLASS_NAME, file, "a name of category " + id, "none; it is called '" + made + "'");
            return new Category(id, text, made);
        }
    }

    /**
     * An object.
     *
     * @param id id; null if the file has none
     * @param box x, y, width, height; null if the file has none
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on immediately
    record Annotation(String id, String imageId, String categoryId, boolean crowd, double[] box, Segment segment) {
        static Annotation parse(Json.Element element) {
            JsonNode node = element.node();
            return new Annotation(
                    node.path("id").isNull() || !node.has("id") ? null : requiredId(node, "id", "annotation"),
                    requiredId(node, "image_id", "annotation"),
                    requiredId(node, "category_id", "annotation"),
                    Json.flag(node.path("iscrowd"), false, "iscrowd"),
                    box(node.path("bbox")),
                    element.cut()
                            ? new Segment.Unusable(DataProblem.TOO_LARGE, "millions of numbers")
                            : CocoSegments.parse(node.path("segmentation")));
        }

        private static double[] box(JsonNode node) {
            boolean none = node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty());
            if (none) {
                return null;
            }
            double[] box = node.isArray() ? Json.numbers(node, "a bbox") : new double[0];
            if (box.length != 4) {
                throw new IllegalArgumentException("the annotation has bbox " + Faults.shortened(node.toString())
                        + " where x, y, width, height belong");
            }
            return box;
        }
    }

    /** @param findings receives the elements that cannot be read, so that reading continues with the others */
    static CocoFile read(Path path, Findings findings) {
        return Json.read(path, parser -> read(path, parser, findings));
    }

    private static CocoFile read(Path path, JsonParser parser, Findings findings) throws IOException {
        List<Image> images = null;
        List<Annotation> annotations = null;
        List<Category> categories = null;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notCoco(path, "something that is not a JSON object", null);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "images" -> images = elements(path, parser, Image::parse, findings);
                case "annotations" -> annotations = elements(path, parser, Annotation::parse, findings);
                case "categories" -> categories = elements(path, parser, Category::parse, findings);
                default -> parser.skipChildren();
            }
        }
        requirePresent(path, "images", images);
        requirePresent(path, "annotations", annotations);
        requirePresent(path, "categories", categories);
        return new CocoFile(images, annotations, categories);
    }

    private static <T> List<T> elements(
            Path path, JsonParser parser, Function<Json.Element, T> parse, Findings findings) throws IOException {
        String field = parser.currentName();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw notCoco(path, "'" + field + "' that is not a list", null);
        }
        List<T> result = new ArrayList<>();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            Json.Element element = Json.element(parser);
            try {
                result.add(parse.apply(element));
            } catch (IllegalArgumentException e) {
                findings.add(notCoco(path, "element " + i + " of '" + field + "': " + e.getMessage(), e));
            }
        }
        return result;
    }

    private static String requiredId(JsonNode node, String field, String what) {
        String id = Json.id(node.path(field));
        if (id == null) {
            JsonNode found = node.path(field);
            throw new IllegalArgumentException("the " + what + " has "
                    + (found.isMissingNode() ? "no " + field : field + " " + Faults.shortened(found.toString()))
                    + " where a whole number or a text belongs");
        }
        return id;
    }

    private static void requirePresent(Path path, String field, List<?> list) {
        if (list == null) {
            throw notCoco(path, "no '" + field + "'", null);
        }
    }

    private static BadDataException notCoco(Path path, String found, Throwable cause) {
        String expected = "a COCO file with the lists images, annotations and categories";
        return Faults.of(DataProblem.NOT_COCO, path, expected, found, cause);
    }
}
