// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.verify.dialect.ThreeComparisons.Verdict;

class ThreeComparisonsTest {

    private static FoundObjects found(float score, float right) {
        float[] box = {0, 0, right, 1};
        return new FoundObjects("a.png", List.of(box), new float[] {score}, new int[] {1}, List.of(new int[] {0, 4}));
    }

    private static Verdict verdict(FoundObjects ours, FoundObjects theirs, FoundObjects exact) {
        return ThreeComparisons.of(ours, theirs, exact, 2, 2).verdict();
    }

    @Test
    void agreesWithinTheBoundsOfEither() {
        assertThat(verdict(found(0.5f, 1), found(0.50009f, 1.009f), found(0.6f, 1)))
                .isEqualTo(Verdict.AGREES);
        assertThat(verdict(found(0.5f, 1), found(0.6f, 1), found(0.50009f, 1))).isEqualTo(Verdict.AGREES);
    }

    @Test
    void twiceTheRoundingOfTheOtherIsRounding() {
        assertThat(verdict(found(0.5f, 1), found(0.5005f, 1), found(0.5003f, 1)))
                .isEqualTo(Verdict.ROUNDING);
        assertThat(verdict(found(0.5f, 1), found(0.5007f, 1), found(0.5005f, 1)))
                .isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void anObjectThatIsMissingDiffers() {
        FoundObjects none = new FoundObjects("a.png", List.of(), new float[0], new int[0], List.of());
        assertThat(verdict(none, found(0.5f, 1), found(0.5f, 1))).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(found(0.5f, 1.9f), found(0.5f, 1), found(0.5f, 1))).isEqualTo(Verdict.DIFFERS);
    }
}
