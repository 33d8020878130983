// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

class MixingTest {

    @Test
    void aMosaicHoldsFourImages() {
        Sample own = Scenes.flat(40, 60, 10, 1, 0, 0, 40, 60);
        for (long seed = 0; seed < 20; seed++) {
            Iterator<Sample> others = List.of(
                            Scenes.flat(40, 60, 20, 2, 0, 0, 40, 60),
                            Scenes.flat(17, 90, 30, 3, 0, 0, 17, 90),
                            Scenes.flat(200, 30, 40, 4, 0, 0, 200, 30))
                    .iterator();
            Mosaic mosaic = new Mosaic(List.of(0.2, 0.8), 0, 1);
            Transform.Mixed mixed = mosaic.mix(own, new SplittableRandom(seed), others::next);
            Sample sample = mixed.sample();
            assertThat(mixed.dropped()).isZero();
            assertThat(sample.classIds()).containsExactlyInAnyOrder(1, 2, 3, 4);
            byte[] owner = new byte[40 * 60];
            for (int k = 0; k < 4; k++) {
                byte[] mask = sample.masks().get(k).toMask();
                for (int i = 0; i < mask.length; i++) {
                    if (mask[i] != 0) {
                        assertThat(sample.image().pixels()[3 * i]).isEqualTo((byte) (10 * sample.classIds()[k]));
                        owner[i]++;
                    }
                }
            }
            assertThat(owner).containsOnly(1);
        }
    }

    @Test
    void aMosaicCountsWhatItCutsOff() {
        Sample own = Scenes.flat(40, 40, 10, 1, 0, 0, 1, 1); // a corner pixel, lost in the middle of an image
        Transform.Mixed mixed = new Mosaic(List.of(0.5, 0.5), 0.1, 1)
                .mix(own, new SplittableRandom(3), () -> Scenes.flat(80, 20, 20, 2, 39, 0, 41, 20));
        assertThat(mixed.sample().count() + mixed.dropped()).isEqualTo(4);
        assertThat(mixed.dropped()).isPositive();
    }

    @Test
    void pastedObjectsCoverThoseBehind() {
        Sample behind = two(10, new int[] {0, 0, 10, 20}, new int[] {0, 15, 10, 30});
        Sample front = Scenes.flat(20, 40, 200, 7, 0, 0, 20, 18);
        // random numbers: apply, do not mirror, scale, two for the position, share
        Transform.Mixed mixed =
                new CopyPaste(1, List.of(1.0, 1.0), 0.2, 1).mix(behind, new Scripted(0, 0.9, 0), () -> front);
        Sample sample = mixed.sample();
        assertThat(mixed.dropped()).isEqualTo(1); // the first 2 of 20 columns remain
        assertThat(sample.classIds()).containsExactly(-2, 7);
        assertThat(sample.boxes()).containsExactly(0, 18, 10, 30, 0, 0, 20, 18);
        for (int i = 0; i < 20 * 40; i++) {
            assertThat(sample.image().pixels()[3 * i] & 0xff).isEqualTo(i % 40 < 18 ? 200 : 10);
        }
    }

    /** Returns two objects, the second of which is a crowd. */
    private static Sample two(int colour, int[] first, int[] second) {
        Sample a = Scenes.flat(20, 40, colour, 1, first);
        Sample b = Scenes.flat(20, 40, colour, 2, second);
        return Sample.of(
                1,
                "two",
                a.image(),
                new int[] {1, -2},
                List.of(a.masks().get(0), b.masks().get(0)));
    }

    @Test
    void crowdsAreNotPasted() {
        Sample crowd = two(99, new int[] {0, 0, 5, 5}, new int[] {10, 10, 15, 15});
        Sample sample = Scenes.flat(20, 40, 10, 3, 0, 30, 5, 40);
        Transform.Mixed mixed =
                new CopyPaste(1, List.of(1.0, 1.0), 0, 1).mix(sample, new Scripted(0, 0.9, 0), () -> crowd);
        assertThat(mixed.sample().classIds()).containsExactly(3, 1);
        assertThat(mixed.sample().image().sample(12, 12, 0)).isEqualTo(10);
        assertThat(mixed.sample().image().sample(2, 2, 0)).isEqualTo(99);
    }

