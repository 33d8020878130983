// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.npy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A NumPy array file (NEP 1), little-endian and C-ordered, of float32, float64, int32, int64, uint8 or bool; elements can be
 * read as any of several Java types. Immutable.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int FIRST_OF_GZIP = 0x1f;
    /** Size that a small file may always have after decompression. */
    private static final int MAX_FREE_BYTES = 16 << 20;
    /** The same limit as in NumPy. */
    private static final int MAX_RANK = 64;

    private static final int MAX_SHOWN = 200;
    private static final Pattern HEADER = Pattern.compile(
            "'descr': '(?<type>[^']+)'.*'fortran_order': (?<fortran>\\w+).*'shape': \\((?<shape>[\\d, L]*)\\)");

    private final int[] shape;
    private final int size;
    private final IntToDoubleFunction element;

    private Npy(int[] shape, int size, IntToDoubleFunction element) {
        this.shape = shape;
        this.size = size;
        this.element = element;
    }

    /**
     * Reads a file, which may be compressed with gzip.
     *
     * @throws IOException if it cannot be read or is not such an array; the message names the file
     */
    public static Npy read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    /**
     * Reads the bytes of a file, which may be compressed with gzip.
     *
     * @param name name of the file, for messages
     * @throws IOException if they are not such an array
     */
    public static Npy parse(byte[] file, String name) throws IOException {
        return file.length > 0 && file[0] == FIRST_OF_GZIP
                ? parsePlain(unzipped(file, name), name)
                : parsePlain(file, name);
    }

    private static byte[] unzipped(byte[] file, String name) throws IOException {
        int most = (int) Math.min(MAX_FREE_BYTES + 4L * file.length, Integer.MAX_VALUE - 8);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] bytes = in.readNBytes(most);
            if (bytes.length == most && in.read() >= 0) {
                throw new IOException(
                        "it holds more than " + most + " bytes, which may be a zip bomb; unzip it yourself");
            }
            return bytes;
        } catch (IOException e) {
            throw new IOException(name + ": not a whole gzip file: " + e.getMessage(), e);
        }
    }

    private static Npy parsePlain(byte[] file, String name) throws IOException {
        if (file.length < 12 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException(name + ": not a .npy file, " + file.length + " bytes without its signature");
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean wide = bytes.get(6) > 1;
        int start = wide ? 12 : 10;
        long end = start + (wide ? Integer.toUnsignedLong(bytes.getInt(8)) : bytes.getShort(8) & 0xffffL);
        String header = new String(file, start, (int) Math.min(end, file.length) - start, StandardCharsets.ISO_8859_1);
        Matcher fields = HEADER.matcher(header);
        if (end > file.length || !fields.find() || !fields.group("fortran").equals("False")) {
            throw new IOException(name + ": not a C-ordered .npy file, header " + shown(header.strip()));
        }
        ByteBuffer data = bytes.position((int) end).slice().order(ByteOrder.LITTLE_ENDIAN);
        return of(data, fields.group("type"), shape(fields.group("shape"), name), name);
    }

    private static Npy of(ByteBuffer data, String type, int[] shape, String name) throws IOException {
        IntToDoubleFunction element =
                switch (type) {
                    case "<f4" -> i -> data.getFloat(4 * i);
                    case "<f8" -> i -> data.getDouble(8 * i);
                    case "<i4" -> i -> data.getInt(4 * i);
                    case "<i8" -> i -> data.getLong(8 * i);
                    case "|u1", "|b1" -> i -> data.get(i) & 0xff;
                    default ->
                        throw new IOException(
                                name + ": expected elements <f4, <f8, <i4, <i8, |u1 or |b1, found " + shown(type));
                };
        BigInteger size =
                Arrays.stream(shape).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
        BigInteger bytes = size.multiply(BigInteger.valueOf(type.charAt(2) - '0'));
        if (!bytes.equals(BigInteger.valueOf(data.limit()))) {
            throw new IOException(name + ": expected " + shown(bytes.toString()) + " bytes of elements for shape "
                    + shown(Arrays.toString(shape)) + ", found " + data.limit());
        }
        return new Npy(shape, size.intValueExact(), element);
    }

    private static int[] shape(String sides, String name) throws IOException {
        try {
            int[] shape = Arrays.stream(sides.split("[ ,L]+"))
                    .filter(s -> !s.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (shape.length <= MAX_RANK) {
                return shape;
            }
        } catch (NumberFormatException e) {
            throw new IOException(name + ": expected sides below 2^31, found the shape (" + shown(sides) + ")", e);
        }
        throw new IOException(
                name + ": expected at most " + MAX_RANK + " sides, found the shape (" + shown(sides) + ")");
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    /** Returns the shape. */
    public int[] shape() {
        return shape.clone();
    }

    /** Returns all elements as floats, row-major. */
    public float[] floats() {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) element.applyAsDouble(i);
        }
        return values;
    }

    /** Returns all elements as doubles, row-major. */
    public double[] doubles() {
        double[] values = new double[size];
        Arrays.setAll(values, element);
        return values;
    }

    /** Returns all elements as ints, row-major. */
    public int[] ints() {
        int[] values = new int[size];
        Arrays.setAll(values, i -> (int) element.applyAsDouble(i));
        return values;
    }

    /** Returns all elements as bytes, row-major; 128 to 255 become negative. */
    public byte[] bytes() {
        byte[] values = new byte[size];
        for (int i = 0; i < size; i++) {
            values[i] = (byte) element.applyAsDouble(i);
        }
        return values;
    }
}
