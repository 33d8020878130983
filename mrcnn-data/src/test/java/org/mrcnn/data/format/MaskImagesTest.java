// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.data.format.Hostile.assertRefused;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.mask.Rle;

/** The interpretation of the pixels of mask images, whatever the file stores. */
class MaskImagesTest {

    private static final int RED = 0xffff0000;
    private static final int GREEN = 0xff00ff00;
    private static final int WHITE = 0xffffffff;
    private static final int BLACK = 0xff000000;
    private static final int CLEAR_WHITE = 0x00ffffff;

    private static final List<Rle> BOTH = List.of(
            Rle.fromBox(new double[] {10, 10, 20, 10}, MaskScene.HEIGHT, MaskScene.WIDTH),
            Rle.fromBox(new double[] {40, 30, 20, 10}, MaskScene.HEIGHT, MaskScene.WIDTH));

    @TempDir
    private Path folder;

    private MaskScene scene;

    @BeforeEach
    void writeImage() throws IOException {
        scene = new MaskScene(folder);
    }

    private void assertMasks(List<Rle> expected, String... notes) {
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        assertThat(data.load(0).masks()).containsExactlyInAnyOrderElementsOf(expected);
        List<String> found =
                data.report().examples().stream().map(DataFinding::toString).toList();
        assertThat(found).hasSize(notes.length);
        assertThat(data.report().total()).isZero();
        for (int i = 0; i < notes.length; i++) {
            assertThat(found.get(i)).contains("masks", notes[i]);
        }
    }

    private static IntUnaryOperator each(int... values) {
        return label -> values[label];
    }

    private static int[] vocColours() {
        int[] colours = new int[256];
        for (int i = 0; i < 256; i++) {
            for (int bit = 0, rest = i; bit < 8; bit++, rest >>= 3) {
                colours[i] |= ((rest & 1) << 16 | (rest >> 1 & 1) << 8 | (rest >> 2 & 1)) << (7 - bit);
            }
        }
        return colours;
    }

    @ParameterizedTest
    @CsvSource({"1, png", "2, png", "4, png", "8, png", "1, bmp", "4, bmp", "8, bmp", "1, gif", "8, gif"})
    void paletteWhoseFirstColourIsWhite(int bits, String ending) throws IOException {
        scene.writeIndexed("masks/a/0." + ending, bits, new int[] {0xffffff, 0}, each(1, 0, 1));
        assertMasks(BOTH.subList(0, 1));
    }

    /** Also in a single file of all objects: a palette in the order of how often colours occur. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp"})
    void paletteWithBlackAtAnotherPlace(String ending) throws IOException {
        scene.writeIndexed("masks/a." + ending, 8, new int[] {0xff0000, 0x00ff00, 0, 7}, each(2, 0, 1));
        assertMasks(BOTH);
    }

    @Test
    void paletteOfReversedGreys() throws IOException {
        int[] greys = new int[256];
        Arrays.setAll(greys, i -> (255 - i) * 0x010101);
        scene.writeIndexed("masks/a/0.png", 8, greys, each(255, 3, 255));
        assertMasks(BOTH.subList(0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void paletteOfVocHoldsLabels(String ending) throws IOException {
        scene.writeIndexed("masks/a." + ending, 8, vocColours(), each(0, 1, 2));
        assertMasks(BOTH);
    }

    /** Labels count even if the palette has only one colour. */
    @Test
    void paletteOfBlackHoldsLabels() throws IOException {
        scene.writeIndexed("masks/a.png", 8, new int[256], each(0, 1, 2));
        assertMasks(BOTH);
    }

    @Test
    void borderOfVocIsBackground() throws IOException {
        int[] values = MaskScene.values(each(0, 1, 2));
        for (int x = 10; x < 30; x++) {
            values[9 * MaskScene.WIDTH + x] = 255;
        }
        scene.writeGrey("masks/a.png", values);
        assertMasks(BOTH, "value 255");
    }

