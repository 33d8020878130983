// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predicts for Label Studio, with the protocol of its machine learning backends: {@code health}, {@code setup}, {@code
 * versions}, {@code predict}, {@code webhook}. It keeps no state between requests, and does not train.
 */
final class LabelStudio {
    private static final Logger LOG = LoggerFactory.getLogger(LabelStudio.class);
    private static final double OUTLINE_DISTANCE = 1;
    private static final int MAX_TASKS = 1000;

    private final Models models;
    private final Bodies bodies;
    private final WorkQueue queue;
    private final DetectRoute detect;
    private final AllowedUrls urls;
    /** Versions by name of the model. Each is computed when it is first needed, because that reads all weights. */
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    LabelStudio(Models models, Bodies bodies, WorkQueue queue, DetectRoute detect, AllowedUrls urls) {
        this.models = models;
        this.bodies = bodies;
        this.queue = queue;
        this.detect = detect;
        this.urls = urls;
    }

    private String version(ServedModel model) {
        return versions.computeIfAbsent(model.name(), name -> ModelVersion.of(model));
    }

    void addTo(Routes routes) {
        for (String base : new String[] {"", "/models/{" + Routes.NAME + "}"}) {
            routes.post(base + "/setup", this::setup);
            routes.post(base + "/predict", this::predict);
            routes.get(
                    base + "/versions",
                    request -> Answers.json(request, Map.of("versions", List.of(version(models.of(request))))));
            routes.post(base + "/webhook", this::webhook);
            routes.post(base + "/train", this::train);
        }
    }

    private void setup(Context request) throws Exception {
        try (Bodies.Body body = bodies.read(request.req())) {
            ServedModel model = models.of(request);
            JsonNode call = queue.run(() -> JsonBody.read(body.bytes()));
            LabelConfig.of(JsonBody.text(call, "schema")); // reports an unsuitable configuration to the user at once
            Answers.json(request, Map.of("model_version", version(model)));
        }
    }

    /** Handles notifications, which Label Studio sends for every annotation and if a user requests training. */
    private void webhook(Context request) throws Exception {
        try (Bodies.Body body = bodies.read(request.req())) {
            models.of(request);
            JsonNode event = queue.run(() -> JsonBody.read(body.bytes()));
            if (JsonBody.text(event, "action").equals("START_TRAINING")) {
                throw noTraining();
            }
            Answers.json(request, Map.of("status", "ignored, as this service does not train"));
        }
    }

    private void train(Context request) {
        bodies.read(request.req()).close();
        models.of(request);
        throw noTraining();
    }

    private static Refusal noTraining() {
        return new Refusal(
                501, "this service does not train: export the annotations, train on them, and serve the new model");
    }

    private void predict(Context request) throws Exception {
        try (Bodies.Body body = bodies.read(request.req())) {
            ServedModel model = models.of(request);
            JsonNode call = queue.run(() -> JsonBody.read(body.bytes()));
            LabelConfig config = LabelConfig.of(JsonBody.text(call, "label_config"));
            JsonNode tasks = call.path("tasks");
            if (tasks.size() > MAX_TASKS) {
                throw Refusal.wrong("tasks: expected at most " + MAX_TASKS + ", found " + tasks.size());
            }
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("model_version", version(model));
            answer.set("results", predictions(model, config, tasks));
            Answers.json(request, answer);
        }
    }

    /**
     * Returns one prediction per task, an empty one for an image that cannot be used. If no image can be used, throws the first
     * reason.
     */
    private ArrayNode predictions(ServedModel model, LabelConfig config, JsonNode tasks) throws Exception {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        List<Refusal> refusals = new ArrayList<>();
        Deadline deadline = queue.begin();
        for (JsonNode task : tasks) {
            try {
                results.add(prediction(model, config, task, deadline));
            } catch (Refusal e) {
                if (e.isForNow()) {
                    throw e;
                }
                refusals.add(e);
                results.add(empty(model, e));
            }
        }
        if (!refusals.isEmpty() && refusals.size() == tasks.size()) {
            throw refusals.get(0);
        }
        // As JSON, so that a client's text cannot add lines to the log.
        refusals.forEach(e -> LOG.warn("a task has no prediction: {}", TextNode.valueOf(e.getMessage())));
        return results;
    }

