// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.serve.DetectionService;
import org.mrcnn.serve.ServiceLimits;

/** A service from its start to the signal that ends it. */
final class ServiceRun {
    private final ServiceOptions options;
    private final PrintWriter out;

    ServiceRun(ServiceOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Serves models by name; returns when the thread is interrupted, and not at all when a signal ends the process. */
    void run(Map<String, Path> files) throws IOException {
        List<MaskRcnn> open = new ArrayList<>();
        try {
            DetectionService.Builder builder = builder();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                MaskRcnn model = MaskRcnn.load(file.getValue());
                open.add(model);
                builder.model(file.getKey(), model);
            }
            try (DetectionService service = builder.start()) {
                await(service, files);
            }
        } finally {
            open.forEach(MaskRcnn::close);
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

    /** Ends the process with status 0: a service that was asked to stop, and did, has not failed. */
    private void stop(DetectionService service) {
        out.println("stopping: running requests end first");
        service.close();
        out.println("stopped");
        Runtime.getRuntime().halt(0);
    }
}
