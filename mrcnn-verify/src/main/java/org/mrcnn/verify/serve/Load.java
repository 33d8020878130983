// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.serve;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.mrcnn.core.MaskRcnn;

/** Detects in the same images from several clients at once, over HTTP or by direct calls. */
final class Load {
    private final List<byte[]> images;
    private final int clients;

    Load(List<byte[]> images, int clients) {
        this.images = images;
        this.clients = clients;
    }

    /**
     * The times of a run.
     *
     * @param seconds duration of all requests together
     * @param millis duration of each, ascending
     * @param errors number of requests that failed
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Times(double seconds, double[] millis, int errors) {

        Times and(Times other) {
            double[] all = Arrays.copyOf(millis, millis.length + other.millis.length);
            System.arraycopy(other.millis, 0, all, millis.length, other.millis.length);
            Arrays.sort(all);
            return new Times(seconds + other.seconds, all, errors + other.errors);
        }

        double perSecond() {
            return millis.length / seconds;
        }

        /** Returns the time that this fraction of the requests did not exceed. */
        double quantile(double share) {
            return millis[(int) Math.min(millis.length - 1, Math.floor(share * millis.length))];
        }
    }

    /** Makes one request. */
    private interface Ask {
        boolean succeeds(byte[] image) throws Exception;
    }

    Times service(ServiceProcess service, int count) throws InterruptedException, ExecutionException {
        HttpClient http = HttpClient.newHttpClient();
        return run(count, image -> {
            HttpRequest request = HttpRequest.newBuilder(service.at("/models/cells/detect?min_score=0"))
                    .header("Content-Type", "image/png")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains("\"objects\":[{");
        });
    }

    Times direct(MaskRcnn model, int count) throws InterruptedException, ExecutionException {
        return run(count, image -> model.detect(image).size() > 0);
    }

    private Times run(int count, Ask ask) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        double[] millis = new double[count];
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        long start = System.nanoTime();
        try {
            Callable<Void> client = () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    long began = System.nanoTime();
                    if (!ask.succeeds(images.get(i % images.size()))) {
                        errors.incrementAndGet();
                    }
                    millis[i] = (System.nanoTime() - began) / 1e6;
                }
                return null;
            };
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(client));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(millis);
        return new Times(seconds, millis, errors.get());
    }
}