    /** But not if labels are brightness. */
    @Test
    void whiteIsAnObjectBesideOtherGreys() throws IOException {
        scene.writeGrey("masks/a.png", each(0, 100, 255));
        assertMasks(BOTH);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "8, 0, 255", "16, 0, 65535"})
    void whiteIsZero(int bits, int white, int black) throws IOException {
        byte[] page = MaskScene.bytes(bits, each(black, white, black));
        scene.write("masks/a/0.tif", new TestTiff(0, 1, bits, 1).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        assertMasks(BOTH.subList(0, 1));
    }

    /** As ImageJ saves labels with an inverting lookup table. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void labelsOfWhiteIsZero(int bits) throws IOException {
        byte[] page = MaskScene.bytes(bits, each(0, 1, 2));
        scene.write("masks/a.tif", new TestTiff(0, 1, bits, 1).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        assertMasks(BOTH, "nothing black, and value " + ((1 << bits) - 1) + " at all four borders");
    }

    @Test
    void alphaSaysWhatIsObject() throws IOException {
        scene.writeColours("masks/a/0.png", each(CLEAR_WHITE, WHITE, CLEAR_WHITE));
        assertMasks(BOTH.subList(0, 1), "transparent");
        scene.writeColours("masks/a/0.png", each(0, BLACK, 0));
        assertMasks(BOTH.subList(0, 1), "transparent");
        scene.writeColours("masks/a/0.png", each(0, 0x64ff0000, 0));
        assertMasks(BOTH.subList(0, 1), "transparent");
    }

    /** A cut-out: the opaque pixels have all colours, including black. */
    @Test
    void cutOutIsItsOpaquePart() throws IOException {
        BufferedImage image = new BufferedImage(MaskScene.WIDTH, MaskScene.HEIGHT, BufferedImage.TYPE_INT_ARGB);
        for (int y = 10; y < 20; y++) {
            for (int x = 10; x < 30; x++) {
                image.setRGB(x, y, BLACK | x * y * 7919 % 4 * 0x3f2105);
            }
        }
        scene.write("masks/a/0.png", image);
        assertMasks(BOTH.subList(0, 1), "transparent");
    }

    @Test
    void transparentPixelsAreBackground() throws IOException {
        scene.writeColours("masks/a.png", each(CLEAR_WHITE, RED, GREEN));
        assertMasks(BOTH, "transparent");
        scene.writeIndexed("masks/a.png", 8, new int[] {CLEAR_WHITE, RED, GREEN}, each(0, 1, 2));
        assertMasks(BOTH, "transparent");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80, 0xff})
    void alphaThatIsTheSameEverywhereSaysNothing(int alpha) throws IOException {
        scene.writeColours("masks/a.png", each(alpha << 24, alpha << 24 | 0xff0000, alpha << 24 | 0xff00));
        assertMasks(BOTH);
    }

    @Test
    void whiteBackground() throws IOException {
        scene.writeColours("masks/a.png", each(WHITE, RED, GREEN));
        assertMasks(BOTH, "colour #ffffff at all four borders");
        Files.delete(folder.resolve("masks/a.png"));
        scene.writeColours("masks/a/0.png", each(WHITE, RED, WHITE));
        assertMasks(BOTH.subList(0, 1), "colour #ffffff at all four borders");
    }

    @Test
    void blackOnWhiteIsTold() throws IOException {
        scene.writeGrey("masks/a/0.png", each(255, 0, 255));
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        assertThat(data.report().toString())
                .contains("1 x COVERS_ALL", "annotation id 0.png", "all four borders, with 93 %");
    }

    @Test
    void unionOfTheOthersIsTold() throws IOException {
        scene.writeGrey("masks/a/0.png", each(0, 255, 0));
        scene.writeGrey("masks/a/1.png", each(0, 0, 255));
        assertMasks(BOTH);
        scene.writeGrey("masks/a/all.png", each(0, 255, 255));
        assertMasks(List.of(BOTH.get(0), BOTH.get(1), Rle.union(BOTH)), "annotation id all.png");
    }

    @Test
    void largestByFarIsTold() throws IOException {
        int[] values = MaskScene.values(each(3, 1, 2));
        Arrays.fill(values, 0, MaskScene.WIDTH, 0);
        scene.writeGrey("masks/a.png", values);
        assertThat(DataFormat.MASKS.open(null, folder).report().toString()).contains("annotation id 3", "by far");
    }

    @Test
    void jpegOfOneObject() throws IOException {
        BufferedImage sharp = MaskScene.read(scene.writeGrey("sharp.png", each(0, 255, 0)));
        scene.writeJpeg("masks/a.jpg", sharp, 0.85f);
        assertMasks(BOTH.subList(0, 1), "soft edges");
        Files.delete(folder.resolve("masks/a.jpg"));
        scene.writeJpeg("masks/a/0.jpg", sharp, 0.85f);
        assertMasks(BOTH.subList(0, 1));
    }

    @Test
    void jpegOfSeveralObjectsIsRefused() throws IOException {
        scene.writeJpeg("masks/a.jpg", MaskScene.read(scene.writeColours("sharp.bmp", each(0, RED, GREEN))), 0.9f);
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "a.jpg", "colours", "JPEG", "PNG");
        scene.writeJpeg("masks/a.jpg", MaskScene.read(scene.writeGrey("sharp.png", each(0, 100, 200))), 0.9f);
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "a.jpg", "grey values", "JPEG", "PNG");
    }

    /** With the same threshold as Pillow. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void softEdgesOfOneObject(String ending) throws IOException {
        BufferedImage soft = MaskScene.softEllipses(Color.WHITE);
        scene.write("masks/a." + ending, soft);
        byte[] expected = new byte[MaskScene.HEIGHT * MaskScene.WIDTH];
        for (int p = 0; p < expected.length; p++) {
            int light = soft.getRGB(p % MaskScene.WIDTH, p / MaskScene.WIDTH) & 0xff;
            expected[p] = (byte) (light > 127 ? 1 : 0);
        }
        assertMasks(List.of(Rle.of(expected, MaskScene.HEIGHT, MaskScene.WIDTH)), "a." + ending);
    }

    @Test
    void softEdgesOfSeveralObjectsAreRefused() throws IOException {
        scene.write("masks/a.png", MaskScene.softEllipses(Color.RED, Color.GREEN));
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "a.png", "colours", "nearest neighbour");
        scene.write("masks/a.png", MaskScene.softEllipses(Color.GRAY, Color.WHITE));
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "a.png", "grey values", "nearest neighbour");
    }

    @Test
    void severalLabelsInTheFileOfOneObjectAreRefused() throws IOException {
        for (int[] values : new int[][] {{0, 1, 2}, {0, 100, 200}}) {
            scene.writeGrey("masks/a/0.png", each(values));
            assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "0.png", "2 values", "" + values[1]);
        }
        scene.writeColours("masks/a/0.png", each(BLACK, RED, GREEN));
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "0.png", "2 values");
    }

    @Test
    void coloursOf16Bits() throws IOException {
        for (int[] samples : new int[][] {{100, 100, 100, 200, 200, 200}, {1, 2, 3, 1, 2, 4}}) {
            byte[] page = new byte[MaskScene.HEIGHT * MaskScene.WIDTH * 6];
            for (int p = 0; p < page.length / 6; p++) {
                int label = MaskScene.label(p);
                for (int c = 0; c < 3 && label > 0; c++) {
                    page[6 * p + 2 * c] = (byte) samples[3 * label - 3 + c];
                }
            }
            scene.write("masks/a.tif", new TestTiff(2, 3, 16, 1).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
            assertMasks(BOTH);
        }
    }

    @Test
    void labelsOf32Bits() throws IOException {
        for (int format : new int[] {1, 2}) {
            byte[] page = MaskScene.bytes(32, each(0, 70_000, 2_000_000));
            scene.write("masks/a.tif", new TestTiff(1, 1, 32, format).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
            assertMasks(BOTH);
        }
    }

    @Test
    void labelsOf64Bits() throws IOException {
        for (int format : new int[] {1, 2}) {
            byte[] page = MaskScene.bytes(64, each(0, 70_000, 2_000_000));
            scene.write("masks/a.tif", new TestTiff(1, 1, 64, format).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
            assertMasks(BOTH);
        }
        byte[] page = new byte[MaskScene.HEIGHT * MaskScene.WIDTH * 8];
        page[5] = 1; // of the first pixel, little-endian
        scene.write("masks/a.tif", new TestTiff(1, 1, 64, 1).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        assertRefused(
                DataFormat.MASKS, folder, DataProblem.UNREADABLE_IMAGE, "a.tif", "1099511627776", "save it as PNG");
    }

    @Test
    void floatingPointOf16And64Bits() throws IOException {
        byte[] halves = MaskScene.bytes(16, each(0, 0x4200, 0x6178)); // 3 and 700
        scene.write("masks/a.tif", new TestTiff(1, 1, 16, 3).write(MaskScene.HEIGHT, MaskScene.WIDTH, halves));
        assertMasks(BOTH);
        byte[] doubles = new byte[MaskScene.HEIGHT * MaskScene.WIDTH * 8];
        ByteBuffer out = ByteBuffer.wrap(doubles).order(ByteOrder.LITTLE_ENDIAN);
        for (int p = 0; p < MaskScene.HEIGHT * MaskScene.WIDTH; p++) {
            out.putDouble(MaskScene.label(p) * 300);
        }
        scene.write("masks/a.tif", new TestTiff(1, 1, 64, 3).write(MaskScene.HEIGHT, MaskScene.WIDTH, doubles));
        assertMasks(BOTH);
    }

    @Test
    void negativeNumbersAreBackground() throws IOException {
        byte[] page = MaskScene.bytes(32, each(-1, 0, 2));
        scene.write("masks/a.tif", new TestTiff(1, 1, 32, 2).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        assertMasks(
                BOTH.subList(1, 2),
                "2672 pixels below 0 or above 2147483647; taken as background, and so are the 200 pixels of 0");
    }

    private void writeFloats(String name, float... ofLabel) throws IOException {
        byte[] page = MaskScene.bytes(32, label -> Float.floatToIntBits(ofLabel[label]));
        scene.write(name, new TestTiff(1, 1, 32, 3).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
    }

    @Test
    void floatingPoint() throws IOException {
        writeFloats("masks/a.tif", 0, 3, 700);
        assertMasks(BOTH);
        writeFloats("masks/a.tif", 0, 0.4f, 0.8f);
        assertMasks(BOTH, "fractions; each of the 2 values");
        writeFloats("masks/a.tif", 0, Float.NaN, 0.8f);
        assertRefused(DataFormat.MASKS, folder, DataProblem.UNREADABLE_IMAGE, "a.tif", "NaN");
        Files.delete(folder.resolve("masks/a.tif"));
        writeFloats("masks/a/0.tif", 0.02f, 0.9f, 0.02f);
        assertMasks(BOTH.subList(0, 1), "fractions");
    }

    /** Probabilities decrease smoothly. */
    @Test
    void probabilities() throws IOException {
        byte[] page = new byte[MaskScene.HEIGHT * MaskScene.WIDTH * 4];
        byte[] expected = new byte[page.length / 4];
        for (int p = 0; p < expected.length; p++) {
            double far = Math.hypot(Math.floorDiv(p, MaskScene.WIDTH) - 20.3, p % MaskScene.WIDTH - 30.6);
            float probability = (float) (0.93 / (1 + Math.exp((far - 11) / 3)));
            expected[p] = (byte) (probability > 0.93 / (1 + Math.exp(-11 / 3.)) / 2 ? 1 : 0);
            ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * p, probability);
        }
        scene.write("masks/a.tif", new TestTiff(1, 1, 32, 3).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        long area = Rle.of(expected, MaskScene.HEIGHT, MaskScene.WIDTH).area();
        assertThat(data.load(0).masks()).hasSize(1);
        assertThat(data.load(0).masks().get(0).area()).isBetween(area - 8, area + 8);
        assertThat(data.report().toString()).contains("a.tif", "probabilities; what is above half");
    }

    @Test
    void pagesAreObjects() throws IOException {
        TestTiff grey = new TestTiff(1, 1, 8, 1);
        byte[] first = MaskScene.bytes(8, each(0, 255, 0));
        byte[] second = MaskScene.bytes(8, each(0, 0, 255));
        scene.write("masks/a.tif", grey.write(MaskScene.HEIGHT, MaskScene.WIDTH, first, second));
        assertMasks(BOTH, "2 pages");
        byte[] both = MaskScene.bytes(8, each(0, 1, 2));
        scene.write("masks/a.tif", grey.write(MaskScene.HEIGHT, MaskScene.WIDTH, first, both));
        assertRefused(DataFormat.MASKS, folder, DataProblem.BAD_SEGMENT, "a.tif", "page 2", "2 values");
    }

    @Test
    void channelsOfNoColourAreRefused() throws IOException {
        byte[] page = new byte[MaskScene.HEIGHT * MaskScene.WIDTH * 5];
        scene.write("masks/a.tif", new TestTiff(1, 5, 8, 1).write(MaskScene.HEIGHT, MaskScene.WIDTH, page));
        assertRefused(DataFormat.MASKS, folder, DataProblem.UNREADABLE_IMAGE, "a.tif", "found 5");
    }

    @Test
    void masksOfAnImageThatExifTurns() throws IOException {
        Files.delete(folder.resolve("images/a.png"));
        BufferedImage stored = new BufferedImage(MaskScene.WIDTH, MaskScene.HEIGHT, BufferedImage.TYPE_INT_RGB);
        byte[] jpeg = Files.readAllBytes(scene.writeJpeg("images/a.jpg", stored, 0.9f));
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] turned = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, turned, 0, 2);
        System.arraycopy(exif, 0, turned, 2, exif.length);
        System.arraycopy(jpeg, 2, turned, 2 + exif.length, jpeg.length - 2);
        scene.write("images/a.jpg", turned);
        scene.writeGrey("masks/a.png", each(0, 1, 2));
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        assertThat(data.load(0).masks()).containsExactlyElementsOf(BOTH);
        assertThat(data.load(0).image().height()).isEqualTo(MaskScene.HEIGHT);
    }

    @Test
    void masksWithoutAnImageAreNamed() throws IOException {
        scene.writeGrey("masks/a.png", each(0, 1, 2));
        scene.writeGrey("masks/c.png", each(0, 1, 2));
        scene.writeGrey("masks/d/0.png", each(0, 1, 2));
        scene.write("images/c.ppm", new byte[0]);
        assertMasks(BOTH, "an image c in", "an image d in");
        assertThat(DataFormat.MASKS.open(null, folder).report().toString())
                .contains("2 x UNUSED_LABELS", "found only c.ppm", "found none");
    }

    @Test
    void listOfClassesWithByteOrderMark() throws IOException {
        Files.writeString(folder.resolve("classes.txt"), "\ufeffcat\r\ndog\r\n");
        scene.writeGrey("masks/a/cat_1.png", each(0, 255, 0));
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder, BadDataPolicy.FAIL);
        assertThat(data.labels()).containsExactly("BG", "cat", "dog");
        assertThat(data.classIds(0)).containsExactly(1);
    }
}
