// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskPolygonsTest {
    @Test
    void aBoxHasItsFourCorners() {
        Rle box = new Rle(4, 5, new int[] {5, 2, 2, 2, 9});
        assertThat(box.toPolygons()).containsExactly(new double[] {1, 1, 3, 1, 3, 3, 1, 3});
    }

    @Test
    void nothingOnHasNoPolygons() {
        assertThat(new Rle(3, 3, new int[] {9}).toPolygons()).isEmpty();
    }

    @Test
    void pixelsThatTouchAtACornerAreTwoPolygons() {
        byte[] diagonal = {1, 0, 0, 1};
        assertThat(Rle.of(diagonal, 2, 2).toPolygons())
                .containsExactly(new double[] {0, 0, 1, 0, 1, 1, 0, 1}, new double[] {1, 1, 2, 1, 2, 2, 1, 2});
    }

    /** The hole is reached from the nearest corner, followed in the opposite direction, and left on the same line. */
    @Test
    void aHoleIsPartOfThePolygonAroundIt() {
        byte[] ring = {1, 1, 1, 1, 0, 1, 1, 1, 1};
        List<double[]> polygons = Rle.of(ring, 3, 3).toPolygons();
        assertThat(polygons).hasSize(1);
        assertThat(polygons.get(0)).hasSize(8 + 8 + 4);
        assertThat(signedArea(polygons.get(0))).isEqualTo(8);
        assertThat(Rle.fromPolygons(polygons, 3, 3)).isEqualTo(Rle.of(ring, 3, 3));
    }

    @Test
    void fillingGivesEveryMaskBack() {
        Random random = new Random(17);
        for (int round = 0; round < 600; round++) {
            int height = 1 + random.nextInt(24);
            int width = 1 + random.nextInt(24);
            Rle mask = round % 2 == 0 ? noise(random, height, width) : blobs(random, height, width);
            List<double[]> polygons = mask.toPolygons();
            double area =
                    polygons.stream().mapToDouble(MaskPolygonsTest::signedArea).sum();
            assertThat((long) area).isEqualTo(mask.area());
            if (!polygons.isEmpty()) {
                assertThat(Rle.fromPolygons(polygons, height, width)).isEqualTo(mask);
                assertThat(Rle.fromPolygons(List.of(mask.toPolygon()), height, width))
                        .isEqualTo(mask);
            }
            assertThatRingsAreSimple(mask);
        }
    }

    /**
     * A frame whose inside is connected with its outside only at a corner: a hole, because the outline must not pass that
     * corner twice.
     */
    @Test
    void aBayThatACornerClosesOffIsAHole() {
        byte[] frame = {1, 1, 1, 1, 0, 1, 1, 1, 0};
        assertThat(Rle.of(frame, 3, 3).toRings()).hasSize(1);
        assertThat(Rle.of(frame, 3, 3).toRings().get(0))
                .containsExactly(
                        new double[] {0, 0, 3, 0, 3, 2, 2, 2, 2, 3, 0, 3}, new double[] {2, 2, 2, 1, 1, 1, 1, 2});
    }

    private static void assertThatRingsAreSimple(Rle mask) {
        double area = 0;
        for (List<double[]> part : mask.toRings()) {
            for (int i = 0; i < part.size(); i++) {
                double[] ring = part.get(i);
                assertThat(signedArea(ring) > 0).isEqualTo(i == 0);
                area += signedArea(ring);
                long points = IntStream.range(0, ring.length / 2)
                        .mapToObj(k -> List.of(ring[2 * k], ring[2 * k + 1]))
                        .distinct()
                        .count();
                assertThat(points).isEqualTo(ring.length / 2);
            }
        }
        assertThat((long) area).isEqualTo(mask.area());
    }

    private static Rle noise(Random random, int height, int width) {
        byte[] pixels = new byte[height * width];
        double density = random.nextDouble();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextDouble() < density ? 1 : 0);
        }
        return Rle.of(pixels, height, width);
    }

    /** Returns discs with holes in them, some beyond the edge of the image. */
    private static Rle blobs(Random random, int height, int width) {
        byte[] pixels = new byte[height * width];
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            double cy = random.nextDouble() * height;
            double cx = random.nextDouble() * width;
            double radius = 1 + random.nextDouble() * 8;
            byte value = (byte) (random.nextInt(3) == 0 ? 0 : 1);
            for (int i = 0; i < pixels.length; i++) {
                int y = i / width;
                int x = i % width;
                if (Math.hypot(y - cy, x - cx) < radius) {
                    pixels[i] = value;
                }
            }
        }
        return Rle.of(pixels, height, width);
    }

    private static double signedArea(double[] xy) {
        double twice = 0;
        for (int i = 0; i < xy.length; i += 2) {
            int next = (i + 2) % xy.length;
            twice += xy[i] * xy[next + 1] - xy[next] * xy[i + 1];
        }
        return twice / 2;
    }
}
