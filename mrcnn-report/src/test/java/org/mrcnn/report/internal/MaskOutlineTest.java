// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.mask.Rle;

class MaskOutlineTest {

    private static Rle mask(String... rows) {
        byte[] pixels = new byte[rows.length * rows[0].length()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 1 : 0);
        }
        return Rle.of(pixels, rows.length, rows[0].length());
    }

    private static int rings(Path2D path) {
        int rings = 0;
        for (PathIterator at = path.getPathIterator(null); !at.isDone(); at.next()) {
            rings += at.currentSegment(new double[6]) == PathIterator.SEG_MOVETO ? 1 : 0;
        }
        return rings;
    }

    @Test
    void nothingOnHasNoOutline() {
        assertThat(rings(MaskOutline.of(mask("...", "..."), 2))).isZero();
    }

    @Test
    void onePixelIsADiamondAroundItsCentre() {
        Path2D outline = MaskOutline.of(mask("....", "..#.", "...."), 10);
        assertThat(rings(outline)).isEqualTo(1);
        assertThat(outline.contains(25, 15)).isTrue();
        assertThat(outline.getBounds2D().getCenterX()).isEqualTo(25, within(1e-9));
        assertThat(outline.getBounds2D().getWidth()).isBetween(2.0, 10.0);
    }

    @Test
    void wholeImageRunsAlongItsBorder() {
        // The sides are long enough: rounding the corners shifts the two midpoints next to each corner.
        byte[] all = new byte[8 * 9];
        Arrays.fill(all, (byte) 1);
        Path2D outline = MaskOutline.of(Rle.of(all, 8, 9), 1);
        assertThat(outline.getBounds2D().getMinX()).isEqualTo(0, within(1e-9));
        assertThat(outline.getBounds2D().getMaxX()).isEqualTo(9, within(1e-9));
        assertThat(outline.getBounds2D().getMaxY()).isEqualTo(8, within(1e-9));
    }

    @Test
    void holeStaysOpen() {
        Path2D outline = MaskOutline.of(mask("#####", "#####", "##.##", "#####", "#####"), 1);
        assertThat(rings(outline)).isEqualTo(2);
        assertThat(outline.contains(2.5, 2.5)).isFalse();
        assertThat(outline.contains(1.5, 2.5)).isTrue();
    }

    @Test
    void pixelsThatTouchAtACornerAreOnePiece() {
        assertThat(rings(MaskOutline.of(mask("#..", ".#.", "..#"), 1))).isEqualTo(1);
        assertThat(rings(MaskOutline.of(mask("#.#", "...", "#.#"), 1))).isEqualTo(4);
    }

    @Test
    void insideOfLargeShapesAgreesWithTheMask() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            int cy = 10 + random.nextInt(20);
            int cx = 10 + random.nextInt(20);
            int radius = 4 + random.nextInt(12);
            byte[] pixels = new byte[40 * 45];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (Math.hypot(i / 45 - cy, i % 45 - cx) <= radius ? 1 : 0);
            }
            Path2D outline = MaskOutline.of(Rle.of(pixels, 40, 45), 3);
            for (int i = 0; i < pixels.length; i++) {
                int y = i / 45;
                int x = i % 45;
                if (Math.abs(Math.hypot(y - cy, x - cx) - radius) > 1.5 && y > 1 && x > 1 && y < 38 && x < 43) {
                    assertThat(outline.contains(3 * (x + 0.5), 3 * (y + 0.5))).isEqualTo(pixels[i] != 0);
                }
            }
        }
    }
}
