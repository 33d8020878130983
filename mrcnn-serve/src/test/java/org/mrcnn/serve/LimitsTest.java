// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/** Requests beyond the limits, and malicious clients. */
@Timeout(60)
class LimitsTest {
    private static final ServiceLimits LIMITS = new ServiceLimits(100_000, 10_000, 1, 1, Duration.ofSeconds(30));

    private static MaskRcnn model;
    private static byte[] png;

    @BeforeAll
    static void makeModel() throws IOException {
        model = SampleModel.create();
        png = SampleModel.png();
    }

    @AfterAll
    static void closeModel() {
        model.close();
    }

    private static DetectionService start(
            ServiceLimits limits, BiFunction<Image, DetectOptions, Detections> detection) {
        return DetectionService.builder()
                .model(new ServedModel("cells", model, detection))
                .limits(limits)
                .pace(new Bodies.Pace(Duration.ofMillis(300), 1 << 20))
                .port(0)
                .start();
    }

    private static Detections nothing(Image image, DetectOptions options) {
        return new Detections(image.height(), image.width(), List.of());
    }

    /** A detection function that blocks, except for the black image at the start of the service. */
    private static final class Held implements BiFunction<Image, DetectOptions, Detections> {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public Detections apply(Image image, DetectOptions options) {
            if (options.minScore() > 0) {
                began.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return nothing(image, options);
        }
    }

    private static void assertRefused(HttpResponse<byte[]> response, int status, String sentence) throws IOException {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(json(response).get("error").asText()).contains(sentence);
        assertThat(json(response)).hasSize(1);
    }

