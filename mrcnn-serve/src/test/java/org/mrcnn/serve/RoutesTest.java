// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.core.MaskRcnn;

/** The information that a service provides about itself. */
@Timeout(60)
class RoutesTest {
    private static MaskRcnn model;
    private static DetectionService service;
    private static Client client;
    private static byte[] png;

    @BeforeAll
    static void start() throws IOException {
        model = SampleModel.create();
        png = SampleModel.png();
        service = DetectionService.builder()
                .model(SampleModel.detectsNothing("cells", model))
                .port(0)
                .start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    @Test
    void modelsAndHealthAreDescribed() throws Exception {
        JsonNode about = json(client.get("/models")).get("models").get(0);
        assertThat(about.get("name").asText()).isEqualTo("cells");
        assertThat(about.get("labels")).map(JsonNode::asText).containsExactly("cell", "debris");
        assertThat(about.get("max_dimension").asInt()).isEqualTo(64);
        assertThat(about.get("dialect").asText()).isEqualTo("matterport");
        assertThat(about.get("image_mode").asText()).isEqualTo("square");
        assertThat(about).isEqualTo(json(client.get("/models/cells")));
        assertThat(json(client.get("/health")).get("ready").asBoolean()).isTrue();
        assertThat(client.get("/models/dogs").statusCode()).isEqualTo(404);
        assertThat(client.get("/models/cells/health").statusCode()).isEqualTo(200);
        assertThat(client.get("/models/dogs/health").statusCode()).isEqualTo(404);
    }

    @Test
    void severalModelsHaveTheirPaths() throws Exception {
        try (DetectionService both = DetectionService.builder()
                .model(SampleModel.detectsNothing("a", model))
                .model(SampleModel.detectsNothing("b", model))
                .port(0)
                .start()) {
            Client other = new Client(both);
            assertThat(json(other.post("/models/b/detect", png)).get("model").asText())
                    .isEqualTo("b");
            HttpResponse<byte[]> unnamed = other.post("/detect", png);
            assertThat(unnamed.statusCode()).isEqualTo(404);
            assertThat(text(unnamed)).contains("/models/a/detect").contains("[a, b]");
            assertThat(text(other.post("/", png))).contains("/models/a/cvat,");
        }
    }

    @Test
    void aClassMayHaveACommaInItsName() throws Exception {
        try (MaskRcnn named = SampleModel.create(List.of("BG", "cell, round", "debris"));
                DetectionService service =
                        DetectionService.builder().model("cells", named).port(0).start()) {
            String query = "/detect?classes=cell,%20round&classes=debris&class_min_score=cell,%20round:0.2";
            HttpResponse<byte[]> response = new Client(service).post(query, png);
            assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        }
    }

    @Test
    void metricsCountRequestsByStatus() throws Exception {
        client.post("/detect", png);
        client.post("/detect?masks=dots", png);
        client.get("/no/such/path");

        String metrics = text(client.get("/metrics"));

        assertThat(Arrays.asList(metrics.split("\n", -1)))
                .anyMatch(line -> line.startsWith("mrcnn_requests_seconds_count{route=\"/detect\",status=\"200\"}"))
                .anyMatch(line -> line.startsWith("mrcnn_requests_seconds_count{route=\"/detect\",status=\"400\"}"))
                .anyMatch(line -> line.startsWith("mrcnn_requests_seconds_count{route=\"none\",status=\"404\"}"))
                .contains("mrcnn_queue_length 0.0")
                .anyMatch(line -> line.startsWith("mrcnn_native_bytes{model=\"cells\",part=\"weights\"} ")
                        && !line.endsWith(" 0.0"));
    }

    @Test
    void anUnknownPathIsNamed() throws Exception {
        HttpResponse<byte[]> unknown = client.get("/detections");
        HttpResponse<byte[]> method = client.get("/detect");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).get("error").asText()).contains("GET /detections");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(json(method).get("error").asText()).contains("GET /detect");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        DetectionService.Builder second = DetectionService.builder()
                .model(SampleModel.detectsNothing("cells", model))
                .port(service.port());

        assertThatThrownBy(second::start).hasMessageContaining("port " + service.port());
    }

    @Test
    void namesOfModelsArePartsOfAPath() {
        assertThatThrownBy(() -> DetectionService.builder().model("a/b", model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> DetectionService.builder().model("..", model)).hasMessageContaining("'..'");
        assertThatThrownBy(() -> DetectionService.builder().model("a", model).model("a", model))
                .hasMessageContaining("'a' twice");
        assertThatThrownBy(() -> DetectionService.builder().start()).hasMessageContaining("found none");
    }
}