    private ObjectNode empty(ServedModel model, Refusal refusal) {
        ObjectNode prediction = JsonNodeFactory.instance.objectNode();
        prediction.putArray("result");
        prediction.put("score", 0);
        prediction.put("model_version", version(model));
        prediction.put("error", refusal.getMessage());
        return prediction;
    }

    private ObjectNode prediction(ServedModel model, LabelConfig config, JsonNode task, Deadline deadline)
            throws Exception {
        deadline.left(); // before an image is fetched
        byte[] image = image(JsonBody.text(task.path("data"), config.field()));
        DetectOptions options = DetectOptions.ALL.withMinScore(config.minScore());
        Detections found = detect.detect(model, image, options, deadline);
        ObjectNode prediction = JsonNodeFactory.instance.objectNode();
        ArrayNode regions = prediction.putArray("result");
        double sum = 0;
        for (Detection object : found.list()) {
            String label = config.labels().get(object.label().toLowerCase(Locale.ROOT));
            if (label != null && object.mask().area() > 0) {
                regions.add(region(config, label, object, regions.size() + 1));
                sum += object.score();
            }
        }
        prediction.put("score", regions.isEmpty() ? 0 : sum / regions.size());
        prediction.put("model_version", version(model));
        return prediction;
    }

    /** Returns the image of a task, which is in the task or on an allowed server. */
    private byte[] image(String source) throws InterruptedException {
        if (!source.startsWith("data:")) {
            return urls.fetch(source);
        }
        int comma = source.indexOf(',');
        if (comma < 0 || !source.substring(0, comma).endsWith(";base64")) {
            throw Refusal.wrong("image of a task: expected data:image/...;base64,..., found other data");
        }
        return JsonBody.base64("image of a task", source.substring(comma + 1));
    }

    private static ObjectNode region(LabelConfig config, String label, Detection object, int number) {
        ObjectNode region = JsonNodeFactory.instance.objectNode();
        region.put("id", "object" + number);
        region.put("from_name", config.control());
        region.put("to_name", config.image());
        region.put("type", config.shape().type());
        region.put("original_width", object.mask().width());
        region.put("original_height", object.mask().height());
        region.put("image_rotation", 0);
        region.put("score", object.score());
        ObjectNode value = region.putObject("value");
        switch (config.shape()) {
            case BRUSHLABELS -> brush(value, object);
            case POLYGONLABELS -> polygon(value, object);
            case RECTANGLELABELS -> rectangle(value, object);
        }
        value.putArray(config.shape().type()).add(label);
        return region;
    }

    private static void brush(ObjectNode value, Detection object) {
        value.put("format", "rle");
        ArrayNode rle = value.putArray("rle");
        BrushRle.of(object.mask()).forEach(rle::add);
    }

    /** Writes a polygon in percent of the image's sides. */
    private static void polygon(ObjectNode value, Detection object) {
        double[] outline = Outline.simplified(object.mask().toPolygon(), OUTLINE_DISTANCE);
        value.put("closed", true);
        ArrayNode points = value.putArray("points");
        for (int i = 0; i < outline.length; i += 2) {
            points.addArray()
                    .add(100 * outline[i] / object.mask().width())
                    .add(100 * outline[i + 1] / object.mask().height());
        }
    }

    private static void rectangle(ObjectNode value, Detection object) {
        float[] box = object.box();
        double width = object.mask().width();
        double height = object.mask().height();
        value.put("x", 100 * box[1] / width);
        value.put("y", 100 * box[0] / height);
        value.put("width", 100 * (box[3] - box[1]) / width);
        value.put("height", 100 * (box[2] - box[0]) / height);
        value.put("rotation", 0);
    }
}
