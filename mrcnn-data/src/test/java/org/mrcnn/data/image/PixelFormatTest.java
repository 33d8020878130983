// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.image.ImageException.Problem;

/** Channels and values of files other than 8-bit RGB. */
class PixelFormatTest {

    private static final int HEIGHT = 5;
    private static final int WIDTH = 7;
    private static final int CHANNELS = 5;

    @TempDir
    private Path folder;

    private static PixelFormat window(List<Integer> channels, double from, double to) {
        return new PixelFormat(channels, List.of(from, to), List.of());
    }

    /** Returns random values with any bit pattern; for floating point, between -2 and 2. */
    private static ByteBuffer random(SampleType type, int count, ByteOrder order) {
        Random random = new Random(type.toString().hashCode());
        ByteBuffer values = ByteBuffer.allocate(count * type.bytes()).order(order);
        random.nextBytes(values.array());
        for (int i = 0; i < count && type.isFloat(); i++) {
            double value = random.nextDouble() * 4 - 2;
            switch (type) {
                case FLOAT32 -> values.putFloat(4 * i, (float) value);
                case FLOAT64 -> values.putDouble(8 * i, value);
                default -> values.putShort(2 * i, (short) (0x3c00 | random.nextInt(1024))); // 1 to 2
            }
        }
        return values;
    }

    private static int expected(double value, double from, double to) {
        return (int) Math.rint(Math.max(0, Math.min(1, (value - from) / (to - from))) * 255);
    }

