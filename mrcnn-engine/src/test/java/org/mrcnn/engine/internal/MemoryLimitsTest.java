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

    @Test
    void namesThePropertyAndItsValue() {
        assertThatThrownBy(() -> MemoryLimits.require("a detection", "some.property", 700 * MEBIBYTE, 512 * MEBIBYTE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of native memory before a detection: expected a limit of at least 700m, found 512m;"
                        + " start the JVM with -Dsome.property=1536m or more");
    }

    @Test
    void whatFitsAndWhatHasNoLimitPasses() {
        assertThatCode(() -> MemoryLimits.require("a detection", "some.property", 512 * MEBIBYTE, 512 * MEBIBYTE))
                .doesNotThrowAnyException();
        assertThatCode(() -> MemoryLimits.require("a detection", "some.property", Long.MAX_VALUE / 2, 0))
                .doesNotThrowAnyException();
    }

    @Test
    void roomEndsAtTheLimit() {
        assertThat(MemoryLimits.hasRoom(0)).isTrue();
        assertThat(MemoryLimits.hasRoom(Pointer.maxBytes() + 1)).isFalse();
    }
}
