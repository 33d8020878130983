// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.mask.Rle;

class ImagesInMemoryTest {
    private static final PixelFormat GREY = new PixelFormat(List.of(1), List.of(), List.of());

    @TempDir
    private Path folder;

    private Path png() throws IOException {
        byte[] pixels = new byte[7 * 5 * 3];
        new Random(1).nextBytes(pixels);
        Path file = folder.resolve("a.png");
        Images.write(new Image(7, 5, 3, pixels), file);
        return file;
    }

    @Test
    void bytesBuffersAndStreamsReadAsTheFileDoes() throws IOException {
        Path file = png();
        byte[] bytes = Files.readAllBytes(file);
        for (PixelFormat format : List.of(PixelFormat.RGB, GREY)) {
            byte[] expected = Images.read(file, format).pixels();
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 3)
                    .position(3)
                    .put(bytes)
                    .position(3);
            assertThat(Images.read(bytes, format).pixels()).isEqualTo(expected);
            assertThat(Images.read(buffer, format).pixels()).isEqualTo(expected);
            assertThat(buffer.remaining()).isEqualTo(bytes.length);
            assertThat(Images.read(new ByteArrayInputStream(bytes), format).pixels())
                    .isEqualTo(expected);
        }
        assertThatThrownBy(() -> Images.read(new byte[10], PixelFormat.RGB))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("in memory");
    }

    @Test
    void bufferedImagesAreTakenWithTheirChannels() throws IOException {
        Image image = Images.read(png());
        BufferedImage buffered = PngWriter.toBuffered(image);
        assertThat(Images.of(buffered, PixelFormat.RGB).pixels()).isEqualTo(image.pixels());
        assertThat(Images.of(buffered, GREY).pixels())
                .isEqualTo(Images.read(png(), GREY).pixels());
        BufferedImage argb = new BufferedImage(5, 7, BufferedImage.TYPE_INT_ARGB_PRE);
        argb.getGraphics().drawImage(buffered, 0, 0, null);
        assertThat(Images.of(argb, PixelFormat.RGB).pixels()).isEqualTo(image.pixels());
        BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(1, 0, 0, 3000);
        PixelFormat window = new PixelFormat(List.of(0), List.of(0.0, 6000.0), List.of());
        assertThat(Images.of(wide, window).pixels()).containsExactly(0, 128);
    }

    /** Every image type of Java, a half transparent colour, and a part of a larger image. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 2", "3, 2", "4, 0", "5, 0", "6, 2", "7, 2", "8, 8", "9, 8", "13, 30"})
    void buffersOfEveryTypeAreTaken(int type, int tolerance) {
        BufferedImage buffer = new BufferedImage(20, 10, type);
        int alpha = buffer.getColorModel().hasAlpha() ? 0x80 : 0xff;
        for (int i = 0; i < 200; i++) {
            buffer.setRGB(i % 20, i / 20, alpha << 24 | 0xc86432);
        }
        for (BufferedImage image : List.of(buffer, buffer.getSubimage(3, 2, 9, 5))) {
            Image read = Images.of(image, PixelFormat.RGB);
            assertThat(read.width()).isEqualTo(image.getWidth());
            for (int c = 0; c < 3; c++) {
                assertThat(read.sample(4, 8, c)).isCloseTo(new int[] {200, 100, 50}[c], within(tolerance));
            }
        }
    }

    @Test
    void planesAreTakenAsThePagesOfAFile() throws IOException {
        short[][] planes = {{0, 300, (short) 40_000, -1}, {1, 2, 3, 4_000}};
        TestTiff tiff = new TestTiff(ByteOrder.BIG_ENDIAN);
        for (short[] plane : planes) {
            ByteBuffer values = ByteBuffer.allocate(8);
            values.asShortBuffer().put(plane);
            tiff.page(2, 2, 1, SampleType.UINT16, values, Map.of());
        }
        Path file = tiff.write(folder.resolve("a.tif"));
        for (PixelFormat format : List.of(
                new PixelFormat(List.of(1, 0), List.of(), List.of()),
                new PixelFormat(List.of(0, 1), List.of(0.0, 4095.0), List.of()),
                new PixelFormat(List.of(1), List.of(), List.of(5.0, 95.0)))) {
            assertThat(Images.ofPlanes(2, 2, List.of(planes[0], planes[1]), format)
                            .pixels())
                    .isEqualTo(Images.read(file, format).pixels());
        }
        assertThatThrownBy(() -> Images.ofPlanes(2, 2, List.of(planes[0], planes[1]), PixelFormat.RGB))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("2 pages");
    }

    @Test
    void planesAreOfOneTypeAndSize() {
        PixelFormat window = new PixelFormat(List.of(), List.of(-1.0, 1.0), List.of());
        float[] plane = {-2, -1, 0, Float.NaN};
        assertThat(Images.ofPlanes(2, 2, List.of(plane), window).pixels())
                .containsExactly(0, 0, 0, 0, 0, 0, 128, 128, 128, 0, 0, 0);
        assertThatThrownBy(() -> Images.ofPlanes(2, 2, List.of(plane), PixelFormat.RGB))
                .hasMessageContaining("image.window");
        assertThatThrownBy(() -> Images.ofPlanes(2, 3, List.of(plane), window)).hasMessageContaining("2x3 = 6");
        assertThatThrownBy(() -> Images.ofPlanes(2, 2, List.of(plane, new byte[4]), window))
                .hasMessageContaining("byte[] beside float[]");
        assertThatThrownBy(() -> Images.ofPlanes(2, 2, List.of(new int[4]), window))
                .hasMessageContaining("int[]");
        assertThatThrownBy(() -> Images.ofPlanes(2, 2, List.of(), window)).hasMessageContaining("one or more");
    }

    @Test
    void meansAreOfTheStoredValues() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : new int[] {100, 200, 300, 1000, 2000, 4000}) {
            values.putShort((short) value);
        }
        Path file = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(2, 3, 1, SampleType.UINT16, values, Map.of())
                .write(folder.resolve("a.tif"));
        Rle left = Rle.of(new byte[] {1, 1, 0, 1, 0, 0}, 2, 3);
        Rle right = Rle.of(new byte[] {0, 0, 1, 0, 0, 1}, 2, 3);
        double[][] means = Images.meanIntensities(file, PixelFormat.RGB, List.of(left, right));
        assertThat(means[0]).containsExactly(new double[] {1300.0 / 3, 1300.0 / 3, 1300.0 / 3}, within(1e-9));
        assertThat(means[1]).containsExactly(2150, 2150, 2150);
        assertThatThrownBy(() -> Images.meanIntensities(file, PixelFormat.RGB, List.of(new Rle(3, 3, new int[] {9}))))
                .hasMessageContaining("2x3");
    }

    /** Orientation 6: the first stored row is displayed as the last column. */
    @Test
    void masksLieOnTheImageAsItIsShown() throws IOException {
        Path file = folder.resolve("a.png");
        Images.write(new Image(2, 3, 1, new byte[] {10, 20, 30, 40, 50, 60}), file);
        Files.write(file, withOrientation(Files.readAllBytes(file), 6));
        assertThat(Images.read(file).height()).isEqualTo(3);
        Rle top = Rle.of(new byte[] {1, 1, 0, 0, 0, 0}, 3, 2);
        Rle right = Rle.of(new byte[] {0, 1, 0, 1, 0, 1}, 3, 2);
        assertThat(Images.meanIntensities(file, PixelFormat.RGB, List.of(top, right)))
                .isDeepEqualTo(new double[][] {{25, 25, 25}, {20, 20, 20}});
    }

    /** The annotations of a data set may refer to the stored pixels, which their size shows. */
    @Test
    void masksMayLieOnThePixelsAsTheyAreStored() throws IOException {
        Path png = folder.resolve("a.png");
        Images.write(new Image(2, 3, 1, new byte[] {10, 20, 30, 40, 50, 60}), png);
        Files.write(png, withOrientation(Files.readAllBytes(png), 6));
        ByteBuffer values = ByteBuffer.wrap(new byte[] {10, 20, 30, 40, 50, 60});
        Path tiff = new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(2, 3, 1, SampleType.UINT8, values, Map.of(274, 6))
                .write(folder.resolve("a.tif"));
        TestTiff.storeOrientationAsShort(tiff);
        assertThat(Images.read(tiff).height()).isEqualTo(3);
        Rle left = Rle.of(new byte[] {1, 0, 0, 1, 0, 0}, 2, 3);
        for (Path file : List.of(png, tiff)) {
            assertThat(Images.meanIntensities(file, PixelFormat.RGB, List.of(left)))
                    .isDeepEqualTo(new double[][] {{25, 25, 25}});
        }
    }

    /** Inserts a chunk eXIf after the header of a PNG file. */
    private static byte[] withOrientation(byte[] png, int orientation) {
        ByteBuffer chunk = ByteBuffer.allocate(38).putInt(26).put("eXIfMM\0*".getBytes(StandardCharsets.US_ASCII));
        chunk.putInt(8).putShort((short) 1);
        chunk.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 30);
        chunk.putInt(34, (int) crc.getValue());
        return ByteBuffer.allocate(png.length + 38)
                .put(png, 0, 33)
                .put(chunk.array())
                .put(png, 33, png.length - 33)
                .array();
    }

    /** More labels than fit into memory are created row by row. */
    @ParameterizedTest
    @CsvSource({"a.tif, 60000", "a.tif, 70000", "a.png, 60000"})
    void labelsAreAskedForRowByRow(String name, int most) throws IOException {
        Path file = folder.resolve(name);
        List<Integer> asked = new ArrayList<>();
        Images.writeLabels(
                y -> {
                    asked.add(y);
                    return new int[] {y, most, 0};
                },
                most,
                150,
                3,
                file);

        assertThat(asked).isEqualTo(IntStream.range(0, 150).boxed().toList());
        int[] labels = Images.readLabels(file).values();
        assertThat(labels).hasSize(450);
        assertThat(labels[449 - 2]).isEqualTo(149);
        assertThat(labels[1]).isEqualTo(most);
    }

    @Test
    void labelsComeBack() throws IOException {
        int[] small = {0, 1, 65_535, 300};
        int[] large = {0, 1, 70_000, 300};
        for (String name : List.of("a.png", "a.tif")) {
            Images.writeLabels(small, 2, 2, folder.resolve(name));
            assertThat(Images.readLabels(folder.resolve(name)).values()).containsExactly(small);
        }
        Images.writeLabels(large, 2, 2, folder.resolve("b.tif"));
        assertThat(Images.readLabels(folder.resolve("b.tif")).values()).containsExactly(large);
        assertThatThrownBy(() -> Images.writeLabels(large, 2, 2, folder.resolve("b.png")))
                .hasMessageContaining("b.png")
                .hasMessageContaining("70000")
                .hasMessageContaining("TIFF");
        assertThat(folder.resolve("b.png")).doesNotExist();
        assertThatThrownBy(() -> Images.writeLabels(new int[] {-1}, 1, 1, folder.resolve("b.png")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
