// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Malicious clients. Each attack reports where the service did not respond as expected. */
final class Attacks {
    private static final int SLOW = 40;
    private static final int HALF = 200;
    private static final long HUGE = 100L << 20;

    private final ServiceProcess service;
    private final byte[] image;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> faults = new ArrayList<>();

    Attacks(ServiceProcess service, byte[] image) {
        this.service = service;
        this.image = image;
    }

    /** Runs all attacks, while {@link #SLOW} connections send a byte now and then. Returns the failures. */
    List<String> run() throws IOException, InterruptedException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(begun(i % 2 == 0 ? 1000 : -1));
            }
            for (int round = 0; round < 5; round++) {
                trickle(slow);
                halfRequests();
                hugeBody();
                expect("a bomb", post("image/png", bomb(30_000)), 413);
                expect("a truncated bomb", post("image/png", Arrays.copyOf(bomb(6_000), 2_000)), 400);
                expect("a text", post("text/html", image), 415);
                expect("no image", post("application/octet-stream", "GIF87a?".getBytes(ISO_8859_1)), 400);
                expect("half an image", post("image/png", Arrays.copyOf(image, image.length / 2)), 400);
                expect("a form that is none", post("multipart/form-data; boundary=x", image), 400);
                expect("deep JSON", postTo("/cvat", "[".repeat(1 << 20).getBytes(ISO_8859_1)), 400);
            }
            unreadable();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        return faults;
    }

    private void expect(String what, int found, int... statuses) {
        if (Arrays.stream(statuses).noneMatch(status -> status == found)) {
            faults.add(what + ": expected status " + Arrays.toString(statuses) + ", found " + found);
        }
    }

    private int post(String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.at("/detect"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private int postTo(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.at(path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Opens a connection and sends the head of a request; for a negative length, half a head. */
    private Socket begun(int length) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        String head = "POST /detect HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n";
        String rest = length < 0 ? "X-Slow: " : "Content-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write((head + rest).getBytes(ISO_8859_1));
        return socket;
    }

    /** Sends a byte on each connection that the service has not closed yet. */
    private static void trickle(List<Socket> slow) throws IOException {
        for (Socket socket : List.copyOf(slow)) {
            try {
                socket.getOutputStream().write('1');
            } catch (IOException e) {
                socket.close();
                slow.remove(socket);
            }
        }
    }

    private void halfRequests() throws IOException {
        for (int i = 0; i < HALF; i++) {
            try (Socket socket = begun(image.length)) {
                socket.getOutputStream().write(image, 0, image.length / 2);
            }
        }
    }

    private void hugeBody() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /detect HTTP/1.1\r\nHost: x\r\nContent-Length: " + HUGE + "\r\n\r\n";
            out.write(head.getBytes(ISO_8859_1));
            byte[] chunk = new byte[1 << 20];
            for (long sent = 0; sent < HUGE; sent += chunk.length) {
                out.write(chunk);
            }
            expect("100 MB", status(socket.getInputStream()), 413);
        }
    }

    private static int status(InputStream in) throws IOException {
        String line = new String(in.readNBytes(12), ISO_8859_1);
        return line.matches("HTTP/1.1 \\d+") ? Integer.parseInt(line.substring(9)) : 0;
    }

    /** Sends text that is not HTTP. */
    private void unreadable() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.getOutputStream().write("\u0016\u0003\u0001 hello\r\n\r\n".getBytes(ISO_8859_1));
            expect("no HTTP", status(socket.getInputStream()), 400, 0);
        }
    }

    /** Returns a PNG file of black pixels that is a thousandth of the size of its image. */
    private static byte[] bomb(int side) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
            byte[] row = new byte[1 + side / 8]; // one bit per pixel
            for (int y = 0; y < side; y++) {
                deflater.write(row);
            }
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(side);
        fields.writeInt(side);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(png);
        out.writeLong(0x89504e470d0a1a0aL);
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", rows.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(DataOutputStream out, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(ISO_8859_1));
        crc.update(content);
        out.writeInt(content.length);
        out.write(name.getBytes(ISO_8859_1));
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
