// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up Javalin and Jetty: threads, connections, errors, and a shutdown that lets running requests finish. */
final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int THREADS = 200;
    private static final int CONNECTIONS = 1000;
    /** Time after which an idle connection is closed. */
    private static final long IDLE_MILLIS = 15_000;
    /** Additional time at shutdown for the last responses to reach their clients. */
    private static final long ANSWER_MILLIS = 5_000;

    private HttpServer() {}

    /** Starts a server. When it is stopped, running requests may take the time in the limits. */
    static Javalin start(String host, int port, Routes routes, ServiceMetrics metrics, ServiceLimits limits) {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            config.jetty.threadPool = new QueuedThreadPool(THREADS, 8);
            config.jetty.modifyServer(jetty -> modify(jetty, limits.time().toMillis() + ANSWER_MILLIS));
            config.jetty.addConnector((jetty, http) -> connector(jetty, http, host, port));
            config.requestLogger.http(metrics::answered);
            routes.addTo(config.routes);
            errors(config);
        });
        server.start();
        return server;
    }

    private static void modify(Server jetty, long stopMillis) {
        jetty.setHandler(new GracefulHandler());
        jetty.setStopTimeout(stopMillis);
        jetty.setErrorHandler(new JsonErrors());
        jetty.addBean(new NetworkConnectionLimit(CONNECTIONS, jetty));
    }

    private static Connector connector(Server jetty, HttpConfiguration http, String host, int port) {
        http.setSendServerVersion(false);
        http.setIdleTimeout(IDLE_MILLIS);
        ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private static void errors(JavalinConfig config) {
        RoutesConfig routes = config.routes;
        routes.exception(Refusal.class, (e, request) -> Answers.refused(request, e));
        routes.exception(Exception.class, (e, request) -> {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            Answers.error(request, 500, "the service failed: " + e.getClass().getSimpleName() + "; its log says more");
        });
        config.router.javaLangErrorHandler(HttpServer::failed);
        routes.error(404, request -> unknown(request, "a path of /openapi.json"));
        routes.error(405, request -> unknown(request, "the method of this path in /openapi.json"));
    }

    /** Answers a request whose thread has thrown an error, for example because there is no memory for its body. */
    private static void failed(HttpServletResponse response, Error e) {
        LOG.error("a request failed", e);
        Refusal refusal = e instanceof OutOfMemoryError
                ? Refusal.memory()
                : new Refusal(500, "the service failed: " + e.getClass().getSimpleName() + "; its log says more");
        try {
            Answers.refused(response, refusal);
        } catch (IOException unread) {
            LOG.debug("the client does not read the answer", unread);
        }
    }

    private static void unknown(Context request, String expected) {
        if (request.attribute(Routes.ROUTE) == null) {
            Answers.error(
                    request,
                    request.statusCode(),
                    "expected " + expected + ", found " + request.method().name() + " " + request.path());
        }
    }
}
