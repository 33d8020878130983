// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.config.TrainConfig;

class RunLimitsTest {

    private static RunLimits limits(Double minutes, Integer steps) {
        return new RunLimits(minutes, steps, null, IllegalArgumentException::new);
    }

    @Test
    void replaceWhatIsGivenOnly() {
        TrainConfig own = TrainConfig.defaults().withLimits(100, 5).withEpochs(3);
        TrainConfig inMinutes = limits(2.5, null).apply(own);
        assertThat(inMinutes).isEqualTo(own.withLimits(100, 2.5));
        TrainConfig inSteps = limits(null, 7).apply(own);
        assertThat(inSteps).isEqualTo(own.withLimits(7, 5).withEpochs(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void minutesAreAboveZeroAndFinite(double minutes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(minutes, null))
                .withMessage("--minutes: expected a number above 0, found " + minutes);
    }

    @Test
    void stepsAreAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(null, 0))
                .withMessage("--steps: expected 1 or more, found 0");
    }
}
