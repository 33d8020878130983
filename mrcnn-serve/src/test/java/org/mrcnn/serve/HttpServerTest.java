// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** A body for which the heap has no room, or a defect, in the thread of the server. */
    @Test
    void errorsAreSentencesToo() throws Exception {
        ServiceLimits limits = ServiceLimits.defaults();
        Models none = new Models(Map.of());
        try (WorkQueue queue = new WorkQueue(limits)) {
            Bodies bodies = new Bodies(1, 1, Bodies.Pace.USUAL);
            ServiceMetrics metrics = new ServiceMetrics(none, queue, bodies);
            Routes routes = new Routes(none, new DetectRoute(none, bodies, queue, 1), metrics, queue);
            routes.get("/full", request -> {
                throw new OutOfMemoryError("Java heap space");
            });
            routes.get("/broken", request -> {
                throw new AssertionError("/secret/path");
            });
            Javalin server = HttpServer.start("127.0.0.1", 0, routes, metrics, limits);
            try {
                HttpResponse<String> full = get(server.port(), "/full");
                HttpResponse<String> broken = get(server.port(), "/broken");

                assertThat(full.statusCode()).isEqualTo(503);
                assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(full.body()).startsWith("{\"error\":\"the memory of the service is used up");
                assertThat(broken.statusCode()).isEqualTo(500);
                assertThat(broken.body())
                        .isEqualTo("{\"error\":\"the service failed: AssertionError; its log says more\"}");
            } finally {
                server.stop();
                metrics.close();
            }
        }
    }
}
