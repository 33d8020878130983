// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionSourceTest {

    private static final int HEIGHT = 150;
    private static final int WIDTH = 210;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void regionsOfAFileAreThoseOfTheImage(String format) throws IOException {
        Path file = folder.resolve("image." + format);
        ImageIO.write(smooth(), format, file.toFile());

        assertRegions(file, PixelFormat.RGB);
    }

    @ParameterizedTest
    @CsvSource({"0,LZW", "64,Deflate", "64,JPEG", "0,PackBits", "32,LZW", "0,JPEG"})
    void regionsOfATiffAreThoseOfTheImage(int tile, String compression) throws IOException {
        Path file = folder.resolve("image.tif");
        ImageWriter writer = writerOfTheJdk();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
        if (tile > 0) {
            param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            param.setTiling(tile, tile, 0, 0);
        }
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(smooth(), null, null), param);
        } finally {
            writer.dispose();
        }

        assertRegions(file, PixelFormat.RGB);
    }

    /** Returns the writer of the JDK; the other registered writer does not support tiles. */
    private static ImageWriter writerOfTheJdk() {
        Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("tiff");
        ImageWriter writer = all.next();
        while (!"java.desktop".equals(writer.getClass().getModule().getName())) {
            writer = all.next();
        }
        return writer;
    }

    @ParameterizedTest
    @EnumSource(SampleType.class)
    void regionsHaveTheChannelsAndTheWindowOfAFormat(SampleType type) throws IOException {
        byte[] values = new byte[40 * 30 * 2 * type.bytes()];
        new Random(3).nextBytes(values);
        Path file = folder.resolve("stack.tif");
        TestTiff tiff = new TestTiff(ByteOrder.BIG_ENDIAN);
        tiff.page(40, 30, 2, type, ByteBuffer.wrap(values), Map.of(284, 2));
        tiff.page(40, 30, 2, type, ByteBuffer.wrap(values), Map.of(259, 8, 262, 0));
        tiff.write(file);

        assertRegions(file, new PixelFormat(List.of(3, 0, 1), List.of(2.0, 100.0), List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void regionsAreUpright(int orientation) throws IOException {
        byte[] values = new byte[40 * 30 * 3];
        new Random(orientation).nextBytes(values);
        Path file = folder.resolve("turned.tif");
        new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(40, 30, 3, SampleType.UINT8, ByteBuffer.wrap(values), Map.of(262, 2, 274, orientation))
                .write(file);

        TestTiff.storeOrientationAsShort(file);

        RegionSource upright = new UprightRegions(RegionSource.of(Images.readStored(file)), orientation);
        Image whole = ExifOrientation.apply(Images.readStored(file), orientation);

        assertSame(upright, whole);
        assertRegions(file, PixelFormat.RGB);
    }

    /** Readers of ImageIO convert inks to different colours, therefore an image must not be read by two of them. */
    @Test
    void inksHaveTheColoursOfTheWholeImage() throws IOException {
        byte[] values = new byte[40 * 30 * 4];
        new Random(1).nextBytes(values);
        Path file = folder.resolve("cmyk.tif");
        new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(40, 30, 4, SampleType.UINT8, ByteBuffer.wrap(values), Map.of(262, 5, 278, 40))
                .write(file);

        assertRegions(file, PixelFormat.RGB);
    }

    /** Two samples of 12 bits in three bytes: a ramp from black to white. */
    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void packedSamplesReachFromBlackToWhite(String order) throws IOException {
        int width = 64;
        ByteBuffer values = ByteBuffer.allocate(40 * width * 3 / 2);
        for (int i = 0; i < 40 * width; i += 2) {
            int first = i % width * 65;
            int second = (i + 1) % width * 65;
            values.put((byte) (first >> 4))
                    .put((byte) (first << 4 | second >> 8))
                    .put((byte) second);
        }
        Path file = folder.resolve("packed.tif");
        new TestTiff(order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .page(40, width, 1, SampleType.UINT8, values, Map.of(258, 12))
                .write(file);

        Image image = Images.read(file);
        for (int x = 0; x < width; x++) {
            assertThat(image.sample(7, x, 0)).isCloseTo(x * 65 * 255 / 4095, within(1));
        }
        assertRegions(file, PixelFormat.RGB);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void bigTiffIsUprightToo(int orientation) throws IOException {
        byte[] values = new byte[40 * 70 * 3];
        new Random(orientation).nextBytes(values);
        Image image = new Image(40, 70, 3, values);
        Path file = folder.resolve("big.tif");
        TestSlide.write(file, 0, List.of(image), Map.of(259, 1, 274, orientation));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = values.length; i < bytes.length - 4; i++) {
            if (bytes[i] == 0x12
                    && bytes[i + 1] == 1
                    && bytes[i + 2] == 16) { // 64 bit, like all numbers that TestSlide writes
                bytes[i + 2] = 3;
            }
        }
        Files.write(file, bytes);

        Image upright = Images.read(file);
        assertThat(upright.pixels())
                .isEqualTo(ExifOrientation.apply(image, orientation).pixels());
        assertThat(Images.size(file).height()).isEqualTo(orientation == 6 ? 70 : 40);
        assertRegions(file, PixelFormat.RGB);
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Path file = folder.resolve("cut.tif");
        new TestTiff(ByteOrder.LITTLE_ENDIAN)
                .page(40, 30, 3, SampleType.UINT8, ByteBuffer.allocate(3600), Map.of(262, 2))
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 2000));

        assertThatThrownBy(() -> Images.open(file, PixelFormat.RGB))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cut.tif");
    }

    @Test
    void percentilesNeedTheWholeImage() {
        PixelFormat format = new PixelFormat(List.of(), List.of(), List.of(1.0, 99.0));

        assertThatThrownBy(() -> Images.open(folder.resolve("any.tif"), format))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("image.window");
    }

    private static void assertRegions(Path file, PixelFormat format) {
        try (RegionSource source = Images.open(file, format)) {
            assertSame(source, Images.read(file, format));
        }
    }

    private static void assertSame(RegionSource source, Image whole) {
        assertThat(List.of(source.height(), source.width())).isEqualTo(List.of(whole.height(), whole.width()));
        int h = whole.height();
        int w = whole.width();
        int[][] regions = {{0, 0, h, w}, {3, 5, 20, 17}, {h - 9, w - 11, 9, 11}, {3, w - 8, 20, 8}, {h / 2, 0, 1, 1}};
        for (int[] r : regions) {
            Image part = source.read(r[0], r[1], r[2], r[3]);
            Image expected = new WholeImage(whole).read(r[0], r[1], r[2], r[3]);
            assertThat(part.channels()).isEqualTo(expected.channels());
            assertThat(part.pixels()).as("%s", Arrays.toString(r)).isEqualTo(expected.pixels());
        }
    }

    private static BufferedImage smooth() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, (y * 255 / HEIGHT) << 16 | (x * 255 / WIDTH) << 8 | (x * y) % 256);
            }
        }
        return image;
    }
}
