// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {

    @Test
    void readsEveryTypeOfElement() throws IOException {
        ByteBuffer data = buffer(32);
        data.putFloat(0, 1.5f).putFloat(4, -2);
        assertThat(parse("<f4", "(2,)", 8, data).floats()).containsExactly(1.5f, -2);
        data.putDouble(0, Math.PI).putDouble(8, -0.1);
        assertThat(parse("<f8", "(1, 2)", 16, data).doubles()).containsExactly(Math.PI, -0.1);
        data.putInt(0, Integer.MIN_VALUE).putInt(4, 7);
        assertThat(parse("<i4", "(2, 1)", 8, data).ints()).containsExactly(Integer.MIN_VALUE, 7);
        data.putLong(0, 1L << 40);
        assertThat(parse("<i8", "(1,)", 8, data).doubles()).containsExactly(Math.pow(2, 40));
        data.put(0, (byte) 200).put(1, (byte) 1);
        assertThat(parse("|u1", "(2,)", 2, data).ints()).containsExactly(200, 1);
        assertThat(parse("|b1", "(2,)", 2, data).bytes()).containsExactly(-56, 1);
    }

    @Test
    void shapesOfNoneAndOfZero() throws IOException {
        assertThat(parse("<f4", "()", 4, buffer(4)).shape()).isEmpty();
        Npy empty = parse("<f4", "(0, 4)", 0, buffer(0));
        assertThat(empty.shape()).containsExactly(0, 4);
        assertThat(empty.floats()).isEmpty();
    }

    @Test
    void readsFilesZippedOrNot(@TempDir Path folder) throws IOException {
        byte[] file = file("<i4", "(2,)", 8, buffer(8).putInt(0, 3).putInt(4, 4));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(file);
        }
        Path plain = Files.write(folder.resolve("a.npy"), file);
        Path gzip = Files.write(folder.resolve("a.npy.gz"), zipped.toByteArray());
        assertThat(Npy.read(plain).ints()).containsExactly(3, 4);
        assertThat(Npy.read(gzip).ints()).containsExactly(3, 4);
        Files.write(gzip, Arrays.copyOf(zipped.toByteArray(), 20));
        assertThatThrownBy(() -> Npy.read(gzip)).isInstanceOf(IOException.class).hasMessageContaining("a.npy.gz");
        assertThatThrownBy(() -> Npy.read(folder.resolve("b.npy"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void brokenFilesAreNamed() {
        assertThatThrownBy(() -> Npy.parse(new byte[0], "x.npy"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("x.npy: not a .npy file");
        assertThatThrownBy(() -> Npy.parse("not an array at all".getBytes(StandardCharsets.UTF_8), "x.npy"))
                .hasMessageContaining("signature");
        assertThatThrownBy(() -> parse("<f4", "(3,)", 8, buffer(8)))
                .hasMessageContaining("expected 12 bytes")
                .hasMessageContaining("found 8");
        assertThatThrownBy(() -> parse("<c8", "(1,)", 8, buffer(8))).hasMessageContaining("found <c8");
        byte[] cut = Arrays.copyOf(file("<f4", "(3,)", 12, buffer(12)), 30);
        assertThatThrownBy(() -> Npy.parse(cut, "x.npy")).hasMessageContaining("not a C-ordered");
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Npy parse(String type, String shape, int bytes, ByteBuffer data) throws IOException {
        return Npy.parse(file(type, shape, bytes, data), "x.npy");
    }

    private static byte[] file(String type, String shape, int bytes, ByteBuffer data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte[] file = new byte[10 + header.length() + bytes];
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data.slice(0, bytes));
        return file;
    }

    @Test
    void shapesThatCannotBeAreNamed() {
        for (String shape : new String[] {
            "(4294967295, 1)", "(1073741824, 1073741824, 16)", "(65536, 65536)", "(99999999999999999999,)"
        }) {
            assertThatThrownBy(() -> parse("|u1", shape, 0, buffer(0)))
                    .as(shape)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("x.npy: expected");
        }
        assertThatThrownBy(() -> parse("|u1", "(" + "1, ".repeat(65) + ")", 1, buffer(1)))
                .hasMessageContaining("expected at most 64 sides");
        assertThatThrownBy(() -> parse("|u1".repeat(1000), "(1,)", 1, buffer(1)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void zipBombsAreNotUnzipped() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            for (int i = 0; i < 100; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> Npy.parse(zipped.toByteArray(), "a.npy.gz"))
                .hasMessageStartingWith("a.npy.gz: not a whole gzip file: it holds more than")
                .hasMessageContaining("zip bomb");
    }
}
