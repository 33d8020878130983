// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;

class ConfigOverridesTest {

    private static MaskRcnnConfig changed(String key, String value) throws IOException {
        return new ConfigOverrides(Map.of(key, value), IllegalArgumentException::new)
                .changed(MaskRcnnConfig.defaults());
    }

    @Test
    void entriesAreAddedWhereTheUserChoosesTheNames() throws IOException {
        assertThat(changed("train.optimizer.rateFactors.heads", "2")
                        .train()
                        .optimizer()
                        .rateFactors())
                .containsExactly(Map.entry("heads", 2.0));
        assertThat(changed("train.optimizer.rateFactors.res[2-5].*", "0.1")
                        .train()
                        .optimizer()
                        .rateFactors())
                .containsExactly(Map.entry("res[2-5].*", 0.1));
        assertThat(changed("train.classWeights.cell wall", "4").train().classWeights())
                .containsExactly(Map.entry("cell wall", 4.0));
    }

    @Test
    void elsewhereNamesMustBeKnown() {
        assertThatThrownBy(() -> changed("train.lossWeights.mask", "2"))
                .hasMessageContaining("there is no setting train.lossWeights.mask; known here: rpn_class_loss");
        assertThatThrownBy(() -> changed("train.classWeights.cell", "-1"))
                .hasMessageContaining("train.classWeights.cell: expected a number from 0");
        assertThatThrownBy(() -> changed("train.classWeights", "4"))
                .hasMessageContaining("train.classWeights is a group of settings");
        assertThatThrownBy(() -> changed("train.optimizer.learningRate", ".nan"))
                .hasMessageStartingWith("--set train.optimizer.learningRate=.nan: expected a value as in YAML, found ");
    }
}
