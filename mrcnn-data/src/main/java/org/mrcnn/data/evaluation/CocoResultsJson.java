// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.mrcnn.data.internal.ImageIds;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.data.mask.Rle;

/**
 * COCO result files: a list of {@code image_id, category_id, bbox [x, y, width, height], segmentation {size, counts}, score},
 * as {@code loadRes} of pycocotools reads them. A detection without box or mask does not have that key.
 */
final class CocoResultsJson {
    private CocoResultsJson() {}

    /**
     * Reads a result file.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is damaged; the message names file, entry and field
     */
    static List<CocoDetection> read(Path file, LongFunction<CocoGroundTruth.Image> images) throws IOException {
        List<CocoDetection> detections = new ArrayList<>();
        CocoJson.read(
                file,
                parser -> CocoJson.forEach(parser, "results", result -> detections.add(detection(result, images))));
        return detections;
    }

    private static CocoDetection detection(CocoObject result, LongFunction<CocoGroundTruth.Image> images)
            throws IOException {
        Long imageId = null;
        Integer categoryId = null;
        Double score = null;
        CocoDetection.Box box = null;
        Rle mask = null;
        List<double[]> polygons = List.of();
        for (String field = result.nextField(); field != null; field = result.nextField()) {
            switch (field) {
                case "image_id" -> imageId = result.imageId();
                case "category_id" -> categoryId = result.smallId();
                case "score" -> score = result.number();
                case "bbox" -> box = result.box();
                case "segmentation" -> {
                    boolean list = result.isList();
                    polygons = list ? result.polygons() : List.of();
                    mask = list ? null : result.rle();
                }
                default -> result.skip();
            }
        }
        if (imageId == null) {
            throw result.missing("image_id", "a whole number or a text");
        }
        if (categoryId == null) {
            throw result.missing("category_id", "a whole number");
        }
        if (score == null) {
            throw result.missing("score", "a number");
        }
        if (!polygons.isEmpty()) {
            mask = filled(polygons, images.apply(imageId), result.where());
        }
        return new CocoDetection(imageId, categoryId, box, mask, score);
    }

    private static Rle filled(List<double[]> polygons, CocoGroundTruth.Image image, String where) {
        if (image == null || image.height() == 0 || image.width() == 0) {
            throw new IllegalArgumentException(where + ".segmentation: expected run lengths (size and counts), found"
                    + " polygons, and no size of the image to fill them in");
        }
        try {
            return Rle.fromPolygons(polygons, image.height(), image.width());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ".segmentation: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a result file in the order of the list. Doubles are written so that reading them gives the same values.
     *
     * @param textIds texts that are written in place of the numbers of images
     */
    static void write(Path file, List<CocoDetection> detections, Map<Long, String> textIds) throws IOException {
        AtomicFile.stream(file, out -> {
            try (JsonGenerator json = CocoJson.FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
                json.writeStartArray();
                for (CocoDetection detection : detections) {
                    write(json, detection, textIds);
                }
                json.writeEndArray();
            }
        });
    }

    /** Returns an entry of a result file. */
    static String text(CocoDetection detection, Map<Long, String> textIds) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = CocoJson.FACTORY.createGenerator(text)) {
            write(json, detection, textIds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, CocoDetection detection, Map<Long, String> textIds)
            throws IOException {
        json.writeStartObject();
        ImageIds.write(json, "image_id", detection.imageId(), textIds);
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

    private static void write(JsonGenerator json, CocoDetection.Box box) throws IOException {
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
