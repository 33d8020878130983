// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.core.detect.NativeMemory;

/** The metrics of the service for Prometheus. */
final class ServiceMetrics implements AutoCloseable {
    /** Upper bounds of the latency buckets. */
    private static final Duration[] BUCKETS = LongStream.of(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    ServiceMetrics(Models models, WorkQueue queue, Bodies bodies) {
        gauge("mrcnn.queue.length", "Requests that wait for a worker", queue::waiting);
        gauge("mrcnn.workers.busy", "Requests that a worker detects in", queue::running);
        gauge("mrcnn.bodies.bytes", "Bytes of request bodies in memory", bodies::held);
        gauge("mrcnn.process.bytes", "Memory of the process", Pointer::physicalBytes);
        gauge("mrcnn.process.limit.bytes", "Limit of that memory, maxphysicalbytes", Pointer::maxPhysicalBytes);
        for (ServedModel model : models.all()) {
            memory(model, "weights", NativeMemory::weights);
            memory(model, "packed", NativeMemory::packed);
            memory(model, "working", NativeMemory::working);
        }
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private void memory(ServedModel model, String part, ToLongFunction<NativeMemory> bytes) {
        Gauge.builder(
                        "mrcnn.native.bytes",
                        () -> bytes.applyAsLong(model.model().nativeMemory()))
                .description("Native memory of a model")
                .tag("model", model.name())
                .tag("part", part)
                .register(registry);
    }

    /** Counts a request that has been answered. */
    void answered(Context request, float milliseconds) {
        String route = request.attribute(Routes.ROUTE);
        Timer.builder("mrcnn.requests")
                .description("Requests by route and status")
                .tag("route", route == null ? "none" : route)
                .tag("status", String.valueOf(request.statusCode()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofNanos((long) (milliseconds * 1e6)));
    }

    /** Returns all metrics in Prometheus' text format. */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
