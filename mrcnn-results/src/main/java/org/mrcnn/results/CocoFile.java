// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.internal.ImageIds;

/**
 * Writes one COCO file for all images. Each annotation has a score, and its mask as polygons, which pycocotools converts to
 * exactly the same mask.
 */
final class CocoFile extends RunFile {
    private final List<String> labels;
    private final IntUnaryOperator categoryIds;
    private final Map<Long, String> textIds;
    private final List<String> images = new ArrayList<>();
    private long lastId;

    CocoFile(Path target, List<String> labels, IntUnaryOperator categoryIds, Map<Long, String> textIds)
            throws IOException {
        super(target, ",");
        this.labels = labels;
        this.categoryIds = categoryIds;
        this.textIds = textIds;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        super.write(image, stem);
        images.add(Json.text(json -> {
            json.writeStartObject();
            ImageIds.write(json, "id", image.id(), textIds);
            json.writeStringField("file_name", image.name());
            json.writeNumberField("height", image.found().height());
            json.writeNumberField("width", image.found().width());
            json.writeEndObject();
        }));
    }

    @Override
    public void undo() throws IOException {
        super.undo();
        images.remove(images.size() - 1);
    }

    @Override
    String start() {
        return "{\"annotations\":[";
    }

    @Override
    String end() throws IOException {
        String categories = Json.text(json -> {
            for (int classId = 1; classId < labels.size(); classId++) {
                json.writeStartObject();
                json.writeNumberField("id", categoryIds.applyAsInt(classId));
                json.writeStringField("name", labels.get(classId));
                json.writeEndObject();
            }
        });
        return "],\"images\":[" + String.join(",", images) + "],\"categories\":[" + categories + "]}";
    }

    @Override
    byte[] entry(ImageResult image) throws IOException {
        return Json.text(json -> {
                    for (Detection object : image.found().list()) {
                        if (object.mask().area() > 0) { // readers refuse annotations without a mask
                            write(json, image.id(), object);
                        }
                    }
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonGenerator json, long imageId, Detection object) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", ++lastId);
        ImageIds.write(json, "image_id", imageId, textIds);
        json.writeNumberField("category_id", categoryIds.applyAsInt(object.classId()));
        json.writeNumberField("score", object.score());
        json.writeNumberField("iscrowd", 0);
        json.writeNumberField("area", object.mask().area());
        json.writeFieldName("bbox");
        Json.numbers(json, object.mask().toCocoBox());
        json.writeArrayFieldStart("segmentation");
        for (double[] polygon : object.mask().toPolygons()) {
            Json.numbers(json, polygon);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
