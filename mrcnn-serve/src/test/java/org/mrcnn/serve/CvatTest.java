// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.mask.Rle;

@Timeout(60)
class CvatTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static MaskRcnn model;
    private static DetectionService service;
    private static Client client;

    @BeforeAll
    static void start() {
        model = SampleModel.create();
        service = DetectionService.builder().model("cells", model).port(0).start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    private static byte[] call(double threshold) throws IOException {
        String image = Base64.getEncoder().encodeToString(SampleModel.png());
        return MAPPER.writeValueAsBytes(Map.of("image", image, "threshold", threshold));
    }

    @Test
    void annotationsAreMasksOfTheirBoxes() throws Exception {
        List<Detection> found = model.detect(SampleModel.image(), DetectOptions.ALL.withMinScore(0.2)).stream()
                .filter(d -> d.mask().area() > 0)
                .toList();

        JsonNode annotations = json(client.post("/models/cells/cvat", call(0.2)));

        assertThat(annotations).hasSize(found.size()).isNotEmpty();
        for (int i = 0; i < found.size(); i++) {
            JsonNode one = annotations.get(i);
            assertThat(one.get("label").asText()).isEqualTo(found.get(i).label());
            assertThat(Float.parseFloat(one.get("confidence").asText()))
                    .isEqualTo(found.get(i).score());
            assertThat(one.get("type").asText()).isEqualTo("mask");
            assertThat(one.get("points").size()).isGreaterThanOrEqualTo(6).isEven();
            assertThat(mask(one.get("mask"))).isEqualTo(found.get(i).mask());
        }
    }

    /** Reads a mask like CVAT: the last four numbers are left, top, right and bottom, inclusive. */
    private static Rle mask(JsonNode numbers) {
        List<Integer> all = new ArrayList<>();
        numbers.forEach(number -> all.add(number.asInt()));
        int count = all.size() - 4;
        int left = all.get(count);
        int top = all.get(count + 1);
        int width = all.get(count + 2) - left + 1;
        assertThat(width * (all.get(count + 3) - top + 1)).isEqualTo(count);
        byte[] pixels = new byte[64 * 64];
        for (int i = 0; i < count; i++) {
            pixels[(top + i / width) * 64 + left + i % width] = all.get(i).byteValue();
        }
        return Rle.of(pixels, 64, 64);
    }

    @Test
    void modelsAreFunctionsOfNuclio() throws Exception {
        JsonNode function = json(client.get("/api/functions")).get("cells");
        assertThat(function).isEqualTo(json(client.get("/api/functions/cells")));
        assertThat(function.at("/metadata/name").asText()).isEqualTo("cells");
        assertThat(function.at("/metadata/annotations/type").asText()).isEqualTo("detector");
        assertThat(function.at("/status/state").asText()).isEqualTo("ready");
        assertThat(function.at("/status/httpPort").asInt()).isEqualTo(service.port());
        JsonNode spec =
                MAPPER.readTree(function.at("/metadata/annotations/spec").asText());
        assertThat(spec).map(label -> label.get("name").asText()).containsExactly("cell", "debris");

        HttpRequest.Builder invocation = client.to("/api/function_invocations")
                .header("x-nuclio-function-name", "cells")
                .POST(HttpRequest.BodyPublishers.ofByteArray(call(0.2)));
        assertThat(json(client.send(invocation))).isEqualTo(json(client.post("/cvat", call(0.2))));
        assertThat(json(client.post("/", call(0.2)))).isEqualTo(json(client.post("/cvat", call(0.2))));
        assertThat(text(client.post("/api/function_invocations", call(0.2))))
                .contains("x-nuclio-function-name: expected");
    }

    @Test
    void aWrongCallIsNamed() throws Exception {
        assertThat(text(client.post("/cvat", call(2)))).contains("threshold: expected a number from 0 to 1, found 2.0");
        assertThat(client.post("/cvat", call(2)).statusCode()).isEqualTo(400);
    }
}
