// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void readsModelAndFeaturesOfTheFirstProcessor() {
        String info =
                """
                processor\t: 0
                model name\t: Some CPU @ 2.0GHz
                flags\t\t: fpu sse avx2 avx512f avx512_bf16 amx_bf16 amx_tile
                processor\t: 1
                model name\t: Another
                """;
        assertThat(Environment.cpu(info))
                .isEqualTo(Map.of("cpu", "Some CPU @ 2.0GHz", "cpu features", "avx2 avx512f avx512_bf16 amx_bf16"));
    }

    @Test
    void armProcessorsHaveFeaturesWithoutAModel() {
        assertThat(Environment.cpu("Features\t: fp asimd bf16\n"))
                .isEqualTo(Map.of("cpu", "unknown", "cpu features", "asimd bf16"));
    }

    @Test
    void elsewhereNothingIsKnown() {
        assertThat(Environment.cpu("")).isEqualTo(Map.of("cpu", "unknown", "cpu features", "unknown"));
    }
}
