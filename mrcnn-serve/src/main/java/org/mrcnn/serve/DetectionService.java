// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds objects for clients over HTTP: {@code POST /models/NAME/detect} with an image, and what docs/serving.md describes.
 *
 * <pre>{@code
 * try (MaskRcnn model = MaskRcnn.load(file);
 *         DetectionService service = DetectionService.builder().model("cells", model).port(8080).start()) {
 *     service.awaitClose();
 * }
 * }</pre>
 *
 * <p>Whoever can reach the port can use the service: it has no users and no encryption.
 */
public final class DetectionService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DetectionService.class);
    private static final int LARGEST_PORT = 65_535;

    private final Routes routes;
    private final Javalin server;
    private final int port;
    private final WorkQueue queue;
    private final ServiceMetrics metrics;
    private final CountDownLatch closed = new CountDownLatch(1);

    private DetectionService(Builder builder) {
        Models models = new Models(builder.models);
        queue = new WorkQueue(builder.limits);
        Bodies bodies =
                new Bodies(builder.limits.maxBytes(), Runtime.getRuntime().maxMemory() / 4, builder.pace);
        metrics = new ServiceMetrics(models, queue, bodies);
        DetectRoute detect = new DetectRoute(models, bodies, queue, builder.limits.maxPixels());
        routes = new Routes(models, detect, metrics, queue);
        AllowedUrls urls = new AllowedUrls(builder.urls, builder.authorization, builder.limits);
        new LabelStudio(models, bodies, queue, detect, urls).addTo(routes);
        new Cvat(models, bodies, queue, detect).addTo(routes);
        try {
            warmUp(models, queue);
            server = HttpServer.start(builder.host, builder.port, routes, metrics, builder.limits);
            port = server.port();
        } catch (RuntimeException | Error e) {
            queue.close();
            metrics.close();
            throw e;
        }
    }

    /** Packs weights and allocates working memory before the first request: one detection, which finds out how much, then all. */
    private static void warmUp(Models models, WorkQueue queue) {
        for (ServedModel model : models.all()) {
            Image blank = model.blank();
            Callable<Detections> detection = () -> model.detection().apply(blank, DetectOptions.ALL);
            queue.runAtOnce(1, detection);
            queue.runAtOnce(queue.threads(), detection);
        }
    }

    /** A service without models yet, on port 8080 of this machine alone. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    List<Routes.Route> routes() {
        return routes.all();
    }

    /** Waits until the service is closed by another thread. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Refuses new requests, lets running ones end within the time limit of a request, and stops. The models stay open. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (JavalinException e) { // a client that does not take its answer
            LOG.warn("connections were closed before their requests were answered", e);
        } finally {
            queue.close();
            metrics.close();
            closed.countDown();
        }
    }

    /** What a service is made of. */
    public static final class Builder {
        private final Map<String, ServedModel> models = new LinkedHashMap<>();
        private String host = "127.0.0.1";
        private int port = 8080;
        private ServiceLimits limits = ServiceLimits.defaults();
        private Bodies.Pace pace = Bodies.Pace.USUAL;
        private final List<URI> urls = new ArrayList<>();
        private String authorization;

        private Builder() {}

        /**
         * Adds a model, which stays open until the service is closed.
         *
         * @param name in paths: letters, digits, dots, dashes and underscores
         * @throws IllegalArgumentException if there is one of this name, or the name has other characters
         */
        public Builder model(String name, MaskRcnn model) {
            return model(ServedModel.of(name, model));
        }

        /**
         * Like {@link #model(String, MaskRcnn)}, with objects found another way than by the model itself, such as by tiles or by other
         * software that runs its network.
         *
         * @param detect finds the objects of an image, called by several threads
         */
        public Builder model(String name, MaskRcnn model, Function<Image, Detections> detect) {
            Objects.requireNonNull(detect, "detect");
            return model(
                    new ServedModel(name, model, (image, options) -> options.detect(image, detect, model.labels())));
        }

        Builder model(ServedModel model) {
            if (models.putIfAbsent(model.name(), model) != null) {
                throw new IllegalArgumentException(
                        "name of a model: expected a name of its own for each, found '" + model.name() + "' twice");
            }
            return this;
        }

        /** The address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all networks. */
        public Builder host(String address) {
            host = Objects.requireNonNull(address, "address");
            return this;
        }

        /** The port to listen on; 0 for any that is free. */
        public Builder port(int number) {
            if (number < 0 || number > LARGEST_PORT) {
                throw new IllegalArgumentException("port: expected 0 to " + LARGEST_PORT + ", found " + number);
            }
            port = number;
            return this;
        }

        /** Sizes, times and numbers of requests. */
        public Builder limits(ServiceLimits most) {
            limits = Objects.requireNonNull(most, "limits");
            return this;
        }

        /**
         * Lets tasks of Label Studio name images by URLs that begin like this; without any, images must be in the request.
         *
         * @param prefix such as {@code http://labels.example/data/}; the first one completes URLs without a server
         * @throws IllegalArgumentException if it is no beginning of a URL of http or https
         */
        public Builder allowUrl(String prefix) {
            urls.add(AllowedUrls.prefix(Objects.requireNonNull(prefix, "prefix")));
            return this;
        }

        /** The header Authorization for all allowed URLs, such as {@code Token 123}. */
        public Builder urlAuthorization(String header) {
            authorization = Objects.requireNonNull(header, "header");
            return this;
        }

        Builder pace(Bodies.Pace slowest) {
            pace = slowest;
            return this;
        }

        /**
         * Detects once with each model, then listens.
         *
         * @throws IllegalArgumentException if there is no model
         * @throws RuntimeException if a model cannot detect, or the port cannot be had
         */
        public DetectionService start() {
            if (models.isEmpty()) {
                throw new IllegalArgumentException("models: expected one or more, found none");
            }
            return new DetectionService(this);
        }
    }
}
