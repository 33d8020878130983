// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;

class MixupTest {

    private static final Mixup ALWAYS = new Mixup(2, 1);

    /** Returns the first weight of a seed, computed as {@link Mixup} draws it: after the number for the probability. */
    private static float weight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        random.nextDouble();
        return (float) RandomSettings.beta(2, random);
    }

    @Test
    void pixelsAreTheWeightedMeanOfBothImages() {
        for (long seed = 0; seed < 20; seed++) {
            Sample one = Scenes.discs(23, 31, 4, seed);
            Sample other = Scenes.discs(23, 31, 5, seed + 100);
            Sample mixed =
                    ALWAYS.mix(one, new SplittableRandom(seed), () -> other).sample();
            double weight = weight(seed);
            for (int y = 0; y < 23; y++) {
                for (int x = 0; x < 31; x++) {
                    for (int c = 0; c < 3; c++) {
                        double mean = weight * one.image().sample(y, x, c)
                                + (1 - weight) * other.image().sample(y, x, c);
                        assertThat(mixed.image().sample(y, x, c) - mean).isBetween(-0.5001, 0.5001);
                    }
                }
            }
        }
    }

    @Test
    void objectsOfBothImagesAreKeptAsTheyAre() {
        Sample one = Scenes.discs(40, 52, 4, 1);
        Sample other = Scenes.discs(40, 52, 6, 2);
        Transform.Mixed mixed = ALWAYS.mix(one, new SplittableRandom(3), () -> other);
        Sample sample = mixed.sample();
        assertThat(mixed.dropped()).isZero();
        assertThat(sample.imageName()).isEqualTo(one.imageName());
        assertThat(sample.classIds()).containsExactly(1, 2, -3, 4, 1, 2, -3, 4, 5, 1);
        assertThat(sample.masks().subList(0, 4)).isEqualTo(one.masks());
        assertThat(sample.masks().subList(4, 10)).isEqualTo(other.masks());
        assertThat(sample.boxes()).startsWith(one.boxes()).endsWith(other.boxes());
    }

    @Test
    void anImageOfAnotherSizeIsFittedInTheCentre() {
        Sample one = Scenes.flat(20, 60, 0, 1, 0, 0, 5, 5);
        Sample half =
                Scenes.flat(10, 20, 200, 2, 2, 3, 6, 11); // twice as large it is 20x40, with 10 columns on each side
        Sample mixed = ALWAYS.mix(one, new SplittableRandom(5), () -> half).sample();
        assertThat(mixed.classIds()).containsExactly(1, 2);
        assertThat(mixed.masks().get(1)).isEqualTo(Rle.of(box(20, 60, 4, 16, 12, 32), 20, 60));
        assertThat(mixed.image().sample(10, 30, 1)).isEqualTo(Math.round((1 - weight(5)) * 200));
    }

    private static byte[] box(int height, int width, int y1, int x1, int y2, int x2) {
        byte[] mask = new byte[height * width];
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                mask[y * width + x] = 1;
            }
        }
        return mask;
    }

    @Test
    void anObjectThatBecomesTooSmallIsCounted() {
        Sample one = Scenes.flat(10, 10, 0, 1, 0, 0, 5, 5);
        Sample large = Scenes.flat(400, 400, 200, 2, 3, 3, 4, 4);
        Transform.Mixed mixed = ALWAYS.mix(one, new SplittableRandom(5), () -> large);
        assertThat(mixed.sample().classIds()).containsExactly(1);
        assertThat(mixed.dropped()).isEqualTo(1);
    }

    /** Compares with the moments of Beta(alpha, alpha): mean 1/2, variance 1/(4(2 alpha + 1)), kurtosis 3 - 6/(2 alpha + 3). */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 8, 32, 1000})
    void weightsHaveTheMomentsOfTheBetaDistribution(double alpha) {
        SplittableRandom random = new SplittableRandom(11);
        double[] centred = DoubleStream.generate(() -> RandomSettings.beta(alpha, random) - 0.5)
                .limit(200_000)
                .toArray();
        double variance = 1 / (4 * (2 * alpha + 1));
        double kurtosis = 3 - 6 / (2 * alpha + 3);
        assertThat(DoubleStream.of(centred)).allMatch(value -> Math.abs(value) <= 0.5);
        assertThat(DoubleStream.of(centred).average().orElseThrow() / Math.sqrt(variance))
                .isCloseTo(0, within(0.01));
        assertThat(DoubleStream.of(centred).map(v -> v * v).average().orElseThrow() / variance)
                .isCloseTo(1, within(0.02));
        assertThat(DoubleStream.of(centred).map(v -> v * v * v * v).average().orElseThrow() / variance / variance)
                .isCloseTo(kurtosis, within(0.08));
    }
}
