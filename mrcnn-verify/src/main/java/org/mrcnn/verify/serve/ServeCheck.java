// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.serve;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts the service with a small model of random weights, detects cells from several clients, attacks the service at the same
 * time, and stops it while requests run. Blocks of requests alternate with blocks of direct calls in this process, so that both
 * see the same load of the machine.
 */
@Command(name = "check-serve", mixinStandardHelpOptions = true, description = "The service under load and attack.")
public final class ServeCheck implements Callable<Integer> {
    private static final int BLOCKS = 4;
    private static final int IMAGES = 16;
    private static final int SIDE = 128;

    @Option(names = "--clients", defaultValue = "4", description = "Clients at once. (${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--requests", defaultValue = "2000", description = "Requests that are timed. (${DEFAULT-VALUE})")
    private int requests;

    @Option(
            names = "--growth",
            defaultValue = "5",
            description = "Accepted growth of memory, percent. (${DEFAULT-VALUE})")
    private double growth;

    @Option(names = "--tail", defaultValue = "2.2", description = "Accepted p99 in medians. (${DEFAULT-VALUE})")
    private double tail;

    @Option(
            names = "--share",
            defaultValue = "0.95",
            description = "Accepted throughput, as a share of that of direct calls. (${DEFAULT-VALUE})")
    private double share;

    private final List<String> faults = new ArrayList<>();

    private ServeCheck() {}

    /** Runs the check. Exit status: 0 if all bounds hold, otherwise 1. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ServeCheck()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("check-serve");
        Path file = folder.resolve("cells.mrcnn");
        try {
            try (MaskRcnn made = model()) {
                made.save(file);
            }
            check(folder, file);
        } finally {
            Files.deleteIfExists(folder.resolve("cell.png"));
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
        faults.forEach(fault -> System.out.println("FAILED " + fault));
        return faults.isEmpty() ? 0 : 1;
    }

    private void check(Path folder, Path file) throws IOException, InterruptedException, ExecutionException {
        try (MaskRcnn model = MaskRcnn.load(file);
                ServiceProcess service = new ServiceProcess(file, List.of())) {
            List<byte[]> images = images(folder);
            measure(model, service, new Load(images, clients), images.get(0));
            stop(service, images.get(0));
        }
    }

    private static MaskRcnn model() {
        MaskRcnnConfig config = MaskRcnnConfig.defaults();
        config = config.withModel(config.model().withBackbone("resnet18").withWidths(64, 128, 64))
                .withImage(config.image().withDimensions(SIDE, SIDE))
                .withRoi(config.roi().withRoisPerImage(20))
                .withRpn(config.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(1000, 100, 100))
                .withDetection(config.detection().withMaxInstances(20).withMinConfidence(0));
        return MaskRcnn.create(config, List.of("BG", "cell"));
    }

    private static List<byte[]> images(Path folder) throws IOException {
        CellsDataset cells = new CellsDataset(IMAGES, 3, SIDE);
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Path file = folder.resolve("cell.png");
            Images.write(cells.load(i).image(), file);
            images.add(Files.readAllBytes(file));
        }
        return images;
    }

    private void measure(MaskRcnn model, ServiceProcess service, Load load, byte[] image)
            throws InterruptedException, ExecutionException, IOException {
        int block = Math.max(1, requests / BLOCKS);
        Load.Times warm = load.service(service, block); // the warm-up, which compiles
        load.direct(model, block);
        long before = service.residentKilobytes();
        Load.Times served = new Load.Times(0, new double[0], warm.errors());
        Load.Times direct = new Load.Times(0, new double[0], 0);
        for (int i = 0; i < BLOCKS; i++) {
            served = served.and(load.service(service, block));
            direct = direct.and(load.direct(model, block));
        }
        attack(service, load, image, block);
        report(served, direct);
        memory(before, service.residentKilobytes());
    }

    /** Attacks the service while other clients use it. */
    private void attack(ServiceProcess service, Load load, byte[] image, int count)
            throws InterruptedException, ExecutionException, IOException {
        CompletableFuture<Load.Times> others = CompletableFuture.supplyAsync(() -> {
            try {
                return load.service(service, count);
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        });
        faults.addAll(new Attacks(service, image).run());
        require(
                others.get().errors() == 0,
                "during attacks, errors of other clients: " + others.get().errors());
        require(load.service(service, 1).errors() == 0, "after the attacks, expected an answer, found none");
    }

    private void report(Load.Times served, Load.Times direct) {
        double median = served.quantile(0.5);
        double p99 = served.quantile(0.99);
        System.out.printf(
                "%d requests, %d clients: %.1f per second, median %.1f ms, p99 %.1f ms (%.2f medians), %d errors%n",
                served.millis().length, clients, served.perSecond(), median, p99, p99 / median, served.errors());
        System.out.printf(
                "direct calls: %.1f per second, median %.1f ms, p99 %.1f ms; the service has %.3f of that throughput%n",
                direct.perSecond(),
                direct.quantile(0.5),
                direct.quantile(0.99),
                served.perSecond() / direct.perSecond());
        require(served.errors() == 0, "errors: " + served.errors());
        require(p99 <= tail * median, "p99 in medians: " + p99 / median);
        require(
                served.perSecond() >= share * direct.perSecond(),
                "throughput as a share of direct calls: " + served.perSecond() / direct.perSecond());
    }

    private void memory(long before, long after) {
        System.out.printf(
                "resident memory: %d MB after the first requests, %d MB at the end%n", before >> 10, after >> 10);
        require(after <= before * (1 + growth / 100), "memory: from " + before + " to " + after + " KB");
    }

    private void stop(ServiceProcess service, byte[] image) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.at("/detect"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                .build();
        HttpClient http = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<Void>>> running = new ArrayList<>();
        for (int i = 0; i < 2 * clients; i++) {
            running.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
        }
        running.get(0).join(); // by then, the others have been received, and some are running
        service.terminate();
        long answered = running.stream()
                .filter(one -> one.handle((response, e) -> e == null && response.statusCode() == 200)
                        .join())
                .count();
        int status = service.status();
        System.out.printf(
                "stop: %d of %d running requests answered, exit status %d%n", answered, running.size(), status);
        require(answered == running.size(), "stop: answered " + answered + " of " + running.size() + " requests");
        require(status == 0, "stop: exit status " + status);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }
}
