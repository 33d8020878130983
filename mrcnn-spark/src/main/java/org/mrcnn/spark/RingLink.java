// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import jdk.net.ExtendedSocketOptions;

/** A connection to another machine. Exceptions name that machine. */
final class RingLink implements Closeable {

    private static final int POLL_MILLIS = 500;

    /**
     * Seconds without a reply after which a host that was switched off is detected. A host whose process ended is detected at
     * once.
     */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final Socket socket;
    private final String machine;
    private final Waiting waiting;

    /**
     * How long a machine waits for another.
     *
     * @param limit duration after which the other machine counts as lost
     * @param cancelled whether the task has been killed in the meantime
     */
    record Waiting(Duration limit, BooleanSupplier cancelled) {}

    /** Thrown when the other machine is lost. */
    static final class LostMachineException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        LostMachineException(String message, Exception cause) {
            super(message, cause);
        }
    }

    /** @param machine description of the other machine, for messages */
    RingLink(Socket socket, String machine, Waiting waiting) throws IOException {
        this.socket = socket;
        this.machine = machine;
        this.waiting = waiting;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(POLL_MILLIS);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS / 3);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
    }

    void send(byte[] bytes, int length) {
        try {
            socket.getOutputStream().write(bytes, 0, length);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Waits until this number of bytes has arrived. */
    void receive(byte[] bytes, int length) {
        long end = System.nanoTime() + waiting.limit().toNanos();
        try {
            InputStream in = socket.getInputStream();
            int have = 0;
            while (have < length) {
                have += some(in, bytes, have, length - have);
                if (have < length && System.nanoTime() - end > 0) {
                    throw new LostMachineException(
                            machine + " sent nothing for " + waiting.limit().toSeconds()
                                    + " s; look at the log of its executor, or give it more time (SparkTraining.timeout)",
                            null);
                }
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Reads the bytes that have arrived, and returns their number, which may be 0. */
    private int some(InputStream in, byte[] bytes, int at, int most) throws IOException {
        try {
            int read = in.read(bytes, at, most);
            if (read < 0) {
                throw lost(null);
            }
            return read;
        } catch (SocketTimeoutException e) {
            if (waiting.cancelled().getAsBoolean()) {
                throw new LostMachineException("the task was cancelled while it waited for " + machine, e);
            }
            return 0;
        }
    }

    private LostMachineException lost(IOException cause) {
        return new LostMachineException(
                "the connection to " + machine + " was lost: its task has failed, or its executor is gone"
                        + (cause == null ? "" : " (" + cause.getMessage() + ")"),
                cause);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
