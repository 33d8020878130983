// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads the gzipped reference results under golden/coco: JSON and little-endian npy arrays. */
public final class CocoGolden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CocoGolden() {}

    public static JsonNode json(String name) {
        try {
            return JSON.readTree(bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static double[] doubles(String name) {
        ByteBuffer data = npy(name, "<f8");
        double[] values = new double[data.remaining() / Double.BYTES];
        data.asDoubleBuffer().get(values);
        return values;
    }

    public static float[] floats(String name) {
        ByteBuffer data = npy(name, "<f4");
        float[] values = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    public static long[] longs(String name) {
        ByteBuffer data = npy(name, "<i8");
        long[] values = new long[data.remaining() / Long.BYTES];
        data.asLongBuffer().get(values);
        return values;
    }

    public static int[] ints(String name) {
        ByteBuffer data = npy(name, "<i4");
        int[] values = new int[data.remaining() / Integer.BYTES];
        data.asIntBuffer().get(values);
        return values;
    }

    public static byte[] uint8(String name) {
        ByteBuffer data = npy(name, "|u1");
        byte[] values = new byte[data.remaining()];
        data.get(values);
        return values;
    }

    /** Unpacks a golden file, for readers that take a path. */
    public static Path unpack(String name, Path folder) {
        try {
            return Files.write(folder.resolve(name.replace('/', '_')), bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer npy(String name, String type) {
        ByteBuffer file = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        int header = file.getShort(8);
        String text = new String(file.array(), 10, header, StandardCharsets.ISO_8859_1);
        if (!text.contains("'" + type + "'") || text.contains("'fortran_order': True")) {
            throw new IllegalStateException(name + ": expected a C-order array of " + type + ", found " + text);
        }
        return file.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(String name) {
        String resource = "/golden/coco/" + name + ".gz";
        try (InputStream in = CocoGolden.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            return new GZIPInputStream(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
