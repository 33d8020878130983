// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paths of the service. Paths of a model contain its name, which may be omitted if there is only one model. */
final class Routes {
    /** The path parameter that names a model. */
    static final String NAME = "name";
    /** The request attribute that contains the name of its route. */
    static final String ROUTE = "org.mrcnn.serve.route";

    private static final String MODEL = "/models/{" + NAME + "}";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final List<Route> all = new ArrayList<>();

    /** A path with its method and handler. */
    record Route(HandlerType method, String path, Handler handler) {}

    Routes(Models models, DetectRoute detect, ServiceMetrics metrics, WorkQueue queue) {
        get("/", Pages.of("index.html", HTML));
        get("/page.js", Pages.of("page.js", SCRIPT));
        get("/page.css", Pages.of("page.css", "text/css; charset=utf-8"));
        get("/docs", Pages.of("docs.html", HTML));
        get("/docs.js", Pages.of("docs.js", SCRIPT));
        get("/openapi.json", Pages.of("openapi.json", Answers.JSON));
        get("/metrics", request -> request.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.text()));
        get(
                "/models",
                request -> Answers.json(
                        request,
                        Map.of(
                                "models",
                                models.all().stream()
                                        .map(ServedModel::description)
                                        .toList())));
        get(MODEL, request -> Answers.json(request, models.of(request).description()));
        get("/health", request -> Answers.json(request, health(models, queue)));
        get(MODEL + "/health", request -> {
            models.of(request); // Label Studio shows a wrong name to the user who connects it
            Answers.json(request, health(models, queue));
        });
        post("/detect", detect::handle);
        post(MODEL + "/detect", detect::handle);
    }

    void get(String path, Handler handler) {
        all.add(new Route(HandlerType.GET, path, handler));
    }

    void post(String path, Handler handler) {
        all.add(new Route(HandlerType.POST, path, handler));
    }

    /** Returns the health status, including the fields that Label Studio expects. */
    private static Map<String, Object> health(Models models, WorkQueue queue) {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", "UP");
        health.put("live", true);
        health.put("ready", true);
        health.put("models", models.all().stream().map(ServedModel::name).toList());
        health.put("waiting", queue.waiting());
        return health;
    }

    List<Route> all() {
        return all;
    }

    void addTo(RoutesConfig routes) {
        for (Route route : all) {
            routes.addHttpHandler(route.method(), route.path(), request -> named(route, request));
            if (route.method().equals(HandlerType.GET)) { // Javalin itself answers HEAD with status 200 for any model
                routes.addHttpHandler(HandlerType.HEAD, route.path(), request -> named(route, request));
            }
        }
    }

    private static void named(Route route, Context request) throws Exception {
        request.attribute(ROUTE, route.path());
        request.header("X-Content-Type-Options", "nosniff");
        request.header("Cache-Control", "no-store");
        route.handler().handle(request);
    }
}
