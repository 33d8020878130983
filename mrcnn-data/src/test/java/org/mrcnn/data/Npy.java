package org.mrcnn.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A NumPy array file of version 1 or 2, little-endian and C-ordered, read for a test; elements come back in whichever Java
 * type is asked for.
 */
public final class Npy {
    private static final Pattern HEADER = Pattern.compile(
            "'descr': '(?<type>[^']+)'.*'fortran_order': (?<fortran>\\w+).*'shape': \\((?<shape>[^)]*)\\)");

    private final int[] shape;
    private final int size;
    private final IntToDoubleFunction element;

    private Npy(int[] shape, int size, IntToDoubleFunction element) {
        this.shape = shape;
        this.size = size;
        this.element = element;
    }

    /** Reads {@code path} from the class path, or {@code path + ".gz"} where only that exists. */
    public static Npy resource(String path) {
        try (InputStream plain = Npy.class.getResourceAsStream(path);
                InputStream zipped = Npy.class.getResourceAsStream(path + ".gz")) {
            if (plain != null) {
                return parse(plain.readAllBytes(), path);
            }
            if (zipped != null) {
                return parse(new GZIPInputStream(zipped).readAllBytes(), path);
            }
            throw new IllegalArgumentException("no resource " + path + " and no " + path + ".gz");
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static Npy parse(byte[] file, String path) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean wide = bytes.get(6) > 1;
        int headerStart = wide ? 12 : 10;
        int headerLength = wide ? bytes.getInt(8) : bytes.getShort(8) & 0xffff;
        String header = new String(file, headerStart, headerLength, StandardCharsets.ISO_8859_1);
        Matcher fields = HEADER.matcher(header);
        if (!fields.find() || !fields.group("fortran").equals("False")) {
            throw new IllegalArgumentException(path + ": not a C-ordered .npy file, header " + header);
        }
        int[] shape = Arrays.stream(fields.group("shape").split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer data = bytes.position(headerStart + headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
        return new Npy(shape, size, reader(data, fields.group("type"), path));
    }

    private static IntToDoubleFunction reader(ByteBuffer data, String type, String path) {
        return switch (type) {
            case "<f4" -> i -> data.getFloat(4 * i);
            case "<f8" -> i -> data.getDouble(8 * i);
            case "<i4" -> i -> data.getInt(4 * i);
            case "<i8" -> i -> data.getLong(8 * i);
            case "|u1" -> i -> data.get(i) & 0xff;
            default -> throw new IllegalArgumentException(path + ": element type " + type + " is not supported");
        };
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

    /** Returns all elements as bytes, row-major. */
    public byte[] bytes() {
        byte[] values = new byte[size];
        for (int i = 0; i < size; i++) {
            values[i] = (byte) element.applyAsDouble(i);
        }
        return values;
    }
}
