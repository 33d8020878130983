// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorScalesTest {

    @Test
    void separateClustersGiveTheirMedians() {
        double[] sides = {9, 10, 11, 38, 40, 44, 99, 100, 130, 200, 210, 222, 400, 420, 500};
        assertThat(AnchorScales.suggest(sides, 5)).containsExactly(10, 40, 100, 210, 420);
    }

    @Test
    void oneSizeGivesAFanAboveIt() {
        assertThat(AnchorScales.suggest(new double[] {20, 20, 20}, 5)).containsExactly(20, 28, 40, 57, 81);
        assertThat(AnchorScales.suggest(new double[] {1.0}, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void theOrderOfTheSidesDoesNotMatter() {
        double[] sides = sides(new Random(2), 101);
        double[] reversed = new double[sides.length];
        Arrays.setAll(reversed, i -> sides[sides.length - 1 - i]);
        assertThat(AnchorScales.suggest(reversed, 5)).isEqualTo(AnchorScales.suggest(sides, 5));
    }

    /** With two levels, the best centres can be found by trying all pairs. */
    @Test
    void comesNearTheBestOfAllPairs() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            double[] sides = sides(random, 60);
            double best = 0;
            for (double a : sides) {
                for (double b : sides) {
                    best = Math.max(best, meanIou(sides, a, b));
                }
            }
            float[] suggested = AnchorScales.suggest(sides, 2);
            assertThat(meanIou(sides, suggested[0], suggested[1])).isGreaterThan(0.97 * best);
        }
    }

    private static double[] sides(Random random, int n) {
        return random.doubles(n).map(u -> 16 * Math.exp(3 * u)).toArray();
    }

    private static double meanIou(double[] sides, double... centres) {
        return Arrays.stream(sides)
                .map(side -> Arrays.stream(centres)
                        .map(c -> Math.pow(Math.min(c / side, side / c), 2))
                        .max()
                        .orElse(0))
                .average()
                .orElse(0);
    }

    @Test
    void doublesFromAQuantile() {
        double[] sides = {40, 10, 20, 30};
        assertThat(AnchorScales.doubling(sides, 0.5, 5)).containsExactly(30, 60, 120, 240, 480);
        assertThat(AnchorScales.doubling(sides, 0.25, 3)).containsExactly(20, 40, 80);
        assertThat(AnchorScales.doubling(sides, 1, 2)).containsExactly(40, 80);
        assertThat(AnchorScales.doubling(new double[] {0.2}, 0, 3)).containsExactly(1, 2, 4);
    }

    @Test
    void refusesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnchorScales.suggest(new double[0], 5))
                .withMessageContaining("0 sides");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnchorScales.suggest(new double[] {3, 0}, 5))
                .withMessageContaining("positive");
    }
}
