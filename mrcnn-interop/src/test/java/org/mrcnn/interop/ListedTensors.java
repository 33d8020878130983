// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Tensors in the lists written by make_names.py. Element i of a tensor is i + 1; large tensors contain zeros. */
final class ListedTensors {

    private static final Path FOLDER = Path.of("src/test/resources/torch");
    private static final int LARGE = 50_000;

    private ListedTensors() {}

    /** Returns the shapes in a list by name. */
    static Map<String, long[]> shapes(String list) throws IOException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        Files.readAllLines(FOLDER.resolve(list)).forEach(line -> add(line, shapes));
        return shapes;
    }

    /** Returns the shapes of the networks of make_others.py, each by its heading. */
    static Map<String, Map<String, long[]>> networks() throws IOException {
        Map<String, Map<String, long[]>> networks = new LinkedHashMap<>();
        Map<String, long[]> shapes = null;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve("other_networks.txt.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("# ")) {
                    shapes = new LinkedHashMap<>();
                    networks.put(line.substring(2), shapes);
                } else {
                    add(line, shapes);
                }
            }
        }
        return networks;
    }

    private static void add(String line, Map<String, long[]> shapes) {
        String[] parts = line.split(" ", -1);
        shapes.put(
                parts[0],
                Arrays.stream(parts[1].split("x"))
                        .filter(side -> !side.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray());
    }

    /** Writes a safetensors file. Zeros take no space on the disk. */
    static Path write(Path file, Map<String, long[]> shapes) throws IOException {
        return write(file, shapes, LARGE);
    }

    /** Like {@link #write}, with zeros only. */
    static Path writeZeros(Path file, Map<String, long[]> shapes) throws IOException {
        return write(file, shapes, 0);
    }

    private static Path write(Path file, Map<String, long[]> shapes, int large) throws IOException {
        long end = 0;
        StringBuilder json = new StringBuilder();
        Map<Long, Integer> filled = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> e : shapes.entrySet()) {
            long count = Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b);
            if (count < large) {
                filled.put(end, (int) count);
            }
            json.append(json.isEmpty() ? "{" : ",")
                    .append('"' + e.getKey() + "\":{\"dtype\":\"F32\",\"shape\":")
                    .append(Arrays.stream(e.getValue()).boxed().collect(Collectors.toList()))
                    .append(",\"data_offsets\":[" + end + "," + (end + 4 * count) + "]}");
            end += 4 * count;
        }
        byte[] header = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(8 + header.length + end);
            out.writeLong(Long.reverseBytes(header.length));
            out.write(header);
            for (Map.Entry<Long, Integer> e : filled.entrySet()) {
                ByteBuffer values = ByteBuffer.allocate(4 * e.getValue()).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 1; i <= e.getValue(); i++) {
                    values.putFloat(i);
                }
                out.seek(8 + header.length + e.getKey());
                out.write(values.array());
            }
        }
        return file;
    }
}
