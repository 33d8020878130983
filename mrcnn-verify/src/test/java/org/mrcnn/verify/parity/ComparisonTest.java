// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void wordsOfTheCasesBecomeTolerances() {
        assertThat(Tolerance.parse("exact (IoU is float64)")).contains(Tolerance.EXACT);
        assertThat(Tolerance.parse("1e-4 px")).contains(Tolerance.absolute(1e-4));
        assertThat(Tolerance.parse("1e-5 relative")).contains(Tolerance.relative(1e-5));
        assertThat(Tolerance.parse("relative 1e-6 when summed")).contains(Tolerance.relative(1e-6));
        assertThat(Tolerance.parse("1e-4 relative to the largest entry")).contains(Tolerance.ofLargest(1e-4));
        assertThat(Tolerance.parse("1e-3 absolute and relative")).contains(new Tolerance(1e-3, 1e-3, 0));
        assertThat(Tolerance.parse("at most 1 level, on few pixels")).contains(Tolerance.absolute(1));
        assertThat(Tolerance.parse("informative")).isEmpty();
        assertThat(Decisions.margin("exact where |before-0.5| > 1e-5", 0)).isEqualTo(1e-5);
        assertThat(Decisions.margin("but for pixels whose value is within 1e-6 of 0.5", 0))
                .isEqualTo(1e-6);
    }

    @Test
    void theLargestDifferencesAreReported() {
        Comparison c =
                Comparison.of("x", new double[] {100, 0.5, -2}, new double[] {100.25, 1, -2}, Tolerance.absolute(0.5));
        assertThat(c.absolute()).isEqualTo(0.5);
        assertThat(c.relative()).isEqualTo(0.5);
        assertThat(c.strain()).isEqualTo(1);
        assertThat(c.pass()).isTrue();
        Comparison relative =
                Comparison.of("x", new double[] {100, 0}, new double[] {101, 0}, Tolerance.relative(0.005));
        assertThat(relative.strain()).isCloseTo(2, within(1e-12));
        assertThat(relative.pass()).isFalse();
        Comparison largest =
                Comparison.of("x", new double[] {100, 0}, new double[] {100, 0.5}, Tolerance.ofLargest(0.01));
        assertThat(largest.pass()).isTrue();
    }

    @Test
    void notANumberEqualsOnlyItself() {
        double nan = Double.NaN;
        assertThat(Comparison.of("x", nan, nan, Tolerance.EXACT).pass()).isTrue();
        assertThat(Comparison.of("x", 1, nan, Tolerance.absolute(1e9)).pass()).isFalse();
        assertThat(Comparison.of("x", nan, 1, Tolerance.absolute(1e9)).pass()).isFalse();
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(Comparison.of("x", infinite, infinite, Tolerance.EXACT).pass())
                .isTrue();
        assertThat(Comparison.of("x", infinite, 1, Tolerance.relative(1)).pass())
                .isFalse();
    }

    @Test
    void anotherNumberOfValuesFails() {
        Comparison c = Comparison.of("x", new int[] {1}, new int[] {1, 1}, Tolerance.absolute(9));
        assertThat(c.pass()).isFalse();
        assertThat(c.fault()).isEqualTo("expected 1 values, computed 2");
    }
}
