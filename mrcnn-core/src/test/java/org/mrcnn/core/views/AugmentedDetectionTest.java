// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.views.AugmentedDetection.Kind;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

class AugmentedDetectionTest {

    private static final int HEIGHT = 90;
    private static final int WIDTH = 130;

    private int calls;

    /** Returns an image with a light box and a lighter one, neither of them in the middle. */
    private static Image image() {
        Image image = Image.black(HEIGHT, WIDTH, 3);
        fill(image, new int[] {10, 20, 40, 33}, 120);
        fill(image, new int[] {50, 70, 75, 125}, 240);
        return image;
    }

    private static void fill(Image image, int[] box, int value) {
        for (int y = box[0]; y < box[2]; y++) {
            for (int i = (y * WIDTH + box[1]) * 3; i < (y * WIDTH + box[3]) * 3; i++) {
                image.pixels()[i] = (byte) value;
            }
        }
    }

    /** Detects both boxes in any view. */
    private Detections detect(Image view) {
        calls++;
        List<Detection> found = new ArrayList<>();
        for (int classId = 1; classId <= 2; classId++) {
            byte[] mask = new byte[view.height() * view.width()];
            for (int i = 0; i < mask.length; i++) {
                int value = view.pixels()[3 * i] & 0xff;
                mask[i] = (byte) (classId == 1 ? (value > 60 && value < 180 ? 1 : 0) : value >= 180 ? 1 : 0);
            }
            Rle rle = Rle.of(mask, view.height(), view.width());
            if (rle.area() > 60) {
                found.add(new Detection(classId, "class " + classId, classId * 0.4f, rle.bounds(), rle));
            }
        }
        return new Detections(view.height(), view.width(), found);
    }

    @Test
    void whatAllSymmetricViewsShowIsTheImagesOwn() {
        AugmentedDetection views = new AugmentedDetection(this::detect, EnumSet.of(Kind.FLIPS, Kind.TURNS));

        Detections found = views.detect(image());

        assertThat(calls).isEqualTo(views.views()).isEqualTo(8);
        assertThat(found.stream().map(Detection::classId)).containsExactly(2, 1);
        assertThat(found.stream().map(Detection::mask))
                .containsExactly(
                        Rle.fromBox(new double[] {70, 50, 55, 25}, HEIGHT, WIDTH),
                        Rle.fromBox(new double[] {20, 10, 13, 30}, HEIGHT, WIDTH));
        assertThat(found.list().get(0).score()).isEqualTo(0.8f, within(1e-6f));
        assertThat(found.list().get(1).box()).containsExactly(new float[] {10, 20, 40, 33}, within(1e-4f));
    }

    @Test
    void scaledViewsAgreeToAPixelOrTwo() {
        AugmentedDetection views = new AugmentedDetection(this::detect, Set.of(Kind.SCALES));

        Detections found = views.detect(image());

        assertThat(calls).isEqualTo(1 + 1 + 2); // tiles of 104 pixels, as high as the image
        for (Detection d : found.list().subList(0, 2)) {
            Rle truth = detect(image()).list().get(d.classId() - 1).mask();
            assertThat(Rle.iou(List.of(d.mask()), List.of(truth), new boolean[1])[0])
                    .isGreaterThan(0.9);
            assertThat(d.score()).isEqualTo(d.classId() * 0.4f, within(1e-6f));
        }
    }

    @Test
    void pixelsNeedTheVotesOfHalfTheScores() {
        Rle right = box(10, 10, 20, 20);
        Rle narrow = box(10, 10, 15, 20);
        Rle wide = box(10, 10, 30, 20);

        Detection merged = Votes.merge(List.of(one(0.9f, right), one(0.8f, narrow), one(0.7f, wide)))
                .get(0);

        assertThat(merged.mask()).isEqualTo(right);
        assertThat(merged.score()).isEqualTo(0.8f, within(1e-6f));
    }

    @Test
    void whatOneViewOfFourShowsHasAQuarterOfItsScore() {
        Detections none = new Detections(HEIGHT, WIDTH, List.of());

        List<Detection> merged = Votes.merge(List.of(none, one(0.8f, box(10, 10, 20, 20)), none, none));

        assertThat(merged).hasSize(1);
        assertThat(merged.get(0).score()).isEqualTo(0.2f, within(1e-6f));
    }

    /** Two detections in one view are two objects, even if they are similar: the suppression of that view has kept both. */
    @Test
    void aViewHasOneVote() {
        Detection a = one(0.9f, box(10, 10, 20, 20)).list().get(0);
        Detection b = one(0.8f, box(11, 10, 20, 20)).list().get(0);

        List<Detection> merged = Votes.merge(List.of(new Detections(HEIGHT, WIDTH, List.of(a, b))));

        assertThat(merged).containsExactly(a, b);
    }

    @Test
    void noViewsAreRefused() {
        assertThatThrownBy(() -> new AugmentedDetection(this::detect, Set.of())).hasMessageContaining("flips");
    }

    private static Rle box(int left, int top, int width, int height) {
        return Rle.fromBox(new double[] {left, top, width, height}, HEIGHT, WIDTH);
    }

    private static Detections one(float score, Rle mask) {
        return new Detections(HEIGHT, WIDTH, List.of(new Detection(1, "class 1", score, mask.bounds(), mask)));
    }
}
