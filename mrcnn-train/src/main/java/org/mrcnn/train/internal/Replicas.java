// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.losses.internal.replica.ReplicaShares;

/**
 * Several runners of a graph with the same weights, each with its own thread, which run the parts of a batch at once. Owns
 * runners and threads.
 */
final class Replicas implements AutoCloseable {

    private final Peers peers;
    private final List<Replica> replicas = new ArrayList<>();

    /**
     * The run of a part.
     *
     * @param shares shares of the part in the whole batch: for each loss, and for the examples last
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Run(GraphRunner.Outputs out, double[] shares) {
        double share() {
            return shares[shares.length - 1];
        }
    }

    private record Replica(GraphRunner runner, StepSums.Lent lent, ExecutorService thread) {

        CompletableFuture<Run> start(Part part, StepSums step) {
            lent.begin(step, part.examples());
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return new Run(runner.run(part.placeholders()), lent.last());
                        } catch (RuntimeException | Error e) {
                            step.abandon();
                            throw e;
                        }
                    },
                    thread);
        }
    }

    /** @param first a runner, from which the others are created */
    Replicas(GraphRunner first, Replication replication, Placement placement) {
        peers = replication.peers();
        int count = replication.devices();
        for (int i = 0; i < count; i++) {
            int number = i;
            Replica replica = new Replica(
                    i == 0 ? first : first.replica(), new StepSums.Lent(i), Executors.newSingleThreadExecutor(task -> {
                        Thread thread = new Thread(task, "mrcnn-replica-" + number);
                        thread.setDaemon(true);
                        return thread;
                    }));
            replicas.add(replica);
            replica.runner().lend(ReplicaShares.KEY, replica.lent());
            CompletableFuture.runAsync(() -> placement.bind(number, count), replica.thread())
                    .join();
        }
    }

    /**
     * Runs the parts of a batch.
     *
     * @param parts the parts, at least one, at most as many as there are replicas
     * @param use receives the outputs of each part, which are valid during the call only
     */
    <T> T run(List<Part> parts, Function<List<Run>, T> use) {
        if (parts.isEmpty() || parts.size() > replicas.size()) {
            throw new IllegalArgumentException(
                    "expected 1 to " + replicas.size() + " parts of a batch, one per replica, found " + parts.size());
        }
        StepSums step = new StepSums(parts.size(), peers);
        List<CompletableFuture<Run>> started = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            started.add(replicas.get(i).start(parts.get(i), step));
        }
        List<Run> runs = new ArrayList<>();
        try {
            Throwable failure = null;
            for (CompletableFuture<Run> run : started) {
                try {
                    runs.add(run.join());
                } catch (CompletionException e) {
                    failure = cause(failure, e.getCause());
                }
            }
            rethrow(failure);
            return use.apply(runs);
        } finally {
            runs.forEach(run -> run.out().close());
        }
    }

    /** Returns the failure that caused the others. */
    private static Throwable cause(Throwable before, Throwable next) {
        return before == null || before instanceof StepSums.AbandonedException ? next : before;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Returns the memory of the arrays of all runners in bytes. */
    long pooledBytes() {
        return replicas.stream()
                .mapToLong(replica -> replica.runner().pooledBytes())
                .sum();
    }

    @Override
    public void close() {
        replicas.forEach(replica -> {
            replica.thread().shutdown();
            replica.runner().close();
        });
    }
}
