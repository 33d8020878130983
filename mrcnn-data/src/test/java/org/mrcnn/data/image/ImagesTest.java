// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.image.ImageException.Problem;

class ImagesTest {

    @TempDir
    Path folder;

    @Test
    void pngComesBackAsWritten() throws IOException {
        for (int channels : new int[] {1, 3}) {
            Image image = Image.black(13, 21, channels);
            new SplittableRandom(1).nextBytes(image.pixels());
            Path file = folder.resolve("a.png");
            Images.write(image, file);
            Image read = Images.read(file);
            assertThat(read.channels()).isEqualTo(3);
            for (int i = 0; i < read.pixels().length; i++) {
                assertThat(read.pixels()[i]).isEqualTo(image.pixels()[i / 3 * channels + i % 3 % channels]);
            }
            assertThat(Images.size(file)).isEqualTo(new Images.Size(13, 21, 13, 21, 1));
        }
    }

    @Test
    void writeRefusesOtherChannels() {
        assertThatThrownBy(() -> Images.write(Image.black(2, 2, 2), folder.resolve("x.png")))
                .hasMessageContaining("found 2");
    }

    @Test
    void greyIsNotPushedThroughAGamma() throws IOException {
        BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int v = 0; v < 256; v++) {
            grey.getRaster().setSample(v, 0, 0, v);
            deep.getRaster().setSample(v, 0, 0, v * 257);
        }
        for (BufferedImage source : new BufferedImage[] {grey, deep}) {
            for (String format : new String[] {"png", "tiff"}) {
                Image image = Images.read(save(source, format));
                for (int v = 0; v < 256; v++) {
                    assertThat(image.sample(0, v, 0)).as(format).isEqualTo(v);
                    assertThat(image.sample(0, v, 2)).isEqualTo(v);
                }
            }
        }
    }

    @Test
    void alphaIsDropped() throws IOException {
        BufferedImage source = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        source.setRGB(0, 0, 0x000a141e);
        source.setRGB(1, 0, 0x80ff8040);
        assertThat(Images.read(save(source, "png")).pixels()).containsExactly(10, 20, 30, (byte) 255, (byte) 128, 64);
    }

    @Test
    void paletteIsLookedUp() throws IOException {
        byte[] red = {0, 10, (byte) 200, 7};
        byte[] green = {1, 20, (byte) 210, 8};
        byte[] blue = {2, 30, (byte) 220, 9};
        IndexColorModel palette = new IndexColorModel(2, 4, red, green, blue);
        BufferedImage twoBits = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        // The BMP writer of Java 17 packs palettes of up to 16 colours incorrectly, therefore this one is longer.
        IndexColorModel wide = new IndexColorModel(
                8, 256, Arrays.copyOf(red, 256), Arrays.copyOf(green, 256), Arrays.copyOf(blue, 256));
        BufferedImage eightBits = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, wide);
        for (int x = 0; x < 4; x++) {
            twoBits.getRaster().setSample(x, 0, 0, x);
            eightBits.getRaster().setSample(x, 0, 0, x);
        }
        for (Path file : List.of(save(twoBits, "png"), save(eightBits, "tiff"), save(eightBits, "bmp"))) {
            assertThat(Images.read(file).pixels())
                    .as("%s", file)
                    .containsExactly(0, 1, 2, 10, 20, 30, (byte) 200, (byte) 210, (byte) 220, 7, 8, 9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp", "tiff", "png"})
    void losslessFormatsKeepColours(String format) throws IOException {
        BufferedImage source = noise(17, 9);
        Image image = Images.read(save(source, format));
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 17; x++) {
                Color expected = new Color(source.getRGB(x, y));
                assertThat(image.sample(y, x, 0)).isEqualTo(expected.getRed());
                assertThat(image.sample(y, x, 1)).isEqualTo(expected.getGreen());
                assertThat(image.sample(y, x, 2)).isEqualTo(expected.getBlue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jpegIsRead(boolean progressive) throws IOException {
        Image image = Images.read(write("a.jpg", jpeg(flat(40, 24, 0xc86432), progressive)));
        assertThat(image.height()).isEqualTo(24);
        assertThat(image.width()).isEqualTo(40);
        assertThat(image.sample(10, 10, 0)).isBetween(197, 203);
        assertThat(image.sample(10, 10, 1)).isBetween(97, 103);
        assertThat(image.sample(10, 10, 2)).isBetween(47, 53);
    }

    @Test
    void cmykJpegIsRead() throws IOException {
        // 8x8, one 8x8 block per component, all coefficients 0: each of the four samples is 128, inverted as Adobe
        // does.
        Image image = Images.read(write("cmyk.jpg", flatCmyk()));
        assertThat(image.height()).isEqualTo(8);
        assertThat(image.channels()).isEqualTo(3);
        // Half of every ink: a dark grey that differs clearly from the white or black of a wrong inversion or band.
        for (int c = 0; c < 3; c++) {
            assertThat(image.sample(3, 3, c)).isBetween(30, 120);
        }
    }

    private static byte[] flatCmyk() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(hex("ffd8"));
        out.write(hex("ffee000e41646f626500640000000000")); // Adobe, no transform: CMYK
        out.write(hex("ffdb004300"));
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 1);
        out.write(ones);
        out.write(hex("ffc000140800080008040111000211000311000411" + "00"));
        out.write(hex("ffc4001400" + "01" + "00".repeat(15) + "00")); // DC: one code of 1 bit, category 0
        out.write(hex("ffc4001410" + "01" + "00".repeat(15) + "00")); // AC: one code of 1 bit, end of block
        out.write(hex("ffda000e0401000200030004" + "00003f00"));
        out.write(hex("00")); // four blocks of two 0 bits
        out.write(hex("ffd9"));
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
    void exifOrientationIsApplied(int orientation) throws IOException {
        // Displayed: 16 wide, 32 high, quarters red, green / blue, white. Stored: as a camera held in that
        // orientation stores it.
        BufferedImage shown = new BufferedImage(32, 64, BufferedImage.TYPE_INT_RGB);
        int[] colours = {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 32; x++) {
                shown.setRGB(x, y, colours[y / 32 * 2 + x / 16]);
            }
        }
        BufferedImage stored = store(shown, orientation);
        byte[] jpeg = jpeg(stored, false);
        for (boolean little : new boolean[] {true, false}) {
            Path file = write("o.jpg", withExif(jpeg, orientation, little));
            Image image = Images.read(file);
            assertThat(new int[] {image.height(), image.width()}).containsExactly(64, 32);
            for (int q = 0; q < 4; q++) {
                for (int c = 0; c < 3; c++) {
                    int expected = colours[q] >> (16 - 8 * c) & 0xff;
                    assertThat(image.sample(16 + q / 2 * 32, 8 + q % 2 * 16, c))
                            .as("quarter %d channel %d", q, c)
                            .isBetween(expected - 6, expected + 6);
                }
            }
            assertThat(Images.size(file))
                    .isEqualTo(new Images.Size(64, 32, stored.getHeight(), stored.getWidth(), orientation));
            assertThat(Images.readStored(file).height()).isEqualTo(stored.getHeight());
        }
    }

    /** For each orientation, where the stored row 0 and column 0 are displayed (Exif 2.3, table of tag 0x0112). */
    private static BufferedImage store(BufferedImage shown, int orientation) {
        int h = shown.getHeight();
        int w = shown.getWidth();
        boolean swap = orientation > 4;
        BufferedImage stored = new BufferedImage(swap ? h : w, swap ? w : h, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int[] at =
                        switch (orientation) {
                            case 1 -> new int[] {row, column}; // row 0 top, column 0 left
                            case 2 -> new int[] {row, w - 1 - column}; // top, right
                            case 3 -> new int[] {h - 1 - row, w - 1 - column}; // bottom, right
                            case 4 -> new int[] {h - 1 - row, column}; // bottom, left
                            case 5 -> new int[] {column, row}; // left, top
                            case 6 -> new int[] {column, w - 1 - row}; // right, top
                            case 7 -> new int[] {h - 1 - column, w - 1 - row}; // right, bottom
                            default -> new int[] {h - 1 - column, row}; // left, bottom
                        };
                stored.setRGB(column, row, shown.getRGB(at[1], at[0]));
            }
        }
        return stored;
    }

    @Test
    void exifOfPngIsRead() throws IOException {
        byte[] png = Files.readAllBytes(save(noise(20, 10), "png"));
        ByteBuffer chunk = ByteBuffer.allocate(12 + 26);
        byte[] body = exif(8, false);
        chunk.putInt(26).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(body, 0, 26);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 30);
        chunk.putInt((int) crc.getValue());
        Path file = write("e.png", splice(png, 33, chunk.array()));
        assertThat(Images.size(file)).isEqualTo(new Images.Size(20, 10, 10, 20, 8));
        assertThat(Images.read(file).height()).isEqualTo(20);
    }

    @Test
    void damagedExifIsIgnored() throws IOException {
        byte[] jpeg = jpeg(noise(16, 16), false);
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 200; trial++) {
            byte[] exif = withExif(jpeg, 1, true);
            exif[12 + random.nextInt(20)] = (byte) random.nextInt(256);
            Path file = write("d.jpg", exif);
            assertThat(Images.read(file).height()).isEqualTo(16);
        }
    }

    @Test
    void missingFileIsNamed() {
        assertProblem(folder.resolve("absent.png"), Problem.MISSING, "absent.png");
    }

    @Test
    void otherFilesAreNamed() throws IOException {
        assertProblem(write("text.jpg", "hello".getBytes(StandardCharsets.UTF_8)), Problem.NOT_AN_IMAGE, "5 bytes");
        assertProblem(write("empty.png", new byte[0]), Problem.NOT_AN_IMAGE, "empty.png");
        assertProblem(folder, Problem.UNREADABLE, folder.getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void truncatedJpegIsNeverHalfGrey(boolean progressive) throws IOException {
        byte[] whole = jpeg(noise(64, 48), progressive);
        for (int length = 4; length < whole.length; length += 37) {
            Path file = write("cut.jpg", Arrays.copyOf(whole, length));
            assertProblem(file, Problem.TRUNCATED, "cut.jpg");
        }
        assertProblem(write("cut.jpg", Arrays.copyOf(whole, whole.length - 1)), Problem.TRUNCATED, "cut.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void truncatedFilesAreRefused(String format) throws IOException {
        byte[] whole = Files.readAllBytes(save(noise(64, 48), format));
        for (int part = 1; part < 10; part++) {
            Path file = write("cut." + format, Arrays.copyOf(whole, whole.length * part / 10));
            assertThatThrownBy(() -> Images.read(file))
                    .as("%d tenths", part)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("cut." + format);
        }
    }

    @Test
    void damagedFilesGiveNamedErrorsOrImages() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        for (String format : new String[] {"png", "bmp", "tiff", "jpg"}) {
            byte[] whole = Files.readAllBytes(save(noise(24, 16), format));
            for (int trial = 0; trial < 60; trial++) {
                byte[] bad = whole.clone();
                for (int k = 0; k < 4; k++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
                }
                Path file = write("bad." + format, bad);
                try {
                    assertThat(Images.read(file).channels()).isEqualTo(3);
                } catch (ImageException e) {
                    assertThat(e).hasMessageContaining("bad." + format);
                }
            }
        }
    }

    @Test
    void hugeClaimsAreRefusedBeforeDecoding() throws IOException {
        byte[] png = Files.readAllBytes(save(noise(8, 8), "png"));
        ByteBuffer.wrap(png).putInt(16, 1_000_000).putInt(20, 1_000_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        Path file = write("huge.png", png);
        assertProblem(file, Problem.TOO_LARGE, "1000000x1000000");
        Path small = save(noise(8, 8), "png");
        assertThatThrownBy(() -> Images.read(small, 63)).hasMessageContaining("8x8");
        assertThat(Images.read(small, 64).height()).isEqualTo(8);
    }

    private static void assertProblem(Path file, Problem problem, String text) {
        assertThatThrownBy(() -> Images.read(file))
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(ImageException.class, e -> {
                    assertThat(e.problem()).isEqualTo(problem);
                    assertThat(e.file()).isEqualTo(file);
                });
    }

    private Path save(BufferedImage source, String format) throws IOException {
        Path file = folder.resolve("image." + format);
        assertThat(ImageIO.write(source, format, file.toFile())).isTrue();
        return file;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static BufferedImage noise(int width, int height) {
        SplittableRandom random = new SplittableRandom(3);
        BufferedImage source = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                source.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return source;
    }

    private static BufferedImage flat(int width, int height, int rgb) {
        BufferedImage source = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                source.setRGB(x, y, rgb);
            }
        }
        return source;
    }

    private static byte[] jpeg(BufferedImage source, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.95f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageTypeSpecifier type = ImageTypeSpecifier.createFromRenderedImage(source);
            writer.write(null, new IIOImage(source, null, writer.getDefaultImageMetadata(type, param)), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] withExif(byte[] jpeg, int orientation, boolean little) {
        byte[] body = exif(orientation, little);
        ByteBuffer segment = ByteBuffer.allocate(10 + body.length);
        segment.put(hex("ffe1"))
                .putShort((short) (8 + body.length))
                .put(hex("457869660000"))
                .put(body);
        return splice(jpeg, 2, segment.array());
    }

    /** Returns a TIFF header and a directory with one entry. */
    private static byte[] exif(int orientation, boolean little) {
        ByteBuffer b = ByteBuffer.allocate(26);
        b.order(little ? java.nio.ByteOrder.LITTLE_ENDIAN : java.nio.ByteOrder.BIG_ENDIAN);
        b.put((byte) (little ? 'I' : 'M'))
                .put((byte) (little ? 'I' : 'M'))
                .putShort((short) 42)
                .putInt(8);
        b.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        b.putShort((short) orientation).putShort((short) 0);
        return b.array();
    }

    private static byte[] splice(byte[] file, int at, byte[] part) {
        return ByteBuffer.allocate(file.length + part.length)
                .put(file, 0, at)
                .put(part)
                .put(file, at, file.length - at)
                .array();
    }

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }
}
