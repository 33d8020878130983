package org.mrcnn.data.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The content of a COCO annotation file, element by element: a file of gigabytes never becomes one tree. */
record CocoFile(Path path, List<Picture> images, List<Annotation> annotations, List<Category> categories) {

    /** An image; width and height are 0 where the file does not say. */
    record Picture(long id, String fileName, int height, int width) {
        static Picture parse(JsonNode node) {
            return new Picture(
                    requiredId(node, "id", "image"),
                    node.path("file_name").asText(""),
                    node.path("height").asInt(0),
                    node.path("width").asInt(0));
        }
    }

    /** A class. */
    record Category(long id, String name) {
        static Category parse(JsonNode node) {
            long id = requiredId(node, "id", "category");
            return new Category(id, node.path("name").asText("class " + id));
        }
    }

    /**
     * An object.
     *
     * @param id null where the file gives none
     * @param box x, y, width, height, or null
     * @param segment null where there is none or it is malformed
     * @param malformed why the segment could not be read, or null
     */
    record Annotation(
            Long id,
            long imageId,
            long categoryId,
            boolean crowd,
            List<Double> box,
            CocoSegment segment,
            String malformed) {
        static Annotation parse(JsonNode node) {
            CocoSegment segment = null;
            String malformed = null;
            try {
                segment = CocoSegment.parse(node.get("segmentation"));
            } catch (IllegalArgumentException e) {
                malformed = e.getMessage();
            }
            return new Annotation(
                    node.path("id").canConvertToLong() ? node.path("id").longValue() : null,
                    requiredId(node, "image_id", "annotation"),
                    requiredId(node, "category_id", "annotation"),
                    node.path("iscrowd").asBoolean(false),
                    box(node.path("bbox")),
                    segment,
                    malformed);
        }

        private static List<Double> box(JsonNode node) {
            if (node.size() != 4) {
                return null;
            }
            List<Double> box = new ArrayList<>(4);
            node.forEach(number -> box.add(number.asDouble(Double.NaN)));
            return box;
        }
    }

    static CocoFile read(Path path) {
        List<Picture> images = null;
        List<Annotation> annotations = null;
        List<Category> categories = null;
        try (JsonParser parser = new ObjectMapper().createParser(Files.newInputStream(path))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notCoco(path, "something that is not a JSON object", null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "images" -> images = elements(path, parser, field, Picture::parse);
                    case "annotations" -> annotations = elements(path, parser, field, Annotation::parse);
                    case "categories" -> categories = elements(path, parser, field, Category::parse);
                    default -> parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            String where = "line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr();
            throw new BadDataException(
                    new DataFinding(
                            DataProblem.NOT_JSON,
                            path.toString(),
                            null,
                            null,
                            "complete JSON",
                            e.getOriginalMessage() + " at " + where),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + path + " cannot be read; check the path", e);
        }
        requirePresent(path, "images", images);
        requirePresent(path, "annotations", annotations);
        requirePresent(path, "categories", categories);
        return new CocoFile(path, images, annotations, categories);
    }

    private static <T> List<T> elements(Path path, JsonParser parser, String field, Function<JsonNode, T> parse)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw notCoco(path, "'" + field + "' that is not a list", null);
        }
        List<T> result = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode node = parser.readValueAsTree();
            try {
                result.add(parse.apply(node));
            } catch (IllegalArgumentException e) {
                throw notCoco(path, "element " + result.size() + " of '" + field + "': " + e.getMessage(), e);
            }
        }
        return result;
    }

    private static long requiredId(JsonNode node, String field, String what) {
        JsonNode id = node.path(field);
        if (!id.isIntegralNumber() || !id.canConvertToLong()) {
            throw new IllegalArgumentException("the " + what + " has "
                    + (id.isMissingNode() ? "no " + field : field + " " + id) + " where a whole number belongs");
        }
        return id.longValue();
    }

    private static void requirePresent(Path path, String field, List<?> list) {
        if (list == null) {
            throw notCoco(path, "no '" + field + "'", null);
        }
    }

    private static BadDataException notCoco(Path path, String found, Throwable cause) {
        return new BadDataException(
                new DataFinding(
                        DataProblem.NOT_COCO,
                        path.toString(),
                        null,
                        null,
                        "a COCO file with the lists images, annotations and categories",
                        found),
                cause);
    }
}
