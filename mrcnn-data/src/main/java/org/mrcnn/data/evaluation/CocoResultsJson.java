package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/**
 * Result files of COCO: a list of {@code image_id, category_id, bbox [x, y, width, height], segmentation {size, counts},
 * score}, as pycocotools' {@code loadRes} takes them. A detection without box or mask lacks that key.
 *
 * <p>pycocotools sizes a detection by its box wherever it has one, also when masks are evaluated; give it a file
 * without boxes for the numbers of {@link IouType#SEGM}.
 */
public final class CocoResultsJson {
    private CocoResultsJson() {}

    /**
     * Reads a result file.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is damaged; the message names file, entry and field
     */
    public static List<Detection> read(Path file) throws IOException {
        List<Detection> detections = new ArrayList<>();
        CocoJson.read(
                file,
                parser -> CocoJson.forEach(
                        parser, "results", (result, where) -> detections.add(detection(result, where))));
        return detections;
    }

    private static Detection detection(JsonNode result, String where) {
        JsonNode segmentation = result.path("segmentation");
        if (!CocoJson.absent(segmentation) && !segmentation.isObject()) {
            throw new IllegalArgumentException(where + ".segmentation: expected run lengths (size and counts), found "
                    + segmentation.getNodeType() + "; polygons are not a result format");
        }
        return new Detection(
                CocoJson.id(result, "image_id", where),
                CocoJson.smallId(result, "category_id", where),
                CocoJson.box(result, where),
                CocoJson.absent(segmentation) ? null : CocoJson.rle(segmentation, where),
                CocoJson.number(result, "score", where));
    }

    /** Writes a result file in the order of the list; doubles are written so that they read back the same. */
    public static void write(Path file, List<Detection> detections) throws IOException {
        try (JsonGenerator json = CocoJson.MAPPER.getFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            json.writeStartArray();
            for (Detection detection : detections) {
                json.writeStartObject();
                json.writeNumberField("image_id", detection.imageId());
                json.writeNumberField("category_id", detection.categoryId());
                if (detection.box() != null) {
                    write(json, detection.box());
                }
                if (detection.mask() != null) {
                    write(json, detection.mask());
                }
                json.writeNumberField("score", detection.score());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void write(JsonGenerator json, CocoBox box) throws IOException {
        json.writeFieldName("bbox");
        json.writeArray(new double[] {box.x(), box.y(), box.width(), box.height()}, 0, 4);
    }

    private static void write(JsonGenerator json, Rle mask) throws IOException {
        json.writeObjectFieldStart("segmentation");
        json.writeFieldName("size");
        json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
        json.writeStringField("counts", mask.toCocoString());
        json.writeEndObject();
    }
}
