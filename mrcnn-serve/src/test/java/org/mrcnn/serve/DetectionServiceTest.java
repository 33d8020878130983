// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

@Timeout(60)
class DetectionServiceTest {
    private static MaskRcnn model;
    private static DetectionService service;
    private static Client client;
    private static byte[] png;

    @BeforeAll
    static void start() throws IOException {
        model = SampleModel.create();
        png = SampleModel.png();
        service = DetectionService.builder().model("cells", model).port(0).start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    @Test
    void jsonHasWhatTheModelFinds() throws Exception {
        Detections found = model.detect(SampleModel.image());

        HttpResponse<byte[]> response = client.post("/models/cells/detect?min_score=0", png);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode answer = json(response);
        assertThat(answer.get("model").asText()).isEqualTo("cells");
        assertThat(answer.get("width").asInt()).isEqualTo(64);
        assertThat(answer.get("objects")).hasSize(found.size()).isNotEmpty();
        for (int i = 0; i < found.size(); i++) {
            compare(answer.get("objects").get(i), found.list().get(i));
        }
    }

    private static void compare(JsonNode object, Detection expected) {
        assertThat(object.get("label").asText()).isEqualTo(expected.label());
        assertThat(object.get("class_id").asInt()).isEqualTo(expected.classId());
        assertThat((float) object.get("score").asDouble()).isEqualTo(expected.score());
        assertThat((float) object.get("bbox").get(1).asDouble()).isEqualTo(expected.box()[0]);
        assertThat((float) object.get("bbox").get(2).asDouble()).isEqualTo(expected.box()[3] - expected.box()[1]);
        JsonNode mask = object.get("segmentation");
        Rle rle = Rle.fromString(
                mask.get("counts").asText(),
                mask.get("size").get(0).asInt(),
                mask.get("size").get(1).asInt());
        assertThat(rle).isEqualTo(expected.mask());
    }

    @Test
    void masksAreWrittenAsTheClientWants() throws Exception {
        JsonNode polygons =
                json(client.post("/detect?min_score=0&masks=polygons", png)).get("objects");
        JsonNode none = json(client.post("/detect?min_score=0&masks=none", png)).get("objects");

        List<Detection> found = model.detect(SampleModel.image()).list();
        for (int i = 0; i < found.size(); i++) {
            assertThat(polygons.get(i).get("segmentation"))
                    .hasSize(found.get(i).mask().toPolygons().size());
        }
        assertThat(none).hasSameSizeAs(found).noneMatch(object -> object.has("segmentation"));
    }

    @Test
    void thresholdsClassesAndRegionAreThoseOfTheQuery() throws Exception {
        DetectOptions options = DetectOptions.ALL
                .withMinScore(0.4)
                .withClassMinScores(Map.of("debris", 0.3))
                .withRegion(8, 0, 64, 40);
        Detections expected = model.detect(SampleModel.image(), options);

        String query = "?min_score=0.4&class_min_score=debris:0.3&region=0,8,40,56";
        JsonNode all = json(client.post("/detect" + query, png)).get("objects");
        JsonNode cells =
                json(client.post("/detect" + query + "&classes=cell", png)).get("objects");

        assertThat(all).hasSize(expected.size());
        assertThat(cells).hasSize((int)
                expected.stream().filter(d -> d.label().equals("cell")).count());
        for (int i = 0; i < expected.size(); i++) {
            compare(all.get(i), expected.list().get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(AnswerFormat.class)
    void everyFormatIsAnAnswer(AnswerFormat format) throws Exception {
        HttpResponse<byte[]> response = client.post("/detect?min_score=0&format=" + format, png);

        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(format.mediaType());
        assertThat(start(response.body()))
                .containsAnyOf(
                        switch (format) {
                            case JSON, LABELME, COCO -> new String[] {"{\""};
                            case GEOJSON -> new String[] {"{\"type\":\"FeatureCollection\""};
                            case COCO_RESULTS -> new String[] {"[{"};
                            case PNG, LABELS_PNG -> new String[] {"PNG"};
                            case CSV -> new String[] {"image,object,class,score"};
                            case IMAGEJ -> new String[] {"PK"};
                            case LABELS -> new String[] {"II", "MM"};
                            case CVAT -> new String[] {"<?xml"};
                            case YOLO -> new String[] {"0 ", "1 "};
                        });
    }

    private static String start(byte[] answer) {
        return new String(answer, 0, Math.min(answer.length, 60), StandardCharsets.ISO_8859_1);
    }

    @Test
    void measuresOfCsvIncludeIntensities() throws Exception {
        String[] lines =
                text(client.post("/detect?min_score=0&format=csv", png)).split("\n", -1);

        assertThat(lines[0]).contains("area").endsWith("mean_intensity_3");
        assertThat(lines[1]).startsWith("image,1,").doesNotEndWith(",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "application/geo+json; application/geo+json",
                "image/*; image/png",
                "text/html,*/*,q=0.8; application/json",
                "text/csv,q=0.5,image/png,q=0.4; text/csv",
                "application/json,image/png; application/json"
            })
    void theAcceptHeaderChoosesTheFormat(String accept, String expected) throws Exception {
        String header = accept.replace(",q", ";q");
        HttpResponse<byte[]> response = client.send(client.to("/detect?min_score=0")
                .header("Accept", header)
                .POST(HttpRequest.BodyPublishers.ofByteArray(png)));

        assertThat(response.headers().firstValue("Content-Type")).hasValue(expected);
    }

    @Test
    void aFormWithAFileIsAnImage() throws Exception {
        HttpResponse<byte[]> response = client.send(form("/detect?min_score=0", png));

        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(json(response).get("image").asText()).isEqualTo("0.png");
        assertThat(json(response).get("objects"))
                .hasSameSizeAs(model.detect(SampleModel.image()).list());
    }

    @Test
    void aFormWithSeveralFilesHasALinePerImage() throws Exception {
        byte[] broken = Arrays.copyOf(png, png.length / 2);

        HttpResponse<byte[]> response = client.send(form("/detect?min_score=0", png, broken, png));

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        String[] lines = text(response).split("\n", -1);
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).isEqualTo(lines[2].replace("2.png", "0.png")).contains("\"objects\":[{");
        assertThat(lines[1]).startsWith("{\"image\":\"1.png\",\"status\":400,\"error\":\"the image: the file ends");
        assertThat(client.send(form("/detect?format=csv", png, png)).statusCode())
                .isEqualTo(400);
    }

    /** Returns a form with a field and files. */
    private static HttpRequest.Builder form(String path, byte[]... files) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(bytes("--line\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello"));
        for (int i = 0; i < files.length; i++) {
            parts.add(bytes("\r\n--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x/../" + i
                    + ".png\"\r\nContent-Type: image/png\r\n\r\n"));
            parts.add(files[i]);
        }
        parts.add(bytes("\r\n--line--\r\n"));
        return client.to(path)
                .header("Content-Type", "multipart/form-data; boundary=line")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(parts));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/detect?min_scor=1; query: expected parameters of",
                "/detect?min_score=2; min_score: expected a number from 0 to 1, found '2'",
                "/detect?min_score=x; min_score: expected a number from 0 to 1, found 'x'",
                "/detect?classes=dog; classes: expected classes of [cell, debris], found 'dog'",
                "/detect?class_min_score=cell; class_min_score: expected CLASS:SCORE",
                "/detect?region=1,2,3; region: expected x,y,width,height",
                "/detect?region=0,0,65,64; region",
                "/detect?masks=dots; masks: expected rle, polygons or none",
                "/detect?format=bmp; format: expected one of [json, png, geojson"
            })
    void aWrongQueryIsNamed(String path, String sentence) throws Exception {
        HttpResponse<byte[]> response = client.post(path, png);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("error").asText()).contains(sentence);
    }
}
