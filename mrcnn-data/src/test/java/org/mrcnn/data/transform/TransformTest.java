// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.mask.Symmetry;
import org.mrcnn.data.mask.Rle;

class TransformTest {

    private static final RandomGenerator RANDOM = new SplittableRandom(1);

    /** One channel, 2 x 3: 1 2 3 / 4 5 6, with a mask on 2 and 3. */
    private static Sample byHand() {
        Image image = new Image(2, 3, 1, new byte[] {1, 2, 3, 4, 5, 6});
        return Sample.of(1, "a", image, new int[] {9}, List.of(Rle.of(new byte[] {0, 1, 1, 0, 0, 0}, 2, 3)));
    }

    @Test
    void flipsByHand() {
        Sample flipped = new HorizontalFlip(1).apply(byHand(), RANDOM);
        assertThat(flipped.image().pixels()).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(flipped.boxes()).containsExactly(0, 0, 1, 2);
        assertThat(flipped.classIds()).containsExactly(9);
        Sample down = new VerticalFlip(1).apply(byHand(), RANDOM);
        assertThat(down.image().pixels()).containsExactly(4, 5, 6, 1, 2, 3);
        assertThat(down.boxes()).containsExactly(1, 1, 2, 3);
    }

    @Test
    void turnsByHand() {
        Sample left = SampleSymmetry.apply(Symmetry.TURN_LEFT, byHand());
        assertThat(left.image().height()).isEqualTo(3);
        assertThat(left.image().pixels()).containsExactly(3, 6, 2, 5, 1, 4);
        assertThat(left.boxes()).containsExactly(0, 0, 2, 1);
        assertThat(SampleSymmetry.apply(Symmetry.TURN_RIGHT, byHand()).image().pixels())
                .containsExactly(4, 1, 5, 2, 6, 3);
        assertThat(SampleSymmetry.apply(Symmetry.TURN_AROUND, byHand()).image().pixels())
                .containsExactly(6, 5, 4, 3, 2, 1);
    }

    @Test
    void probabilityDecides() {
        Sample sample = byHand();
        assertThat(new HorizontalFlip(0).apply(sample, RANDOM)).isSameAs(sample);
        int flips = 0;
        for (int i = 0; i < 1000; i++) {
            flips += new VerticalFlip(0.25).apply(sample, RANDOM).image().sample(0, 0, 0) == 4 ? 1 : 0;
        }
        assertThat(flips).isBetween(190, 310);
        assertThatThrownBy(() -> new HorizontalFlip(1.5))
                .hasMessage("HorizontalFlip.probability: expected a number from 0 to 1, found 1.5");
    }

    @Test
    void allFourTurnsHappen() {
        Set<List<Byte>> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] pixels = new QuarterTurns().apply(byHand(), RANDOM).image().pixels();
            seen.add(List.of(pixels[0], pixels[1]));
        }
        assertThat(seen).hasSize(4);
    }

    static List<Transform> transforms() {
        return List.of(
                new HorizontalFlip(0.5),
                new VerticalFlip(0.5),
                new QuarterTurns(),
                new Flips(0.5),
                (sample, random) -> new Augmenter(
                                List.of(new HorizontalFlip(0.5), new QuarterTurns(), new VerticalFlip(0.5)))
                        .apply(sample, random, () -> sample));
    }

    /** Each mask covers the pixels of one value, and must do so afterwards, whatever moved. */
    @ParameterizedTest
    @MethodSource("transforms")
    void pixelsBoxesAndMasksMoveTogether(Transform transform) {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 40; trial++) {
            int height = random.nextInt(1, 15);
            int width = random.nextInt(1, 15);
            byte[] value = new byte[height * width];
            byte[] mask = new byte[height * width];
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) random.nextInt(3);
                mask[i] = (byte) (value[i] == 2 ? 1 : 0);
            }
            Image image = new Image(height, width, 1, value.clone());
            Sample sample = Sample.of(1, "a", image, new int[] {1}, List.of(Rle.of(mask, height, width)));
            Sample moved = transform.apply(sample, random);
            byte[] pixels = moved.image().pixels();
            for (int k = 0; k < moved.count(); k++) {
                byte[] movedMask = moved.masks().get(k).toMask();
                for (int i = 0; i < pixels.length; i++) {
                    assertThat(movedMask[i]).isEqualTo((byte) (pixels[i] == 2 ? 1 : 0));
                }
                assertThat(moved.boxes()).containsExactly(moved.masks().get(k).bounds());
            }
            assertThat(sample.image().pixels()).isEqualTo(value);
        }
    }

    @Test
    void sameRandomSameChange() {
        for (Transform transform : transforms()) {
            Sample a = transform.apply(byHand(), new SplittableRandom(3));
            Sample b = transform.apply(byHand(), new SplittableRandom(3));
            assertThat(a.image().pixels()).isEqualTo(b.image().pixels());
        }
    }

    @Test
    void warpMovesPixelsAndMasksForwards() {
        Sample moved = Transform.warp(byHand(), new double[] {1, 0, 1, 0, 1, 2}, 4, 4); // right by 1, down by 2
        assertThat(moved.image().sample(2, 1, 0)).isEqualTo(1);
        assertThat(moved.image().sample(3, 3, 0)).isEqualTo(6);
        assertThat(moved.boxes()).containsExactly(2, 2, 3, 4);
        Sample mirrored = Transform.warp(byHand(), new double[] {-1, 0, 3, 0, 1, 0}, 2, 3);
        assertThat(mirrored.image().pixels()).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(Transform.warp(byHand(), new double[] {1, 0, 9, 0, 1, 0}, 2, 3)
                        .count())
                .isZero();
    }

    @Test
    void warpRefusesWhatIsNoMap() {
        for (double[] matrix :
                List.of(new double[5], new double[] {1, 2, 0, 2, 4, 0}, new double[] {1, 0, Double.NaN, 0, 1, 0})) {
            assertThatThrownBy(() -> Transform.warp(byHand(), matrix, 2, 3))
                    .hasMessageContaining("expected a matrix of six finite numbers that can be inverted");
        }
    }
}