    @ParameterizedTest
    @EnumSource(SampleType.class)
    void everyTypeAndLayoutGivesItsValues(SampleType type) throws IOException {
        double from = type.isFloat() ? -0.5 : type.highest() * 0.1;
        double to = type.isFloat() ? 1.75 : type.highest() * 0.7;
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer values = random(type, HEIGHT * WIDTH * CHANNELS, order);
            for (Map<Integer, Integer> tags : List.of(Map.<Integer, Integer>of(), Map.of(284, 2), Map.of(259, 8))) {
                Path file = new TestTiff(order)
                        .page(HEIGHT, WIDTH, CHANNELS, type, values, tags)
                        .write(folder.resolve("all.tif"));
                List<Integer> chosen = List.of(4, 0, 2);
                Image image = Images.read(file, window(chosen, from, to));
                assertThat(image.channels()).isEqualTo(3);
                for (int i = 0; i < HEIGHT * WIDTH; i++) {
                    for (int k = 0; k < 3; k++) {
                        double value = type.at(values, i * CHANNELS + chosen.get(k));
                        assertThat(image.sample(i / WIDTH, i % WIDTH, k)).isEqualTo(expected(value, from, to));
                    }
                }
            }
        }
    }

    @Test
    void pagesAreChannelsOneAfterTheOther() throws IOException {
        TestTiff tiff = new TestTiff(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page < 3; page++) {
            byte[] values = new byte[HEIGHT * WIDTH];
            java.util.Arrays.fill(values, (byte) (100 + page));
            tiff.page(HEIGHT, WIDTH, 1, SampleType.UINT8, ByteBuffer.wrap(values), Map.of());
            tiff.page(1, 2, 1, SampleType.UINT8, ByteBuffer.allocate(2), Map.of(254, 1)); // a preview
        }
        Path file = tiff.write(folder.resolve("stack.tif"));
        Image image = Images.read(file, new PixelFormat(List.of(2, 0, 1, 2), List.of(), List.of()));
        assertThat(image.channels()).isEqualTo(4);
        assertThat(List.of(image.sample(0, 0, 0), image.sample(0, 0, 1), image.sample(0, 0, 2), image.sample(4, 6, 3)))
                .containsExactly(102, 100, 101, 102);
        assertThatThrownBy(() -> Images.read(file))
                .hasMessageContainingAll("stack.tif", "3 pages of 1 channel", "choose some by image.channels");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** {@code numpy.nanpercentile(values, [10, 90])} gives 1.5 and 11.5. */
    @Test
    void percentilesAreThoseOfNumpy() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(4 * 12).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : new float[] {9, 0.5f, Float.NaN, 7, 2, 1.5f, 3, 11.5f, 12, 4, 5, 6}) {
            values.putFloat(value);
        }
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(3, 4, 1, SampleType.FLOAT32, values, Map.of())
                .write(folder.resolve("f.tif"));
        Image image = Images.read(file, new PixelFormat(List.of(0), List.of(), List.of(10.0, 90.0)));
        assertThat(image.pixels()).isEqualTo(bytes(191, 0, 0, 140, 13, 0, 38, 255, 255, 64, 89, 115));
    }

    /** Values written by ImageIO, whose LZW and predictor are independent of the reader here. */
    @Test
    void lzwWithDifferencesIsUnpacked() throws IOException {
        BufferedImage grey = new BufferedImage(300, 200, BufferedImage.TYPE_USHORT_GRAY);
        Random random = new Random(3);
        for (int i = 0; i < 300 * 200; i++) {
            grey.getRaster().setSample(i % 300, i / 300, 0, i * 3 % 4096 + random.nextInt(40));
        }
        Path file = folder.resolve("lzw.tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType("LZW");
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(grey, null, null), param);
        } finally {
            writer.dispose();
        }
        Image image = Images.read(file, window(List.of(0), 0, 4095));
        for (int i = 0; i < 300 * 200; i++) {
            int value = grey.getRaster().getSample(i % 300, i / 300, 0);
            assertThat(image.sample(i / 300, i % 300, 0)).isEqualTo(expected(value, 0, 4095));
        }
    }

    @Test
    void floatingPointPredictorIsUndone() throws IOException {
        float[] row = {1.5f, -2, 2e10f, 0.25f};
        byte[] shuffled = new byte[16];
        for (int i = 0; i < 4; i++) {
            int bits = Float.floatToIntBits(row[i]);
            for (int b = 0; b < 4; b++) {
                shuffled[b * 4 + i] = (byte) (bits >> (24 - 8 * b));
            }
        }
        for (int i = 15; i > 0; i--) {
            shuffled[i] -= shuffled[i - 1];
        }
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(1, 4, 1, SampleType.FLOAT32, ByteBuffer.wrap(shuffled), Map.of(317, 3))
                .write(folder.resolve("p3.tif"));
        assertThat(Images.read(file, window(List.of(0), -2, 3.1)).pixels())
                .isEqualTo(bytes(expected(1.5, -2, 3.1), 0, 255, expected(0.25, -2, 3.1)));
    }

    @Test
    void greyBecomesThreeChannelsAndWhiteIsZeroIsTurned() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        values.putShort((short) 0).putShort((short) 1023);
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(1, 2, 1, SampleType.UINT16, values, Map.of())
                .write(folder.resolve("g.tif"));
        byte white = (byte) 255;
        byte[] blackAndWhite = {0, 0, 0, white, white, white};
        assertThat(Images.read(file, window(List.of(), 0, 1023)).pixels()).isEqualTo(blackAndWhite);
        Path turned = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(1, 2, 1, SampleType.UINT16, values, Map.of(262, 0))
                .write(folder.resolve("w.tif"));
        assertThat(Images.read(turned, window(List.of(0), 0, 1023)).pixels()).containsExactly(white, 0);
    }

    @Test
    void twelveBitWithoutAWindowIsNamed() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        values.putShort((short) 7).putShort((short) 3000);
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(1, 2, 1, SampleType.UINT16, values, Map.of())
                .write(folder.resolve("dark.tif"));
        assertThat(Images.advice(file, PixelFormat.RGB))
                .hasValueSatisfying(text -> assertThat(text).contains("dark.tif", "only 3000", "[0, 4095]"));
        List<String> told = new ArrayList<>();
        assertThat(Images.read(file, PixelFormat.RGB, told::add))
                .usingRecursiveComparison()
                .isEqualTo(Images.read(file, PixelFormat.RGB));
        assertThat(told).containsExactly(Images.advice(file, PixelFormat.RGB).orElseThrow());
        assertThat(Images.advice(file, window(List.of(), 0, 4095))).isEmpty();
        values.putShort(2, (short) 40000);
        new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(1, 2, 1, SampleType.UINT16, values, Map.of())
                .write(file);
        assertThat(Images.advice(file, PixelFormat.RGB)).isEmpty();
    }

    @Test
    void opacityAndColoursCanBeChosenFromOtherFormats() throws IOException {
        BufferedImage argb = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
        argb.setRGB(0, 0, 0x40102030);
        Path file = folder.resolve("a.png");
        ImageIO.write(argb, "png", file.toFile());
        Image image = Images.read(file, new PixelFormat(List.of(3, 2), List.of(), List.of()));
        assertThat(image.pixels()).containsExactly(0x40, 0x30);
    }

    static Stream<Arguments> unfit() {
        PixelFormat rgb = PixelFormat.RGB;
        PixelFormat first = new PixelFormat(List.of(0), List.of(), List.of());
        return Stream.of(
                Arguments.of(SampleType.FLOAT32, 1, rgb, "found floating-point 32 bit ones"),
                Arguments.of(SampleType.UINT32, 1, first, "set image.window"),
                Arguments.of(SampleType.INT16, 1, rgb, "found signed 16 bit ones"),
                Arguments.of(SampleType.UINT8, 5, rgb, "found 5 channels; choose some by image.channels"),
                Arguments.of(SampleType.UINT8, 2, rgb, "found 2 channels"),
                Arguments.of(SampleType.UINT8, 2, window(List.of(2), 0, 9), "expected a channel 2"),
                Arguments.of(SampleType.UINT8, 1, window(List.of(0), 0, 4095), "found 8 bit ones"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatTheHeaderShowsIsNamedWithoutDecoding(SampleType type, int samples, PixelFormat format, String message)
            throws IOException {
        ByteBuffer values = ByteBuffer.allocate(HEIGHT * WIDTH * samples * type.bytes());
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(HEIGHT, WIDTH, samples, type, values, Map.of())
                .write(folder.resolve("x.tif"));
        assertThatThrownBy(() -> Images.check(file, format))
                .hasMessageContainingAll("x.tif", message)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNFIT));
        assertThatThrownBy(() -> Images.read(file, format)).hasMessageContaining(message);
    }

    /**
     * Changes every byte of a header: the result is an image or an exception that names the file, and never a request for more
     * memory.
     */
    @Test
    void headersThatLieAreNamed() throws IOException {
        ByteBuffer values = random(SampleType.FLOAT32, HEIGHT * WIDTH * CHANNELS, ByteOrder.LITTLE_ENDIAN);
        byte[] good = Files.readAllBytes(new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(HEIGHT, WIDTH, CHANNELS, SampleType.FLOAT32, values, Map.of(259, 8))
                .write(folder.resolve("good.tif")));
        Path file = folder.resolve("bad.tif");
        for (int i = 4; i < good.length; i++) {
            for (int change : new int[] {0xff, 0x80, 1}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) change;
                Files.write(file, bad);
                try {
                    assertThat(Images.read(file, window(List.of(1), 0, 1)).channels())
                            .isEqualTo(1);
                } catch (ImageException e) {
                    assertThat(e).hasMessageContaining("bad.tif");
                }
            }
        }
        for (int length = 0; length < good.length; length += 3) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> Images.read(file, window(List.of(1), 0, 1)))
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void formatsAreChecked() {
        assertThatThrownBy(() -> new PixelFormat(List.of(-1), List.of(), List.of()))
                .hasMessageContaining("channels");
        assertThatThrownBy(() -> window(List.of(), 3, 3)).hasMessageContaining("window: expected two rising numbers");
        assertThatThrownBy(() -> new PixelFormat(List.of(), List.of(), List.of(1.0, 101.0)))
                .hasMessageContaining("percentiles");
        assertThatThrownBy(() -> new PixelFormat(List.of(), List.of(0.0, 1.0), List.of(1.0, 99.0)))
                .hasMessageContaining("none beside a window");
    }
}
