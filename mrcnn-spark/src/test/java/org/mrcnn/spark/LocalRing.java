// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A ring of threads of this process, connected over its network address. */
final class LocalRing {

    private LocalRing() {}

    static final RingLink.Waiting PATIENT = new RingLink.Waiting(Duration.ofSeconds(20), () -> false);

    /** Runs the machines of a ring at once, after a connection that does not know the token. */
    static <T> List<CompletableFuture<T>> start(int machines, RingLink.Waiting waiting, Function<Ring, T> each)
            throws IOException {
        List<ServerSocket> servers = new ArrayList<>();
        String[] addresses = new String[machines];
        for (int i = 0; i < machines; i++) {
            servers.add(new ServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
            addresses[i] = "127.0.0.1 " + servers.get(i).getLocalPort();
        }
        try (Socket stranger =
                new Socket(servers.get(0).getInetAddress(), servers.get(0).getLocalPort())) {
            stranger.getOutputStream().write(new byte[] {0, 3, 'a', 'b', 'c'});
        }
        List<CompletableFuture<T>> runs = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            int rank = i;
            runs.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (Ring ring =
                                new RingMeeting("token", waiting).connect(rank, addresses, servers.get(rank))) {
                            return each.apply(ring);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        return runs;
    }

    static <T> List<T> together(int machines, Function<Ring, T> each) throws IOException {
        return start(machines, PATIENT, each).stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
