// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest {

    @TempDir
    Path folder;

    private static Map<String, INDArray> arrays() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("z/kernel", Nd4j.rand(DataType.FLOAT, 3, 3, 4, 5));
        arrays.put("a/bias", Nd4j.createFromArray(1f, Float.NaN, -0f));
        arrays.put("steps", Nd4j.createFromArray(1L << 40, -7L));
        arrays.put("masks", Nd4j.createFromArray((byte) 1, (byte) -7));
        arrays.put("transposed", Nd4j.rand(DataType.FLOAT, 4, 6).transpose());
        arrays.put("view", Nd4j.rand(DataType.FLOAT, 4, 6).getRow(2));
        arrays.put("double", Nd4j.createFromArray(Math.PI));
        arrays.put("scalar", Nd4j.scalar(3.5f));
        arrays.put("empty", Nd4j.create(DataType.FLOAT, 0, 3));
        arrays.put("long, more than a chunk", Nd4j.rand(DataType.FLOAT, 300_001));
        return arrays;
    }

    private static void assertSame(Map<String, INDArray> found, Map<String, INDArray> expected) {
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, array) -> {
            assertThat(found.get(name).shape()).as(name).isEqualTo(array.shape());
            assertThat(found.get(name).dataType()).as(name).isEqualTo(array.dataType());
            if (!array.isEmpty()) {
                assertThat(found.get(name).dup('c').data().asDouble())
                        .as(name)
                        .isEqualTo(array.dup('c').data().asDouble());
            }
        });
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Map<String, INDArray> arrays = arrays();
        write(file, arrays, Map.of("format", "mrcnn", "note", "ä \"quoted\""));
        Safetensors.Content content = Safetensors.read(file);
        assertSame(content.weights().asMap(), arrays);
        assertThat(content.metadata()).isEqualTo(Map.of("format", "mrcnn", "note", "ä \"quoted\""));
    }

    private static void write(Path file, Map<String, INDArray> arrays, Map<String, String> metadata)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Safetensors.write(out, arrays, metadata);
        }
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Map<String, INDArray> arrays = arrays();
        write(file, arrays, Map.of("b", "1", "a", "2"));
        byte[] first = Files.readAllBytes(file);
        write(file, arrays, Map.of("a", "2", "b", "1"));
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
    }

    /** The state of an optimizer consists of views as large as the weights: copies of them would need as much memory again. */
    @Test
    void viewsAreNotCopied() throws IOException {
        int length = 1_000_000;
        INDArray second = Nd4j.zeros(DataType.FLOAT, 2, length).getRow(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int count) {
                super.write(bytes, from, count);
                second.putScalar(length - 1, 7);
            }
        };
        Safetensors.write(written, Map.of("second", second), Map.of());
        float last = ByteBuffer.wrap(written.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat(written.size() - Float.BYTES);
        assertThat(last).as("the last value, changed after the first chunk").isEqualTo(7);
    }

    @Test
    void goesThroughAZip() throws IOException {
        Map<String, INDArray> arrays = arrays();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Safetensors.write(plain, arrays, Map.of());
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("weights.safetensors"));
            Safetensors.write(out, arrays, Map.of());
            out.closeEntry();
            out.putNextEntry(new ZipEntry("next"));
            out.write(5);
        }
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            in.getNextEntry();
            assertSame(Safetensors.read(in, plain.size(), "model").weights().asMap(), arrays);
            assertThat(in.getNextEntry().getName()).isEqualTo("next");
        }
    }

    @Test
    void readsAFileOfThePublishedLayout() {
        // Fields and tensors in another order than the one that this library writes, padding, F16 and BF16.
        String header = "{\"b\":{\"data_offsets\":[8,14],\"shape\":[3],\"dtype\":\"BF16\"},"
                + "\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]},\"__metadata__\":{\"x\":\"y\"}}  ";
        ByteBuffer data = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : new int[] {0x3c00, 0xc000, 0x0001, 0x7bff}) {
            data.putShort((short) half);
        }
        for (int bf16 : new int[] {0x3f80, 0xc049, 0x7f80}) {
            data.putShort((short) bf16);
        }
        Safetensors.Content content = readBytes(file(header, data.array()));
        assertThat(content.weights().names()).containsExactly("b", "a");
        assertThat(content.weights().get("a").data().asFloat()).containsExactly(1, -2, 0x1p-24f, 65504);
        assertThat(content.weights().get("a").shape()).containsExactly(2, 2);
        assertThat(content.weights().get("b").data().asFloat()).containsExactly(1, -3.140625f, Float.POSITIVE_INFINITY);
        assertThat(content.metadata()).containsEntry("x", "y");
    }

    @Test
    void halvesAgreeWithTheirDefinition() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            double fraction = (bits & 1023) / 1024.0;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
            float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude);
            assertThat(TensorType.halfToFloat((short) bits)).isEqualTo(Float.valueOf(expected));
        }
    }

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    private static Safetensors.Content readBytes(byte[] bytes) {
        try {
            return Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, "bad.safetensors");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | need 8 bytes of data but there are 4",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | need 8 bytes of data but there are 9",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | shape [3] of F32 but 8 bytes",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | begins at byte 8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | should begin at 0",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | tensor b",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}} | 12 | tensor b",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | Duplicate field",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 0 | impossible shape",
                "{'a':{'dtype':'F32','shape':[99999999999],'data_offsets':[0,399999999996]}} | 8 | cut off",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,0]}} | 0 | damaged",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | negative",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | whole numbers in shape of a",
                "{'a':{'dtype':'F32','shape':[[1]],'data_offsets':[0,4]}} | 4 | whole numbers in shape of a",
                "{'a':{'dtype':'Q4','shape':[1],'data_offsets':[0,4]}} | 4 | dtype Q4; known are",
                "{'a':{'dtype':'F32','shape':[1]}} | 4 | needs dtype, shape",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}} | 4 | unknown field x",
                "{'a':[1]} | 0 | an object for a",
                "[] | 0 | an object",
                "{} {} | 0 | text follows",
                "{'__metadata__':{'a':1}} | 0 | string for metadata a",
                "{'a | 0 | damaged",
                "x | 0 | damaged",
            })
    void refusesDamagedFiles(String header, int dataBytes, String message) {
        byte[] bytes = file(header.replace('\'', '"'), new byte[dataBytes]);
        assertThatThrownBy(() -> readBytes(bytes))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("bad.safetensors")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"-1", "9223372036854775807", "17000000", "3"})
    void refusesHostileHeaderLengths(long length) {
        byte[] bytes = file("{}", new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        assertThatThrownBy(() -> readBytes(bytes))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("in a file of 10");
    }

    @Test
    void everyTruncationAndAnyDamagedByteIsNamedOrHarmless() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, Map.of("a", Nd4j.createFromArray(1f, 2f, 3f)), Map.of("k", "v"));
        byte[] bytes = out.toByteArray();
        for (int n = 0; n < bytes.length; n++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, n);
            assertThatThrownBy(() -> readBytes(cut)).isInstanceOf(WeightFileException.class);
            // The same with a wrong size.
            assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(cut), bytes.length, "cut"))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("cut off");
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                assertThat(readBytes(damaged).weights().names()).hasSize(1);
            } catch (WeightFileException named) {
                assertThat(named).hasMessageContaining("bad.safetensors");
            }
        }
    }

    @Test
    void otherTypesAreRefusedBeforeAnythingIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> Safetensors.write(out, Map.of("flags", Nd4j.createFromArray(true)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flags have type BOOL");
        assertThat(out.size()).isZero();
    }
}
