// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

class DrawingTest {

    private static Rle square(int size, int from, int to) {
        byte[] pixels = new byte[size * size];
        for (int y = from; y < to; y++) {
            for (int x = from; x < to; x++) {
                pixels[y * size + x] = 1;
            }
        }
        return Rle.of(pixels, size, size);
    }

    private static Detection found(int classId, Rle mask) {
        return new Detection(classId, "class" + classId, 0.9f, mask.bounds(), mask);
    }

    @Test
    void smallImagesAreEnlargedAndLargeOnesAreNot() {
        Detections none = new Detections(300, 300, List.of());
        assertThat(Drawing.draw(Image.black(300, 300, 3), none).height()).isEqualTo(900);
        Detections noneInLarge = new Detections(1000, 1400, List.of());
        Image large = Drawing.draw(Image.black(1000, 1400, 3), noneInLarge);
        assertThat(large.height()).isEqualTo(1000);
        assertThat(large.width()).isEqualTo(1400);
        assertThat(Drawing.draw(Image.black(10, 10, 3), new Detections(10, 10, List.of()))
                        .height())
                .isEqualTo(80);
    }

    @Test
    void withoutObjectsTheImageStaysAsItIs() {
        byte[] pixels = new byte[900 * 900 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31);
        }
        Image image = new Image(900, 900, 3, pixels);
        assertThat(Drawing.draw(image, new Detections(900, 900, List.of())).pixels())
                .isEqualTo(pixels);
    }

    @Test
    void tintsTheMaskAndLeavesTheRestAlone() {
        Detections one = new Detections(900, 900, List.of(found(1, square(900, 300, 600))));
        Image drawn = Drawing.draw(Image.black(900, 900, 1), one);
        assertThat(drawn.sample(450, 450, 0)).isBetween(80, 120); // 38% of the first colour's red, 255
        assertThat(drawn.sample(450, 300, 0)).isGreaterThan(150); // its border
        assertThat(drawn.sample(800, 800, 0)).isZero();
    }

    @Test
    void classesKeepTheirColour() {
        Rle first = square(900, 100, 300);
        Rle second = square(900, 500, 700);
        Image drawn = Drawing.draw(
                Image.black(900, 900, 3), new Detections(900, 900, List.of(found(2, first), found(1, second))));
        Image swapped = Drawing.draw(
                Image.black(900, 900, 3), new Detections(900, 900, List.of(found(1, second), found(2, first))));
        assertThat(drawn.sample(200, 200, 2))
                .isEqualTo(swapped.sample(200, 200, 2))
                .isNotEqualTo(drawn.sample(600, 600, 2));
    }

    @Test
    void crowdsOfObjectsAndEmptyMasksAreDrawn() {
        List<Detection> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(new Detection(
                    1, "cell", 0.5f, new float[] {i, i, i + 4, i + 4}, new Rle(64, 64, new int[] {4096})));
        }
        assertThat(Drawing.draw(Image.black(64, 64, 3), new Detections(64, 64, many))
                        .height())
                .isEqualTo(512);
    }

    @Test
    void manyObjectsOfSeveralClassesHaveALegendInAnEmptyCorner() {
        Rle nothing = new Rle(900, 900, new int[] {900 * 900});
        List<Detection> few = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            few.add(new Detection(1 + i % 2, "class", 0.5f, new float[] {10, 60 * i, 30, 60 * i + 20}, nothing));
        }
        List<Detection> many = new ArrayList<>(few);
        many.add(few.get(0));
        Image image = white(900);
        Image plain = Drawing.draw(image, new Detections(900, 900, few));
        Image withLegend = Drawing.draw(image, new Detections(900, 900, many));
        assertThat(dark(plain, 880, 20)).isFalse();
        assertThat(dark(withLegend, 880, 20)).isTrue(); // bottom left: the objects are at the top
    }

    private static Image white(int side) {
        byte[] pixels = new byte[side * side * 3];
        Arrays.fill(pixels, (byte) 255);
        return new Image(side, side, 3, pixels);
    }

    private static boolean dark(Image image, int y, int x) {
        return image.sample(y, x, 0) < 100;
    }

    @Test
    void truthIsDrawnWithoutCrowds() {
        Sample sample = Sample.of(
                1,
                "a.png",
                Image.black(900, 900, 3),
                new int[] {1, -1},
                List.of(square(900, 100, 300), square(900, 500, 700)));
        Image drawn = Drawing.draw(sample, List.of("BG", "cell"));
        assertThat(drawn.sample(200, 200, 0)).isGreaterThan(0);
        assertThat(drawn.sample(600, 600, 0)).isZero();
    }

    @Test
    void writesAPng(@TempDir Path folder) throws Exception {
        Image image = Image.black(100, 100, 3);
        Detections one = new Detections(100, 100, List.of(found(1, square(100, 30, 60))));
        Drawing.write(image, one, folder.resolve("out.png"));
        assertThat(Images.read(folder.resolve("out.png")).pixels())
                .isEqualTo(Drawing.draw(image, one).pixels());
    }

    @Test
    void refusesAnotherImage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Drawing.draw(Image.black(4, 5, 3), new Detections(5, 4, List.of())))
                .withMessageContaining("4x5")
                .withMessageContaining("5x4");
    }
}
