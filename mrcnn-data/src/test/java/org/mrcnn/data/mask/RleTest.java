// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.evaluation.CocoGolden;

class RleTest {
    // 2 rows, 3 columns: column-major 0 1 | 1 0 | 1 1
    private static final byte[] SMALL = {0, 1, 1, 1, 0, 1};

    @Test
    void encodesColumnByColumnStartingWithOff() {
        Rle rle = Rle.of(SMALL, 2, 3);
        assertThat(rle.counts()).containsExactly(1, 2, 1, 2);
        assertThat(rle.toMask()).isEqualTo(SMALL);
        assertThat(rle.area()).isEqualTo(4);
        assertThat(rle.bounds()).containsExactly(0, 0, 2, 3);
    }

    @Test
    void firstRunIsEmptyWhenTheFirstPixelIsOn() {
        assertThat(Rle.of(new byte[] {-1, 0}, 2, 1).counts()).containsExactly(0, 1, 1);
    }

    @Test
    void boundsOfOneRunInsideAColumnAndOfARunThatWraps() {
        assertThat(new Rle(5, 4, new int[] {6, 2, 12}).bounds()).containsExactly(1, 1, 3, 2);
        assertThat(new Rle(5, 4, new int[] {4, 2, 14}).bounds()).containsExactly(0, 0, 5, 2);
        assertThat(new Rle(5, 4, new int[] {6, 2, 12}).toCocoBox()).containsExactly(1, 1, 1, 2);
    }

    @Test
    void nothingOnHasZeroAreaAndBounds() {
        Rle rle = Rle.of(new byte[6], 2, 3);
        assertThat(rle.area()).isZero();
        assertThat(rle.bounds()).containsExactly(0, 0, 0, 0);
        assertThat(rle.toCocoBox()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void emptyRunsInsideAreKeptAndCountForNothing() {
        Rle rle = new Rle(2, 3, new int[] {1, 0, 2, 1, 0, 2});
        assertThat(rle.toMask()).containsExactly(0, 0, 1, 0, 1, 1);
        assertThat(rle.area()).isEqualTo(3);
        assertThat(rle.bounds()).containsExactly(0, 1, 2, 3);
        assertThat(Rle.fromString(rle.toCocoString(), 2, 3)).isEqualTo(rle);
        assertThat(Rle.union(List.of(rle, Rle.of(new byte[6], 2, 3))).counts()).containsExactly(3, 3);
    }

    @Test
    void countsAreCopiedInAndOut() {
        int[] counts = {1, 5};
        Rle rle = new Rle(2, 3, counts);
        counts[0] = 9;
        rle.counts()[1] = 9;
        assertThat(rle.counts()).containsExactly(1, 5);
    }

    @Test
    void equalsComparesSizeAndRuns() {
        assertThat(new Rle(2, 3, new int[] {6}))
                .isEqualTo(new Rle(2, 3, new int[] {6}))
                .hasSameHashCodeAs(new Rle(2, 3, new int[] {6}))
                .isNotEqualTo(new Rle(3, 2, new int[] {6}))
                .isNotEqualTo(new Rle(2, 3, new int[] {5, 1}));
    }

    @Test
    void agreesWithPycocotoolsOnStoredMasks() {
        JsonNode values = CocoGolden.json("rle/case.json").get("values");
        byte[] pixels = CocoGolden.uint8("rle/masks.npy");
        long[] areas = CocoGolden.longs("rle/area.npy");
        double[] boxes = CocoGolden.doubles("rle/bbox.npy");
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < areas.length; i++) {
            byte[] mask = Arrays.copyOfRange(pixels, i * 37 * 53, (i + 1) * 37 * 53);
            Rle rle = Rle.of(mask, 37, 53);
            masks.add(rle);
            assertThat(rle.toCocoString())
                    .isEqualTo(values.get("rle").get(i).get("counts").textValue());
            assertThat(Rle.fromString(rle.toCocoString(), 37, 53)).isEqualTo(rle);
            assertThat(new Rle(37, 53, ints(values.get("uncompressed_counts").get(i))))
                    .isEqualTo(rle);
            assertThat(rle.toMask()).isEqualTo(mask);
            assertThat(rle.area()).isEqualTo(areas[i]);
            assertThat(rle.toCocoBox()).isEqualTo(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4));
        }
        boolean[] crowd = {false, true, false, true, false, true};
        assertThat(Rle.iou(masks, masks.subList(0, 6), new boolean[6])).isEqualTo(CocoGolden.doubles("rle/iou.npy"));
        assertThat(Rle.iou(masks, masks.subList(0, 6), crowd)).isEqualTo(CocoGolden.doubles("rle/iou_crowd.npy"));
        for (int i = 0; i < values.get("merges").size(); i++) {
            List<Rle> parts = Arrays.stream(ints(values.get("merges").get(i)))
                    .mapToObj(masks::get)
                    .toList();
            assertThat(Rle.union(parts).toCocoString()).isEqualTo(counts(values, "union", i));
            assertThat(Rle.intersection(parts).toCocoString()).isEqualTo(counts(values, "intersection", i));
        }
    }

