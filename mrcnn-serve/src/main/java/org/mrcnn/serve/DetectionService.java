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
 * An HTTP service for detection: {@code POST /models/NAME/detect} with an image, and further requests described in
 * docs/serving.md.
 *
 * <pre>{@code
 * try (MaskRcnn model = MaskRcnn.load(file);
 *         DetectionService service = DetectionService.builder().model("cells", model).port(8080).start()) {
 *     service.awaitClose();
 * }
 * }</pre>
 *
 * <p>Anyone who can reach the port can use the service: it has neither authentication nor encryption.
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

    /**
     * Packs weights and allocates working memory before the first request: by a single detection, which determines the amount
     * of memory, then by one in every worker at once.
     */
    private static void warmUp(Models models, WorkQueue queue) {
        for (ServedModel model : models.all()) {
            Image blank = model.blank();
            Callable<Detections> detection = () -> model.detection().apply(blank, DetectOptions.ALL);
            queue.runAtOnce(1, detection);
            queue.runAtOnce(queue.threads(), detection);
        }
    }

    /** Returns a builder for a service on port 8080 of this machine only, without models yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the port that the service listens on. */
    public int port() {
        return port;
    }

    List<Routes.Route> routes() {
        return routes.all();
    }

    /** Blocks until another thread closes the service. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /**
     * Stops the service: rejects new requests, and lets running requests finish within the time limit of a request. The models
     * stay open.
     */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (JavalinException e) { // a client does not read its response
            LOG.warn("connections were closed before their requests were answered", e);
        } finally {
            queue.close();
            metrics.close();
            closed.countDown();
        }
    }

    /** Builds a service. */
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
         * Adds a model, which must stay open until the service is closed.
         *
         * @param name name of the model in paths: letters, digits, dots, dashes and underscores
         * @throws IllegalArgumentException if there already is a model of this name, or the name has other characters
         */
        public Builder model(String name, MaskRcnn model) {
            return model(ServedModel.of(name, model));
        }

        /**
         * Like {@link #model(String, MaskRcnn)}, with another detection function than that of the model, such as detection by
         * tiles or in other software.
         *
         * @param detect detects the objects in an image; called by several threads at once
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

        /** Sets the address to listen on: 127.0.0.1, the default, for this machine only, 0.0.0.0 for all networks. */
        public Builder host(String address) {
            host = Objects.requireNonNull(address, "address");
            return this;
        }

        /** Sets the port to listen on; 0 for any free port. 8080 unless set. */
        public Builder port(int number) {
            if (number < 0 || number > LARGEST_PORT) {
                throw new IllegalArgumentException("port: expected 0 to " + LARGEST_PORT + ", found " + number);
            }
            port = number;
            return this;
        }

        /** Sets limits on the sizes, durations and numbers of requests. */
        public Builder limits(ServiceLimits most) {
            limits = Objects.requireNonNull(most, "limits");
            return this;
        }

        /**
         * Allows tasks of Label Studio to refer to images by URLs that begin with this prefix. Without any prefix, images must
         * be in the request.
         *
         * @param prefix beginning of a URL, such as {@code http://labels.example/data/}; the first prefix added completes URLs
         *     without a server
         * @throws IllegalArgumentException if it is not the beginning of an http or https URL
         */
        public Builder allowUrl(String prefix) {
            urls.add(AllowedUrls.prefix(Objects.requireNonNull(prefix, "prefix")));
            return this;
        }

        /** Sets the header Authorization that is sent to all allowed URLs, such as {@code Token 123}. */
        public Builder urlAuthorization(String header) {
            authorization = Objects.requireNonNull(header, "header");
            return this;
        }

        Builder pace(Bodies.Pace slowest) {
            pace = slowest;
            return this;
        }

        /**
         * Runs a detection with each model, then starts listening.
         *
         * @throws IllegalArgumentException if there is no model
         * @throws RuntimeException if detection with a model fails, or the port is not available
         */
        public DetectionService start() {
            if (models.isEmpty()) {
                throw new IllegalArgumentException("models: expected one or more, found none");
            }
            return new DetectionService(this);
        }
    }
}