    @Test
    void pastedPixelsAreThoseOfTheMask() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Sample sample = Scenes.flat(50, 70, 0, 9, 5, 5, 45, 65);
            Sample other = Scenes.flat(30, 60, 255, 8, 3, 3, 28, 40);
            Sample mixed = new CopyPaste(1, List.of(0.5, 1.5), 0, 1)
                    .mix(sample, random, () -> other)
                    .sample();
            for (int k = 0; k < mixed.count(); k++) {
                byte[] mask = mixed.masks().get(k).toMask();
                int value = mixed.classIds()[k] == 8 ? 255 : 0;
                for (int i = 0; i < mask.length; i++) {
                    assertThat(mask[i] == 0 || (mixed.image().pixels()[3 * i] & 0xff) == value)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void cutOutsHideAndCount() {
        Sample sample = Scenes.flat(40, 40, 60, 1, 0, 0, 40, 40);
        byte[] pixels = sample.image().pixels();
        Arrays.fill(pixels, 0, pixels.length / 2, (byte) 100); // so that the mean, 80, is not a colour of the image
        Sample cut = new CutOut(2, List.of(0.3, 0.5), 0, 1).apply(sample, new SplittableRandom(2));
        byte[] mask = cut.masks().get(0).toMask();
        for (int i = 0; i < mask.length; i++) {
            assertThat(mask[i] == 0).isEqualTo(cut.image().pixels()[3 * i] == 80);
        }
        assertThat(cut.masks().get(0).area()).isLessThan(1600);
        assertThat(new CutOut(1, List.of(1.0, 1.0), 0.9, 1)
                        .apply(sample, new SplittableRandom(4))
                        .count())
                .isZero();
    }

    @Test
    void lostObjectsAreCountedByName() {
        CutOut all = new CutOut(1, List.of(1.0, 1.0), 1, 1);
        Transform own = (sample, random) -> sample;
        Augmenter augmenter =
                new Augmenter(List.of(own, new HorizontalFlip(1), all, new Mosaic(List.of(0.3, 0.7), 1, 1), all));
        for (long seed = 0; seed < 3; seed++) {
            Sample sample = Scenes.discs(20, 20, 4, seed);
            augmenter.apply(sample, new SplittableRandom(seed), () -> sample);
        }
        assertThat(augmenter.dropped()).containsOnlyKeys("cut_out", "mosaic");
        Transform none = (sample, random) -> Sample.of(1, "a", sample.image(), new int[0], List.of());
        Augmenter last = new Augmenter(List.of(own, none));
        last.apply(Scenes.discs(20, 20, 4, 1), new SplittableRandom(1), () -> null);
        assertThat(last.dropped()).isEqualTo(Map.of("transform 2", 4L));
        assertThat(new Augmenter(List.of()).dropped()).isEqualTo(Map.of());
    }

    @Test
    void stepsComeInTheirOrder() {
        Sample sample = Scenes.discs(16, 24, 3, 1);
        Augmenter both = new Augmenter(List.of(new HorizontalFlip(1), new Brightness(0.5, 1)));
        Sample expected = new Brightness(0.5, 1)
                .apply(new HorizontalFlip(1).apply(sample, new Scripted(0)), new Scripted(0, 0.2));
        assertThat(both.apply(sample, new Scripted(0, 0, 0.2), () -> sample)
                        .image()
                        .pixels())
                .isEqualTo(expected.image().pixels());
    }

    @Test
    void cropsAndDifferencesOfRunsAreThoseOfBitmaps() {
        SplittableRandom random = new SplittableRandom(8);
        for (int trial = 0; trial < 200; trial++) {
            int height = random.nextInt(1, 12);
            int width = random.nextInt(1, 12);
            byte[] a = new byte[height * width];
            byte[] b = new byte[a.length];
            byte[] rest = new byte[a.length];
            int density = random.nextInt(1, 5);
            for (int i = 0; i < a.length; i++) {
                a[i] = (byte) (random.nextInt(density) == 0 ? 1 : 0);
                b[i] = (byte) random.nextInt(2);
                rest[i] = (byte) (a[i] & ~b[i]);
            }
            Rle mask = Rle.of(a, height, width);
            assertThat(RleCrops.of(RleCrops.crop(mask), height, width)).isEqualTo(mask);
            assertThat(RleCrops.minus(mask, Rle.of(b, height, width))).isEqualTo(Rle.of(rest, height, width));
        }
    }
}
