// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mrcnn.verify.dialect.CaseComparison.Verdict;

class CaseComparisonTest {
    private static final FoundObjects NONE = new FoundObjects("a.png", List.of(), new float[0], new int[0], List.of());

    private static FoundObjects found(float score, float right) {
        float[] box = {0, 0, right, 1};
        return new FoundObjects("a.png", List.of(box), new float[] {score}, new int[] {1}, List.of(new int[] {0, 4}));
    }

    private static Verdict verdict(FoundObjects ours, FoundObjects theirs, FoundObjects exact) {
        CaseComparison comparison = new CaseComparison();
        comparison.add(ours, theirs, Optional.of(exact), 2, 2);
        return comparison.verdict();
    }

    @Test
    void agreesWithinTheBounds() {
        assertThat(verdict(found(0.5f, 1), found(0.50009f, 1.009f), found(0.6f, 1)))
                .isEqualTo(Verdict.AGREES);
    }

    @Test
    void oneImageOutsideTheBoundsIsEnoughNotToAgree() {
        CaseComparison comparison = new CaseComparison();
        comparison.add(found(0.5f, 1), found(0.5f, 1), Optional.empty(), 2, 2);
        comparison.add(found(0.5f, 1), found(0.5f, 1.02f), Optional.of(found(0.5f, 1.02f)), 2, 2);
        assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void whatWasNotComparedWithFloat64IsNoRounding() {
        CaseComparison comparison = new CaseComparison();
        comparison.add(found(0.5f, 1), found(0.5005f, 1), Optional.empty(), 2, 2);
        assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void asFarFromFloat64AsTheOtherIsRounding() {
        assertThat(verdict(found(0.5f, 1), found(0.5005f, 1), found(0.5003f, 1)))
                .isEqualTo(Verdict.ROUNDING);
        assertThat(verdict(found(0.5f, 1), found(0.5007f, 1), found(0.5005f, 1)))
                .isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void masksMustBeEqualEvenWhereRoundingIsLarge() {
        FoundObjects other = new FoundObjects(
                "a.png", List.of(new float[] {0, 0, 1, 1}), new float[] {0.5005f}, new int[] {1}, List.of(new int[] {4
                }));
        assertThat(verdict(found(0.5f, 1), other, found(0.5003f, 1))).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void objectsThatAreMissingDiffer() {
        CaseComparison comparison = new CaseComparison();
        for (int image = 0; image < 5; image++) {
            comparison.add(NONE, found(0.5f, 1), Optional.of(found(0.5f, 1)), 2, 2);
        }
        assertThat(comparison.verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void anObjectMoreThanAPixelAwayIsMissing() {
        assertThat(ImageComparison.of(found(0.5f, 1), found(0.5f, 2.1f), 2, 2).missed())
                .isEqualTo(1);
    }
}