    @Test
    void agreesWithPycocotoolsOnStoredPolygons() {
        JsonNode values = CocoGolden.json("polygons/case.json").get("values");
        long[] areas = CocoGolden.longs("polygons/area.npy");
        double[] boxes = CocoGolden.doubles("polygons/bbox.npy");
        int refused = 0;
        for (int i = 0; i < areas.length; i++) {
            List<double[]> polygons = polygons(values.get("polygons").get(i));
            if (values.get("merged").get(i).isNull()) {
                refused++;
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Rle.fromPolygons(polygons, 60, 80))
                        .withMessageContaining("at least 6");
                continue;
            }
            Rle rle = Rle.fromPolygons(polygons, 60, 80);
            assertThat(rle.toCocoString()).isEqualTo(counts(values, "merged", i));
            assertThat(rle.area()).isEqualTo(areas[i]);
            assertThat(rle.toCocoBox()).isEqualTo(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4));
        }
        assertThat(refused).isEqualTo(1);
        for (int i = 0; i < values.get("boxes_rle").size(); i++) {
            Rle box = Rle.fromBox(doubles(values.get("boxes_x_y_w_h").get(i)), 60, 80);
            assertThat(box.toCocoString()).isEqualTo(counts(values, "boxes_rle", i));
        }
    }

    @Test
    void agreesWithPycocotoolsOnRandomPolygonsBoxesAndBitmaps() {
        JsonNode cases = CocoGolden.json("random_masks.json");
        assertThat(cases).hasSize(250);
        for (JsonNode c : cases) {
            int h = c.get("height").intValue();
            int w = c.get("width").intValue();
            String bits = c.get("bitmap").textValue();
            byte[] bitmap = new byte[bits.length()];
            for (int i = 0; i < bitmap.length; i++) {
                bitmap[i] = (byte) (bits.charAt(i) - '0');
            }
            List<Rle> three = List.of(
                    Rle.fromPolygons(polygons(c.get("polygons")), h, w),
                    Rle.fromBox(doubles(c.get("box")), h, w),
                    Rle.of(bitmap, h, w));
            for (int i = 0; i < 3; i++) {
                Rle rle = three.get(i);
                assertThat(rle.toCocoString()).isEqualTo(c.get("rles").get(i).textValue());
                assertThat(rle.area()).isEqualTo(c.get("area").get(i).longValue());
                assertThat(rle.toCocoBox()).isEqualTo(doubles(c.get("bbox").get(i)));
            }
            assertThat(Rle.union(three).toCocoString()).isEqualTo(c.get("union").textValue());
            assertThat(Rle.intersection(three).toCocoString())
                    .isEqualTo(c.get("intersection").textValue());
            double[] iou = Rle.iou(three, three, new boolean[] {false, true, false});
            for (int d = 0; d < 3; d++) {
                assertThat(Arrays.copyOfRange(iou, 3 * d, 3 * d + 3))
                        .isEqualTo(doubles(c.get("iou").get(d)));
            }
        }
    }

    @Test
    void setOperationsAgreeWithPixels() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int h = 1 + random.nextInt(9);
            int w = 1 + random.nextInt(9);
            byte[] a = randomMask(random, h * w);
            byte[] b = randomMask(random, h * w);
            byte[] or = new byte[h * w];
            byte[] and = new byte[h * w];
            for (int i = 0; i < or.length; i++) {
                or[i] = (byte) (a[i] | b[i]);
                and[i] = (byte) (a[i] & b[i]);
            }
            List<Rle> both = List.of(Rle.of(a, h, w), Rle.of(b, h, w));
            assertThat(Rle.union(both)).isEqualTo(Rle.of(or, h, w));
            assertThat(Rle.intersection(both)).isEqualTo(Rle.of(and, h, w));
            assertThat(Rle.of(a, h, w).toMask()).isEqualTo(a);
        }
    }

    @Test
    void aPartIsCutOutOfTheBitmap() {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 300; round++) {
            int h = random.nextInt(1, 12);
            int w = random.nextInt(1, 12);
            byte[] mask = new byte[h * w];
            int share = random.nextInt(1, 5);
            for (int i = 0; i < mask.length; i++) {
                mask[i] = (byte) (random.nextInt(5) < share ? 1 : 0);
            }
            int y1 = random.nextInt(h + 1);
            int y2 = random.nextInt(y1, h + 1);
            int x1 = random.nextInt(w + 1);
            int x2 = random.nextInt(x1, w + 1);
            byte[] part = Rle.of(mask, h, w).toMask(y1, x1, y2, x2);
            assertThat(part).hasSize((y2 - y1) * (x2 - x1));
            for (int i = 0; i < part.length; i++) {
                int row = y1 + i / (x2 - x1);
                assertThat(part[i]).isEqualTo(mask[row * w + x1 + i % (x2 - x1)]);
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.of(SMALL, 2, 3).toMask(0, 1, 3, 2))
                .withMessageContaining("rows 0..3");
    }

    @Test
    void runsMustFillTheImage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rle(2, 3, new int[] {1, 4}))
                .withMessageContaining("sum to 5, expected 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rle(2, 3, new int[] {8, -2}))
                .withMessageContaining("run 1 has length -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rle(2, 3, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 8}))
                .withMessageContaining("expected 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rle(0, 3, new int[0]))
                .withMessageContaining("0x3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rle(1 << 16, 1 << 16, new int[] {0}))
                .withMessageContaining("65536x65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.of(new byte[5], 2, 3))
                .withMessageContaining("5 pixels, expected 2*3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6 ", "6/", "6p", "6\u20ac", "\n"})
    void countsStringWithForeignCharactersIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString(text, 2, 3))
                .withMessageContaining("character U+")
                .withMessageContaining("at position " + (text.length() - 1));
    }

    /** Digits of other scripts in a message could not be searched for. */
    @Test
    void messagesHaveDigitsOfAscii() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Rle.fromString("6 ", 2, 3))
                    .withMessageContaining("at position 1,");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void countsStringThatIsDamagedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString("1Y", 2, 3))
                .withMessageContaining("starts at position 1 is cut off");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString("oooooooooooo", 2, 3))
                .withMessageContaining("more than 7 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString("O", 2, 3))
                .withMessageContaining("position 0 has length -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString("", 2, 3))
                .withMessageContaining("sum to 0, expected 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromString("4", 2, 3))
                .withMessageContaining("sum to 4, expected 6");
    }

    @Test
    void randomTextIsReadOrRefusedButNeverBreaks() {
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append((char) (46 + random.nextInt(67)));
            }
            try {
                assertThat(Rle.fromString(text.toString(), 4, 5).toMask()).hasSize(20);
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("RLE ");
            }
        }
        assertThat(refused).isGreaterThan(4000);
    }

    @Test
    void longestRunsSurviveTheText() {
        Rle rle = new Rle(46340, 46340, new int[] {0, 1, 0, 46340 * 46340 - 2, 0, 1});
        assertThat(Rle.fromString(rle.toCocoString(), 46340, 46340)).isEqualTo(rle);
        assertThat(rle.area()).isEqualTo(46340L * 46340L);
    }

    @Test
    void masksOfDifferentSizesAreRefused() {
        List<Rle> masks = List.of(new Rle(2, 3, new int[] {0, 6}), new Rle(3, 2, new int[] {0, 6}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.union(masks))
                .withMessageContaining("2x3")
                .withMessageContaining("3x2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.iou(masks, masks, new boolean[2]))
                .withMessageContaining("3x2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.iou(masks, masks, new boolean[1]))
                .withMessageContaining("1 flags for 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.union(List.of()))
                .withMessageContaining("empty");
    }

    @Test
    void unusablePolygonsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromPolygons(List.of(), 4, 4))
                .withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromPolygons(List.of(new double[7]), 4, 4))
                .withMessageContaining("7 numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromPolygons(List.of(new double[] {0, 0, 1, Double.NaN, 1, 1}), 4, 4))
                .withMessageContaining("coordinate 3 is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromBox(new double[] {0, 0, 1e9, 1}, 4, 4))
                .withMessageContaining("1.0E9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.fromBox(new double[3], 4, 4))
                .withMessageContaining("3 numbers");
    }

    private static byte[] randomMask(Random random, int pixels) {
        byte[] mask = new byte[pixels];
        double density = random.nextDouble();
        for (int i = 0; i < pixels; i++) {
            mask[i] = (byte) (random.nextDouble() < density ? 1 : 0);
        }
        return mask;
    }

    private static String counts(JsonNode values, String key, int i) {
        return values.get(key).get(i).get("counts").textValue();
    }

    private static List<double[]> polygons(JsonNode parts) {
        return StreamSupport.stream(parts.spliterator(), false)
                .map(RleTest::doubles)
                .toList();
    }

    private static double[] doubles(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static int[] ints(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
