// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.serve.DetectionService;
import org.mrcnn.serve.ServiceLimits;

/** Runs a service from its start until a signal stops it. */
final class ServiceRun {
    private final ServiceOptions options;
    private final InferenceOptions inference;
    private final DetectionEngine engine;
    private final PrintWriter out;

    ServiceRun(ServiceOptions options, InferenceOptions inference, DetectionEngine engine, PrintWriter out) {
        this.options = options;
        this.inference = inference;
        this.engine = engine;
        this.out = out;
    }

    /** Serves models by name. Returns if the thread is interrupted; a signal ends the process instead. */
    void run(Map<String, Path> files) throws IOException {
        Deque<Runnable> open = new ArrayDeque<>();
        try {
            DetectionService.Builder builder = builder();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                MaskRcnn model = MaskRcnn.load(file.getValue());
                open.push(model::close);
                DetectionEngine.Network network = engine.open(model);
                open.push(network::close);
                builder.model(file.getKey(), model, inference.inMemory(network::detect));
            }
            try (DetectionService service = builder.start()) {
                await(service, files);
            }
        } finally {
            open.forEach(Runnable::run);
        }
    }

    private DetectionService.Builder builder() {
        ServiceLimits usual = ServiceLimits.defaults();
        ServiceLimits limits = usual.withSizes((long) options.megabytes << 20, options.megapixels * 1_000_000L)
                .withRequests(options.workers == null ? usual.workers() : options.workers, options.queue)
                .withTime(Duration.ofSeconds(options.seconds));
        DetectionService.Builder builder =
                DetectionService.builder().host(options.host).port(options.port).limits(limits);
        options.urls.forEach(builder::allowUrl);
        String token = System.getenv("LABEL_STUDIO_API_KEY");
        return token == null ? builder : builder.urlAuthorization("Token " + token);
    }

    private void await(DetectionService service, Map<String, Path> files) {
        Thread hook = new Thread(() -> stop(service), "mrcnn-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        out.println("serving " + String.join(", ", files.keySet()) + " at http://" + options.host + ":" + service.port()
                + "/ (description: /docs); Ctrl-C stops");
        try {
            service.awaitClose();
        } catch (InterruptedException e) { // the caller closes the service next, which takes a moment
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** Ends the process with status 0, because stopping a service on request is not a failure. */
    private void stop(DetectionService service) {
        out.println("stopping: running requests end first");
        service.close();
        out.println("stopped");
        Runtime.getRuntime().halt(0);
    }
}
