// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class MemoryLimitsTest {

    private static final long MEBIBYTE = 1 << 20;

    private static final MemoryLimits.Demand DETECTION = new MemoryLimits.Demand("a detection", "", 0, 0);

    @Test
    void namesThePropertyAndItsValue() {
        assertThatThrownBy(() -> DETECTION.require("some.property", 700 * MEBIBYTE, 512 * MEBIBYTE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of native memory before a detection: expected a limit of at least 700m, found 512m;"
                        + " start the JVM with -Dsome.property=1536m or more");
    }

    @Test
    void whatFitsAndWhatHasNoLimitPasses() {
        assertThatCode(() -> DETECTION.require("some.property", 512 * MEBIBYTE, 512 * MEBIBYTE))
                .doesNotThrowAnyException();
        assertThatCode(() -> DETECTION.require("some.property", Long.MAX_VALUE / 2, 0))
                .doesNotThrowAnyException();
    }

    @Test
    void namesWhatToChangeAndTheMachine() {
        MemoryLimits.Demand step = new MemoryLimits.Demand("a step", "use a smaller batch", 0, 0);
        assertThatThrownBy(() -> step.require("some.property", 700 * MEBIBYTE, 512 * MEBIBYTE))
                .hasMessageEndingWith(
                        "found 512m; use a smaller batch, or start the JVM with -Dsome.property=1536m or more");
        MemoryLimits.Demand huge = new MemoryLimits.Demand("a step", "use a smaller batch", 0, 1L << 60);
        assertThatThrownBy(huge::require)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a step: expected");
        assertThat(huge.times(0.5).process()).isEqualTo(1L << 59);
    }

    @Test
    void roomEndsAtTheLimit() {
        assertThat(MemoryLimits.hasRoom(0)).isTrue();
        assertThat(MemoryLimits.hasRoom(Pointer.maxBytes() + 1)).isFalse();
    }
}
