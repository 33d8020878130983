// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

/** Writes the detections in an image as JSON, with boxes and masks in COCO's format. */
final class DetectionJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private DetectionJson() {}

    static byte[] write(ServedModel model, Upload image, Detections found, Query.Masks masks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", model.name());
            json.writeStringField("image", image.name());
            json.writeNumberField("width", found.width());
            json.writeNumberField("height", found.height());
            json.writeArrayFieldStart("objects");
            for (Detection object : found.list()) {
                write(json, object, masks);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** Returns the reason why one of several images has no result. */
    static byte[] refused(Upload image, Refusal refusal) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("image", image.name());
            json.writeNumberField("status", refusal.status());
            json.writeStringField("error", refusal.getMessage());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Detection object, Query.Masks masks) throws IOException {
        float[] box = object.box();
        json.writeStartObject();
        json.writeNumberField("class_id", object.classId());
        json.writeStringField("label", object.label());
        json.writeNumberField("score", object.score());
        json.writeFieldName("bbox");
        numbers(json, box[1], box[0], box[3] - box[1], box[2] - box[0]);
        json.writeNumberField("area", object.mask().area());
        if (masks != Query.Masks.NONE) {
            json.writeFieldName("segmentation");
            mask(json, object.mask(), masks);
        }
        json.writeEndObject();
    }

    private static void mask(JsonGenerator json, Rle mask, Query.Masks form) throws IOException {
        if (form == Query.Masks.RLE) {
            json.writeStartObject();
            json.writeFieldName("size");
            numbers(json, mask.height(), mask.width());
            json.writeStringField("counts", mask.toCocoString());
            json.writeEndObject();
        } else {
            json.writeStartArray();
            for (double[] polygon : mask.toPolygons()) {
                numbers(json, polygon);
            }
            json.writeEndArray();
        }
    }

    /** Writes a list of numbers, integers without fraction. */
    static void numbers(JsonGenerator json, double... values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            if (value == Math.rint(value)) {
                json.writeNumber((long) value);
            } else {
                json.writeNumber((float) value);
            }
        }
        json.writeEndArray();
    }
}
