// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

/**
 * Annotates for CVAT. Each model is a detector function like those that Nuclio runs. The paths of Nuclio's dashboard that CVAT
 * uses list and call the models, so that this service can replace Nuclio.
 */
final class Cvat {
    /** The header that contains the name of the called function in Nuclio's dashboard. */
    private static final String FUNCTION = "x-nuclio-function-name";

    private static final double OUTLINE_DISTANCE = 1;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Models models;
    private final Bodies bodies;
    private final WorkQueue queue;
    private final DetectRoute detect;

    Cvat(Models models, Bodies bodies, WorkQueue queue, DetectRoute detect) {
        this.models = models;
        this.bodies = bodies;
        this.queue = queue;
        this.detect = detect;
    }

    void addTo(Routes routes) {
        routes.post("/", request -> annotate(request, models.of(request))); // direct calls by CVAT
        routes.post("/cvat", request -> annotate(request, models.of(request)));
        routes.post("/models/{" + Routes.NAME + "}/cvat", request -> annotate(request, models.of(request)));
        routes.get("/api/functions", this::list);
        routes.get(
                "/api/functions/{" + Routes.NAME + "}",
                request -> Answers.json(request, function(models.of(request), request.port())));
        routes.post("/api/function_invocations", this::invoke);
    }

    private void list(Context request) {
        Map<String, Object> functions = new LinkedHashMap<>();
        models.all().forEach(model -> functions.put(model.name(), function(model, request.port())));
        Answers.json(request, functions);
    }

    private void invoke(Context request) throws Exception {
        String name = request.header(FUNCTION);
        if (name == null) {
            throw Refusal.wrong(FUNCTION + ": expected the name of a model in this header, found none");
        }
        annotate(request, models.named(name));
    }

    /** Describes a function like Nuclio's dashboard. */
    private static Map<String, Object> function(ServedModel model, int port) {
        ArrayNode labels = JsonNodeFactory.instance.arrayNode();
        for (String label : model.classes()) {
            labels.addObject()
                    .put("id", labels.size())
                    .put("name", label)
                    .put("type", "mask")
                    .putArray("attributes");
        }
        Map<String, Object> annotations =
                Map.of("name", model.name(), "type", "detector", "framework", "mrcnn", "spec", labels.toString());
        return Map.of(
                "metadata",
                Map.of("name", model.name(), "namespace", "nuclio", "labels", Map.of(), "annotations", annotations),
                "spec",
                Map.of("description", "Mask R-CNN " + model.name(), "handler", "cvat", "runtime", "java"),
                "status",
                Map.of("state", "ready", "httpPort", port));
    }

    private void annotate(Context request, ServedModel model) throws Exception {
        try (Bodies.Body body = bodies.read(request.req())) {
            JsonNode call = queue.run(() -> JsonBody.read(body.bytes()));
            byte[] image = JsonBody.base64("image", JsonBody.text(call, "image"));
            Detections found = detect.detect(model, image, options(call.get("threshold")), queue.begin());
            request.contentType(Answers.JSON).result(write(found));
        }
    }

    private static DetectOptions options(JsonNode threshold) {
        double score = threshold == null || threshold.isNull() ? Query.MIN_SCORE : threshold.asDouble(-1);
        try {
            return DetectOptions.ALL.withMinScore(score);
        } catch (IllegalArgumentException e) {
            throw Refusal.wrong("threshold: expected a number from 0 to 1, found " + threshold);
        }
    }

    private static byte[] write(Detections found) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartArray();
            for (Detection object : found.list()) {
                if (object.mask().area() > 0) {
                    write(json, object);
                }
            }
            json.writeEndArray();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Detection object) throws IOException {
        json.writeStartObject();
        json.writeStringField("confidence", Float.toString(object.score()));
        json.writeStringField("label", object.label());
        json.writeStringField("type", "mask");
        json.writeFieldName("points");
        DetectionJson.numbers(json, outline(object.mask()));
        json.writeFieldName("mask");
        mask(json, object.mask());
        json.writeEndObject();
    }

    /** Returns the outline of the largest part, which CVAT uses if masks are converted to polygons. */
    private static double[] outline(Rle mask) {
        double[] largest = mask.toRings().stream()
                .map(part -> part.get(0))
                .max(Comparator.comparingDouble(Cvat::area))
                .orElseThrow();
        return Outline.simplified(largest, OUTLINE_DISTANCE);
    }

    private static double area(double[] ring) {
        double twice = 0;
        for (int i = 0; i < ring.length; i += 2) {
            int next = (i + 2) % ring.length;
            twice += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
        }
        return Math.abs(twice) / 2;
    }

    /** Writes the pixels of the mask's box row by row, then its left, top, right and bottom, the last two inclusive. */
    private static void mask(JsonGenerator json, Rle mask) throws IOException {
        float[] box = mask.bounds();
        int top = (int) box[0];
        int left = (int) box[1];
        int bottom = (int) box[2];
        int right = (int) box[3];
        json.writeStartArray();
        for (byte pixel : mask.toMask(top, left, bottom, right)) {
            json.writeNumber(pixel);
        }
        for (int side : new int[] {left, top, right - 1, bottom - 1}) {
            json.writeNumber(side);
        }
        json.writeEndArray();
    }
}
