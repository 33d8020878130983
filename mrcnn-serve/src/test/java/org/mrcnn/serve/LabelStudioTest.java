// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

@Timeout(60)
class LabelStudioTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_BYTES = 200_000;
    private static final List<String> AUTHORIZED = new ArrayList<>();
    private static final List<String> PATHS = new ArrayList<>();

    /**
     * A cell with a hole, of 20 x 10 pixels in an image of 40 x 50, and an object of a class that the project does not label.
     */
    private static final Detection CELL = new Detection(1, "Cell", 0.75f, new float[] {10, 5, 20, 25}, ring());

    private static final Detection DEBRIS = new Detection(2, "debris", 0.9f, new float[] {0, 0, 2, 2}, ring());

    private static MaskRcnn model;
    private static HttpServer files;
    private static DetectionService service;
    private static Client client;

    private static Rle ring() {
        byte[] pixels = new byte[40 * 50];
        for (int y = 10; y < 20; y++) {
            for (int x = 5; x < 25; x++) {
                pixels[y * 50 + x] = (byte) (y == 14 && x == 10 ? 0 : 1);
            }
        }
        return Rle.of(pixels, 40, 50);
    }

    @BeforeAll
    static void start() throws IOException {
        byte[] png = SampleModel.png();
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", exchange -> {
            PATHS.add(exchange.getRequestURI().toString());
            AUTHORIZED.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (exchange.getRequestURI().getPath().endsWith("stuck")) {
                exchange.sendResponseHeaders(200, png.length); // sends no content
                return;
            }
            if (exchange.getRequestURI().getPath().endsWith("long")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(new byte[MOST_BYTES + 1]);
                exchange.close();
                return;
            }
            boolean away = exchange.getRequestURI().getPath().endsWith("away");
            if (away) {
                exchange.getResponseHeaders().add("Location", "/data/a.png");
            }
            exchange.sendResponseHeaders(away ? 302 : 200, away ? -1 : png.length);
            if (!away) {
                exchange.getResponseBody().write(png);
            }
            exchange.close();
        });
        files.start();
        model = SampleModel.create();
        service = DetectionService.builder()
                .model(new ServedModel(
                        "cells",
                        model,
                        (image, options) ->
                                new Detections(40, 50, options.minScore() > 0.8 ? List.of() : List.of(DEBRIS, CELL))))
                .allowUrl("http://127.0.0.1:" + files.getAddress().getPort() + "/data/")
                .urlAuthorization("Token abc")
                .limits(ServiceLimits.defaults()
                        .withSizes(MOST_BYTES, 1_000_000)
                        .withTime(Duration.ofSeconds(1)))
                .port(0)
                .start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        files.stop(0);
        model.close();
    }

    private static String config(String control, String attributes) {
        return "<View><Image name=\"img\" value=\"$photo\"/><Choices name=\"c\" toName=\"img\"><Choice value=\"x\"/></Choices>"
                + "<" + control + " name=\"tag\" toName=\"img\" " + attributes + ">"
                + "<Label value=\"Nucleus\" predicted_values=\"cell, blob\"/><Label value=\"Other\"/></" + control
                + "></View>";
    }

    private static HttpResponse<byte[]> predict(String config, String... images) throws Exception {
        return client.post(
                "/models/cells/predict",
                MAPPER.writeValueAsBytes(Map.of(
                        "tasks",
                        Stream.of(images)
                                .map(image -> Map.of("id", 7, "data", Map.of("photo", image)))
                                .toList(),
                        "label_config",
                        config,
                        "project",
                        "1.1",
                        "params",
                        Map.of())));
    }

    private static String inline() throws IOException {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(SampleModel.png());
    }

    private static JsonNode onlyRegion(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.get("model_version").asText()).matches("cells-[0-9a-f]{8}");
        assertThat(answer.get("results")).hasSize(1);
        JsonNode prediction = answer.get("results").get(0);
        assertThat(prediction.get("score").asDouble()).isEqualTo(0.75);
        assertThat(prediction.get("result")).hasSize(1);
        JsonNode region = prediction.get("result").get(0);
        assertThat(region.get("from_name").asText()).isEqualTo("tag");
        assertThat(region.get("to_name").asText()).isEqualTo("img");
        assertThat(region.get("original_width").asInt()).isEqualTo(50);
        assertThat(region.get("original_height").asInt()).isEqualTo(40);
        return region;
    }

    @Test
    void masksAreBrushes() throws Exception {
        JsonNode region = onlyRegion(predict(config("BrushLabels", ""), inline()));

        assertThat(region.get("type").asText()).isEqualTo("brushlabels");
        assertThat(region.at("/value/brushlabels/0").asText()).isEqualTo("Nucleus");
        assertThat(region.at("/value/format").asText()).isEqualTo("rle");
        assertThat(region.at("/value/rle")).map(JsonNode::asInt).containsExactlyElementsOf(BrushRle.of(ring()));
    }

    @Test
    void masksArePolygonsInPercent() throws Exception {
        JsonNode value =
                onlyRegion(predict(config("PolygonLabels", ""), inline())).get("value");

        assertThat(value.at("/polygonlabels/0").asText()).isEqualTo("Nucleus");
        assertThat(value.get("points")).anySatisfy(point -> {
            assertThat(point.get(0).asDouble()).isEqualTo(50);
            assertThat(point.get(1).asDouble()).isEqualTo(25);
        });
    }

    @Test
    void boxesAreRectanglesInPercent() throws Exception {
        JsonNode value =
                onlyRegion(predict(config("RectangleLabels", ""), inline())).get("value");

        assertThat(value.get("x").asDouble()).isEqualTo(10);
        assertThat(value.get("y").asDouble()).isEqualTo(25);
        assertThat(value.get("width").asDouble()).isEqualTo(40);
        assertThat(value.get("height").asDouble()).isEqualTo(25);
    }

    @Test
    void theConfigurationHasAThreshold() throws Exception {
        JsonNode answer = json(predict(config("BrushLabels", "model_score_threshold=\"0.85\""), inline()));

        assertThat(answer.at("/results/0/result")).isEmpty();
    }

    /**
     * Label Studio writes the alias of a label to its results; predicted values of a label override the names of other labels.
     */
    @Test
    void labelsHaveAliasesAndPredictedValues() throws Exception {
        String config = config("RectangleLabels", "");
        String alias = config.replace("value=\"Nucleus\"", "value=\"Nucleus\" alias=\"N\"");
        String other = config.replace("value=\"Other\"", "value=\"Cell\"");

        assertThat(label(alias)).isEqualTo("N");
        assertThat(label(other)).isEqualTo("Nucleus");
        assertThat(label(config.replace("predicted_values=\"cell, blob\"", "").replace("Nucleus", "CELL")))
                .isEqualTo("CELL");
    }

    private static String label(String config) throws Exception {
        return onlyRegion(predict(config, inline()))
                .at("/value/rectanglelabels/0")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "2", "-0.1", "half", ""})
    void aWrongThresholdIsNamed(String score) throws Exception {
        HttpResponse<byte[]> response =
                predict(config("BrushLabels", "model_score_threshold=\"" + score + "\""), inline());

        assertThat(response.statusCode()).as(text(response)).isEqualTo(400);
        assertThat(text(response)).contains("model_score_threshold: expected a number from 0 to 1");
    }

    /** A request like those of Label Studio, with credentials, a context, and fields that are not needed. */
    @Test
    void fieldsOfNoUseAreNoFault() throws Exception {
        byte[] call = MAPPER.writeValueAsBytes(Map.of(
                "tasks",
                List.of(Map.of("id", 1, "data", Map.of("photo", inline()), "annotations", List.of(), "meta", Map.of())),
                "project",
                "12.1700000000",
                "label_config",
                config("RectangleLabels", ""),
                "params",
                Map.of("login", "", "password", "", "context", Map.of("result", List.of(Map.of("id", "x"))))));

        onlyRegion(client.post("/models/cells/predict", call));
    }

    @Test
    void namesOfImagesMayHaveOtherLettersAndSpaces() throws Exception {
        String config = config("RectangleLabels", "");
        PATHS.clear();

        onlyRegion(predict(config, "/data/upload/1/\u00fc \u6f22.png"));
        onlyRegion(predict(config, "/data/local-files/?d=plate%201/a.png"));

        assertThat(PATHS)
                .containsExactly("/data/upload/1/%C3%BC%20%E6%BC%A2.png", "/data/local-files/?d=plate%201/a.png");
    }

    @Test
    void eventsAreHeardButNothingIsTrained() throws Exception {
        byte[] created = MAPPER.writeValueAsBytes(Map.of("action", "ANNOTATION_CREATED", "annotation", Map.of()));
        byte[] start = MAPPER.writeValueAsBytes(Map.of("action", "START_TRAINING", "project", Map.of("id", 1)));

        assertThat(client.post("/models/cells/webhook", created).statusCode()).isEqualTo(200);
        for (HttpResponse<byte[]> response : List.of(client.post("/webhook", start), client.post("/train", start))) {
            assertThat(response.statusCode()).isEqualTo(501);
            assertThat(text(response)).contains("does not train");
        }
    }

    /** Label Studio does not request predictions for the same task and version twice. */
    @Test
    void otherWeightsAreAnotherVersion() {
        ServedModel served = ServedModel.of("cells", model);
        String before = ModelVersion.of(served);

        model.update(weights -> weights.get("mrcnn_mask/bias").addi(1));

        assertThat(ModelVersion.of(served)).startsWith("cells-").isNotEqualTo(before);
    }

    /** Reading all weights at the start of a service would slow it down for users of other software. */
    @Test
    void theVersionIsComputedWhenItIsFirstNeeded() throws Exception {
        try (DetectionService other =
                DetectionService.builder().model("cells", model).port(0).start()) {
            model.update(weights -> weights.get("mrcnn_mask/bias").addi(1));

            assertThat(text(new Client(other).get("/versions")))
                    .contains(ModelVersion.of(ServedModel.of("cells", model)));
        }
    }

    @Test
    void imagesMayBeWhereTheOperatorAllowsIt() throws Exception {
        String config = config("RectangleLabels", "");
        AUTHORIZED.clear();

        onlyRegion(predict(config, "/data/upload/1/a.png"));
        onlyRegion(predict(config, "http://127.0.0.1:" + files.getAddress().getPort() + "/data/a.png?v=1"));

        assertThat(AUTHORIZED).containsExactly("Token abc", "Token abc");
        assertThat(text(predict(config, "/data/away"))).contains("expected status 200, found 302");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/secret.png",
                "http://127.0.0.1:PORT/data/../secret.png",
                "http://127.0.0.1:PORT/data/%2e%2e/secret.png",
                "http://127.0.0.1:PORT/data%2f..%2fsecret.png",
                "http://127.0.0.1:PORT@example.org/data/a.png",
                "http://user@127.0.0.1:PORT/data/a.png",
                "http://localhost:PORT/data/a.png",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "//example.org/data/a.png",
                "s3://bucket/a.png"
            })
    void otherUrlsAreRefused(String url) throws Exception {
        AUTHORIZED.clear();

        HttpResponse<byte[]> response = predict(
                config("BrushLabels", ""),
                url.replace("PORT", String.valueOf(files.getAddress().getPort())));

        assertThat(response.statusCode()).as(text(response)).isEqualTo(403);
        assertThat(text(response)).contains("--allow-url");
        assertThat(AUTHORIZED).isEmpty();
    }

    /** A server that stops in the middle of an image would block a thread forever. */
    @Test
    void imagesThatDoNotArriveAreGivenUp() throws Exception {
        HttpResponse<byte[]> stuck = predict(config("BrushLabels", ""), "/data/stuck");
        HttpResponse<byte[]> tooLong = predict(config("BrushLabels", ""), "/data/long");

        assertThat(stuck.statusCode()).isEqualTo(400);
        assertThat(text(stuck)).contains("within 1000 ms");
        assertThat(tooLong.statusCode()).as(text(tooLong)).isEqualTo(413);
        assertThat(text(tooLong)).contains("at most 200000 bytes");
    }

    @Test
    void aTaskThatCannotBeUsedCostsNotTheOthers() throws Exception {
        String config = config("BrushLabels", "");

        HttpResponse<byte[]> some = predict(config, inline(), "/data/away", inline(), "http://example.org/a.png");

        assertThat(some.statusCode()).as(text(some)).isEqualTo(200);
        JsonNode results = json(some).get("results");
        assertThat(results).hasSize(4);
        assertThat(results).extracting(result -> result.get("result").size()).containsExactly(1, 0, 1, 0);
        assertThat(results.get(1).get("error").asText()).contains("found 302");
        assertThat(results.get(3).get("score").asDouble()).isZero();
        assertThat(predict(config, "/data/away", "/data/away").statusCode()).isEqualTo(400);
    }

    @Test
    void setupTellsWhetherAConfigurationIsOfUse() throws Exception {
        byte[] good = MAPPER.writeValueAsBytes(Map.of("project", "1.1", "schema", config("BrushLabels", "")));
        byte[] bad = MAPPER.writeValueAsBytes(
                Map.of("schema", "<View><Text name=\"t\" value=\"$t\"/><Labels name=\"l\" toName=\"t\"/></View>"));
        byte[] entity = MAPPER.writeValueAsBytes(
                Map.of("schema", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><View>&e;</View>"));

        assertThat(json(client.post("/setup", good)).get("model_version").asText())
                .isEqualTo(json(client.get("/models/cells/versions"))
                        .at("/versions/0")
                        .asText())
                .startsWith("cells-");
        assertThat(client.post("/setup", bad).statusCode()).isEqualTo(400);
        assertThat(text(client.post("/setup", bad))).contains("expected BrushLabels, PolygonLabels or RectangleLabels");
        assertThat(client.post("/setup", entity).statusCode()).isEqualTo(400);
        assertThat(json(client.get("/models/cells/health")).get("status").asText())
                .isEqualTo("UP");
    }

    @Test
    void requestsThatAreNoneAreNamed() throws Exception {
        assertThat(text(client.post("/predict", new byte[] {1}))).contains("expected an object of JSON");
        assertThat(text(client.post("/predict", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .contains("label_config: expected text");
        assertThat(text(predict(config("BrushLabels", ""), "data:image/png;base64,???")))
                .contains("expected base64");
    }
}
