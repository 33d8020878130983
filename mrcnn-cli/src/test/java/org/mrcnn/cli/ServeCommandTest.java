// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;

@Timeout(60)
class ServeCommandTest {
    @TempDir
    private Path folder;

    private Path model() throws IOException {
        Path file = folder.resolve("cells.mrcnn");
        MaskRcnnConfig config = MaskRcnnConfig.defaults();
        config = config.withModel(config.model().withBackbone("resnet18").withWidths(16, 32, 16))
                .withImage(config.image().withDimensions(64, 64));
        try (MaskRcnn model = MaskRcnn.create(config, List.of("BG", "cell"))) {
            model.save(file);
        }
        return file;
    }

    private static String run(int status, String... args) {
        StringWriter err = new StringWriter();
        assertThat(Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args))
                .as(err.toString())
                .isEqualTo(status);
        return err.toString();
    }

    @Test
    void servesUntilItIsStopped() throws Exception {
        Path file = model();
        StringWriter out = new StringWriter();
        AtomicInteger status = new AtomicInteger(-1);
        String[] args = {"serve", "--model", "nuclei=" + file, "--port", "0", "--workers", "1", "--tiles", "64"};
        Thread service =
                new Thread(() -> status.set(Main.run(new PrintWriter(out, true), new PrintWriter(out, true), args)));
        service.start();
        Matcher address = Pattern.compile("serving nuclei at (http://\\S+/)").matcher("");
        while (!address.reset(out.toString()).find()) {
            assertThat(service.isAlive()).isTrue();
            Thread.sleep(20);
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(address.group(1)).resolve("models"))
                .build();
        String models = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        service.interrupt();
        service.join();

        assertThat(models).contains("\"name\":\"nuclei\"");
        assertThat(status).hasValue(0);
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        String file = Files.createFile(folder.resolve("m.mrcnn")).toString();
        assertThat(run(2, "serve", "--model", "a=none.mrcnn")).contains("--model: there is no file none.mrcnn");
        assertThat(run(2, "serve", "--model", file, "--model", "m=" + file)).contains("found m twice");
        String odd = Files.createFile(folder.resolve("n=1 (2).mrcnn")).toString();
        assertThat(run(2, "serve", "--model", odd)).contains("found 'n=1 (2)'; write --model NAME=" + odd);
        assertThat(run(2, "serve", "--model", "\u00fc=" + file)).contains("found '\u00fc'");
        assertThat(run(2, "serve", "--model", "..=" + file)).contains("found '..'");
        assertThat(run(2, "serve", "--model", file, "--tiles", "8")).contains("a side of 32 pixels");
        assertThat(run(1, "serve", "--model", file, "--engine", "other")).contains("none named other");
        assertThat(run(2, "serve", "--model", file, "--port", "70000")).contains("--port: expected a number from 0");
        assertThat(run(2, "serve", "--model", file, "--queue", "0")).contains("--queue: expected a number above 0");
        assertThat(run(1, "serve", "--model", file, "--allow-url", "ftp://x/"))
                .contains("allowed URL: expected the beginning of a URL");
    }
}
