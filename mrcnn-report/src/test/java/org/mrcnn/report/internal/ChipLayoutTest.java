// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChipLayoutTest {

    private static Rectangle2D box(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    @Test
    void firstChoiceIsAboveTheBoxAtItsLeftSide() {
        Rectangle2D box = box(50, 50, 30, 30);
        assertThat(new ChipLayout(200, 200, List.of(box)).place(box, 40, 10)).contains(box(50, 40, 40, 10));
    }

    @Test
    void staysInsideTheImage() {
        Rectangle2D box = box(190, 0, 10, 30);
        assertThat(new ChipLayout(200, 200, List.of(box)).place(box, 40, 10)).contains(box(160, 30, 40, 10));
    }

    @Test
    void movesAwayFromOtherBoxes() {
        Rectangle2D box = box(50, 50, 40, 30);
        Rectangle2D above = box(50, 30, 40, 20);
        assertThat(new ChipLayout(200, 200, List.of(box, above)).place(box, 40, 10))
                .contains(box(50, 80, 40, 10));
    }

    @Test
    void chipsHideAtMostATenthOfEachOtherOrAreLeftOut() {
        Random random = new Random(5);
        List<Rectangle2D> boxes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boxes.add(box(random.nextInt(300), random.nextInt(300), 20, 20));
        }
        ChipLayout layout = new ChipLayout(320, 320, boxes);
        List<Rectangle2D> placed = new ArrayList<>();
        for (Rectangle2D box : boxes) {
            layout.place(box, 50, 12).ifPresent(placed::add);
        }
        assertThat(placed).hasSizeBetween(20, 199);
        for (int i = 0; i < placed.size(); i++) {
            for (int j = 0; j < i; j++) {
                Rectangle2D both = placed.get(i).createIntersection(placed.get(j));
                assertThat(both.isEmpty() ? 0 : both.getWidth() * both.getHeight())
                        .isLessThanOrEqualTo(60.0);
            }
        }
    }

    @Test
    void aCornerIsTheOneWithFewestBoxesIfThereIsRoom() {
        List<Rectangle2D> boxes = List.of(
                new Rectangle2D.Double(0, 0, 100, 40), // the whole top
                new Rectangle2D.Double(0, 80, 30, 20));
        ChipLayout layout = new ChipLayout(100, 100, boxes);
        assertThat(layout.corner(30, 20)).contains(new Rectangle2D.Double(70, 80, 30, 20));
        assertThat(layout.corner(60, 20)).isEmpty();
    }
}
