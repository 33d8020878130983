// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/**
 * Connects the tasks of a barrier stage to a ring.
 *
 * @param token secret of the tasks of this stage: a connection that does not begin with it is closed
 * @param waiting how long a task waits for another
 */
record RingMeeting(String token, RingLink.Waiting waiting) {

    private static final int CONNECT_MILLIS = 60_000;

    /** Connects to the other tasks of the stage. All tasks must call it. */
    Ring join(BarrierTaskContext context) throws IOException {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getByName(host))) {
            String[] addresses = context.allGather(host + " " + server.getLocalPort());
            return connect(context.partitionId(), addresses, server);
        }
    }

    /**
     * Connects to the next machine, and waits for the connection from the previous one.
     *
     * @param addresses host and port of each machine, separated by a blank
     */
    Ring connect(int rank, String[] addresses, ServerSocket server) throws IOException {
        int count = addresses.length;
        int following = (rank + 1) % count;
        int preceding = Math.floorMod(rank - 1, count);
        RingLink next = new RingLink(called(rank, addresses[following]), name(following, addresses), waiting);
        try {
            Socket from = awaited(preceding, server);
            return new Ring(rank, count, new RingLink(from, name(preceding, addresses), waiting), next);
        } catch (IOException | RuntimeException e) {
            next.close();
            throw e;
        }
    }

    private static String name(int rank, String... addresses) {
        return "machine " + rank + " of " + addresses.length + " (" + addresses[rank].replace(' ', ':') + ")";
    }

    private Socket called(int rank, String address) throws IOException {
        int space = address.indexOf(' ');
        int port = Integer.parseInt(address.substring(space + 1));
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.substring(0, space), port), CONNECT_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeUTF(token);
            out.writeInt(rank);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("no connection from machine " + rank + " to " + address + ": " + e.getMessage(), e);
        }
    }

    private Socket awaited(int rank, ServerSocket server) throws IOException {
        server.setSoTimeout(CONNECT_MILLIS);
        while (true) {
            Socket socket = server.accept();
            socket.setSoTimeout(CONNECT_MILLIS);
            try {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                if (in.readUTF().equals(token) && in.readInt() == rank) {
                    return socket;
                }
            } catch (IOException e) {
                // The connection is from another program.
            }
            socket.close();
        }
    }
}
