// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.assertRefused;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;

/** Requests that clients send by mistake or as attacks. Each is answered with one sentence and a documented status. */
@Timeout(60)
class HostileRequestsTest {
    private static MaskRcnn model;
    private static DetectionService service;
    private static Client client;
    private static byte[] png;

    /** A request with this threshold signals that it is running, and waits. */
    private static final double HELD = 0.123;

    private static final CountDownLatch BEGAN = new CountDownLatch(1);
    private static final CountDownLatch RELEASE = new CountDownLatch(1);

    @BeforeAll
    static void start() throws IOException {
        model = SampleModel.create();
        png = SampleModel.png();
        ServedModel served = new ServedModel("cells", model, (image, options) -> {
            if (options.minScore() == HELD) {
                BEGAN.countDown();
                try {
                    RELEASE.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Detections(image.height(), image.width(), List.of());
        });
        service = DetectionService.builder().model(served).port(0).start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    /** Sends a request as it is, and returns the first line and the rest of the response. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "GET", "BREW"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        HttpResponse<byte[]> response =
                client.send(client.to("/detect").method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        if (!method.equals("HEAD")) {
            assertRefused(response, 405);
        }
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        for (String path : List.of("/health", "/models", "/metrics", "/", "/openapi.json")) {
            HttpResponse<byte[]> head =
                    client.send(client.to(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .isEqualTo(client.get(path).headers().firstValue("Content-Type"));
        }
        HttpRequest.Builder unknown = client.to("/models/dogs").method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(client.send(unknown).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..%2f..%2fetc/passwd",
                "/models/..%2f..%2f/detect",
                "/models/%00/detect",
                "/%zz",
                "/page.js/../../x",
                "/models/cells;x=y/detect",
                "/detect?min_score=%zz",
                "/detect?min_score=%ff",
                "/a\\b"
            })
    void pathsThatAreNoneAreRefused(String path) throws IOException {
        String answer = raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1.1 40[04] .*\\{\"error\":\"[^\"]+\"\\}.*")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({
        "min_score=NaN",
        "min_score=-1",
        "min_score=2",
        "min_score=",
        "min_score=Infinity",
        "min_score=1e999",
        "min_score=abc",
        "class_min_score=cell:NaN",
        "class_min_score=:1",
        "classes=",
        "region=0;0;1",
        "region=-1;0;5;5",
        "region=0;0;0;5",
        "region=2147483647;0;2147483647;5",
        "region=0;0;99999999999;5",
        "format=",
        "masks=",
        "MIN_SCORE=0",
        "min_score=0.1&min_score=0.2",
        "format=json&format=csv"
    })
    void aWrongValueIsRefused(String query) throws Exception {
        assertRefused(client.post("/detect?" + query.replace(';', ','), png), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpg, 200", // not a registered type, but many clients send it
        "image/x-png, 200",
        "IMAGE/PNG;q=1, 200",
        "image/png; charset=binary, 200", // as printed by file --mime
        "application/octet-stream, 200",
        "application/x-www-form-urlencoded, 415", // curl's default
        "text/plain, 415",
        "application/json, 415",
        "; , 415",
        "multipart/form-data, 400",
        "multipart/form-data; boundary=, 400",
        "multipart/mixed; boundary=x, 415"
    })
    void theTypeOfABodyIsLookedAt(String type, int status) throws Exception {
        HttpResponse<byte[]> response = client.send(
                client.to("/detect").header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(png)));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        if (status != 200) {
            assertRefused(response, status);
        }
    }

    @Test
    void aCompressedBodyIsRefused() throws Exception {
        for (String path : List.of("/detect", "/setup", "/train", "/cvat")) {
            HttpResponse<byte[]> response = client.send(client.to(path)
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(png)));
            assertRefused(response, 415);
            assertThat(text(response)).contains("Content-Encoding", "'gzip'");
        }
    }

    @Test
    void everyKindOfImageIsRead() throws Exception {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
        for (String format : List.of("png", "jpg", "bmp", "gif", "tiff")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            JsonNode answer = json(client.post("/detect", bytes.toByteArray()));
            assertThat(answer.get("width").asInt()).as(format).isEqualTo(40);
        }
    }

    /** The result is dropped, and the next request is answered. */
    @Test
    void aClientMayGoAway() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.getOutputStream()
                .write(("POST /detect?min_score=" + HELD + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + png.length
                                + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(png);
        BEGAN.await();
        socket.setSoLinger(true, 0); // causes a reset
        socket.close();
        RELEASE.countDown();

        assertThat(client.post("/detect", png).statusCode()).isEqualTo(200);
        while (!text(client.get("/metrics")).contains("mrcnn_bodies_bytes 0.0")) {
            Thread.sleep(10);
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        String close = "Connection: close\r\n\r\n";
        assertThat(raw("hello\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /health HTTP/1.1\r\n" + close)).startsWith("HTTP/1.1 400"); // no host
        assertThat(raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n" + close))
                .startsWith("HTTP/1.1 431")
                .contains("{\"error\":");
        assertThat(raw("POST /detect HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n" + close))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST /detect HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + close))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST /detect HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    /** The description contains every status that a detection route may return. */
    @Test
    void statusesAreDescribed() throws Exception {
        JsonNode paths = json(client.get("/openapi.json")).get("paths");
        paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode responses = method.getValue().get("responses");
            assertThat(responses.has("200"))
                    .as(path.getKey())
                    .isEqualTo(!path.getKey().endsWith("/train"));
            if (method.getKey().toUpperCase(Locale.ROOT).equals("POST")) {
                assertThat(List.of("400", "404", "408", "413", "415", "429", "500", "503"))
                        .as(path.getKey())
                        .allMatch(responses::has);
            }
            assertThat(responses.has("403"))
                    .as(path.getKey())
                    .isEqualTo(path.getKey().endsWith("predict"));
        }));
    }
}