    @Test
    void whatIsNoUsableImageIsRefusedWithASentence() throws Exception {
        try (DetectionService service = start(LIMITS, LimitsTest::nothing)) {
            Client client = new Client(service);
            assertRefused(client.post("/detect", new byte[100_001]), 413, "at most 100000 bytes");
            HttpRequest.BodyPublisher chunks =
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3_000_000]));
            assertRefused(client.send(client.to("/detect").POST(chunks)), 413, "at most 100000 bytes");
            assertRefused(client.post("/detect", bomb()), 413, "at most 10000 pixels, found 60000x60000");
            assertRefused(client.post("/detect", "no image".getBytes(US_ASCII)), 415, "8 bytes of none of them");
            assertRefused(
                    client.post("/detect", Arrays.copyOf(png, png.length / 2)), 400, "ends before its image does");
            assertRefused(client.post("/detect", new byte[0]), 400, "found no bytes");
            HttpRequest.Builder video = client.to("/detect")
                    .header("Content-Type", "video/mp4")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(png));
            assertRefused(client.send(video), 415, "found 'video/mp4'");
            HttpRequest.Builder page = client.to("/detect")
                    .header("Accept", "text/html")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(png));
            assertRefused(client.send(page), 406, "found 'text/html'");
            HttpRequest.Builder form = client.to("/detect")
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(png));
            assertRefused(client.send(form), 400, "form");
            assertThat(client.post("/detect", png).statusCode()).isEqualTo(200);
        }
    }

    /** Returns a PNG file of 57 bytes whose header declares 3.6 billion pixels. */
    private static byte[] bomb() {
        ByteBuffer file = ByteBuffer.allocate(57);
        file.putLong(0x89504e470d0a1a0aL);
        chunk(
                file,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(60_000)
                        .putInt(60_000)
                        .put((byte) 8)
                        .put((byte) 2)
                        .array());
        chunk(file, "IDAT", new byte[0]);
        chunk(file, "IEND", new byte[0]);
        return file.array();
    }

    private static void chunk(ByteBuffer file, String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(US_ASCII));
        crc.update(content);
        file.putInt(content.length).put(name.getBytes(US_ASCII)).put(content).putInt((int) crc.getValue());
    }

    @Test
    void aFullQueueIsBusy() throws Exception {
        Held held = new Held();
        try (DetectionService service = start(LIMITS, held)) {
            Client client = new Client(service);
            CompletableFuture<HttpResponse<byte[]>> running = client.postLater("/detect", png);
            assertThat(held.began.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<HttpResponse<byte[]>> waiting = client.postLater("/detect", png);
            while (!text(client.get("/metrics")).contains("mrcnn_queue_length 1.0")) {
                Thread.sleep(10);
            }
            HttpResponse<byte[]> refused = client.post("/detect", png);
            held.release.countDown();

            assertRefused(refused, 429, "at most 1 waiting requests");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(running.join().statusCode()).isEqualTo(200);
            assertThat(waiting.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRequestHasItsTime() throws Exception {
        Held held = new Held();
        try (DetectionService service = start(LIMITS.withTime(Duration.ofMillis(100)), held)) {
            HttpResponse<byte[]> late = new Client(service).post("/detect", png);
            held.release.countDown();

            assertRefused(late, 503, "within 100 ms");
            assertThat(late.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    /** The limit is that of the request, whatever the number of its images. */
    @Test
    void theImagesOfAFormShareTheTimeOfTheRequest() throws Exception {
        Held held = new Held();
        try (DetectionService service = start(LIMITS.withTime(Duration.ofMillis(500)), held)) {
            StringBuilder form = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                form.append("--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n");
                form.append(new String(png, ISO_8859_1)).append("\r\n");
            }
            Client client = new Client(service);
            HttpRequest.Builder request = client.to("/detect")
                    .header("Content-Type", "multipart/form-data; boundary=line")
                    .POST(HttpRequest.BodyPublishers.ofString(form + "--line--\r\n", ISO_8859_1));
            long start = System.nanoTime();
            HttpResponse<byte[]> late = client.send(request);
            long millis = (System.nanoTime() - start) / 1_000_000;
            held.release.countDown();

            assertThat(text(late).split("\n")).hasSize(4).allMatch(line -> line.contains("\"status\":503"));
            assertThat(millis).isBetween(500L, 1500L); // 2000 if each image had the time
        }
    }

    @Test
    void aDefectOfTheServiceIsNoSecretOfTheClient() throws Exception {
        BiFunction<Image, DetectOptions, Detections> broken = (image, options) -> {
            if (options.minScore() > 0) {
                throw new IllegalStateException("/secret/path");
            }
            return nothing(image, options);
        };
        try (DetectionService service = start(LIMITS, broken)) {
            HttpResponse<byte[]> failed = new Client(service).post("/detect", png);
            assertRefused(failed, 500, "IllegalStateException");
            assertThat(text(failed)).doesNotContain("secret");
        }
    }

    @Test
    void nativeMemoryThatIsUsedUpIsForNow() throws Exception {
        BiFunction<Image, DetectOptions, Detections> full = (image, options) -> {
            if (options.minScore() > 0) {
                throw new OutOfMemoryError("Physical memory usage is too high");
            }
            return nothing(image, options);
        };
        try (DetectionService service = start(LIMITS, full)) {
            assertRefused(new Client(service).post("/detect", png), 503, "memory");
        }
    }

    @Test
    void slowAndHalfRequestsEndAndGiveTheirMemoryBack() throws Exception {
        try (DetectionService service = start(LIMITS, LimitsTest::nothing)) {
            try (Socket slow = head(service, 1000);
                    Socket half = head(service, 1000)) {
                half.getOutputStream().write(new byte[500]);
                half.shutdownOutput();
                slow.getOutputStream().write(1);
                Thread.sleep(400);
                slow.getOutputStream().write(1);
                assertThat(new String(slow.getInputStream().readNBytes(12), US_ASCII))
                        .isEqualTo("HTTP/1.1 408");
                assertThat(new String(half.getInputStream().readNBytes(12), US_ASCII))
                        .isEqualTo("HTTP/1.1 400");
            }
            Client client = new Client(service);
            assertThat(text(client.get("/metrics"))).contains("mrcnn_bodies_bytes 0.0");
            assertThat(client.post("/detect", png).statusCode()).isEqualTo(200);
        }
    }

    private static Socket head(DetectionService service, int length) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        String text = "POST /detect HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    @Test
    void bodiesTogetherAreLimitedToo() {
        Bodies bodies = new Bodies(10, 15, Bodies.Pace.USUAL);
        Bodies.Body first = bodies.read(new BodyOf(10).request());
        assertThatThrownBy(() -> bodies.read(new BodyOf(10).request()))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.status()).isEqualTo(429))
                .hasMessageContaining("at most 15 bytes at the same time");
        first.close();
        assertThat(bodies.held()).isZero();
        bodies.read(new BodyOf(10).request()).close();
    }

    @Test
    void aStopLetsRunningRequestsEnd() throws Exception {
        Held held = new Held();
        DetectionService service = start(LIMITS, held);
        Client client = new Client(service);
        CompletableFuture<HttpResponse<byte[]>> running = client.postLater("/detect", png);
        assertThat(held.began.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);
        Thread.sleep(1500); // longer than Jetty keeps idle connections at shutdown
        assertThat(closing).isNotDone();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), service.port()).close())
                .isInstanceOf(ConnectException.class);
        held.release.countDown();

        assertThat(running.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        closing.get(10, TimeUnit.SECONDS);
        service.awaitClose();
    }
}
