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
        assertThatThrownBy(() -> changed("train.classWeights", "{cell: 4}"))
                .hasMessage(
                        "--set train.classWeights: train.classWeights is a group of settings; name one of them, as in"
                                + " --set train.classWeights.NAME=VALUE");
        assertThatThrownBy(() -> changed("train.validation", "{everySteps: 4}"))
                .hasMessageStartingWith(
                        "--set train.validation: train.validation is a group of settings; its settings are"
                                + " everySteps, everyEpochs, images,");
        assertThatThrownBy(() -> changed("train.optimizer.learningRate", ".nan"))
                .hasMessageStartingWith("--set train.optimizer.learningRate=.nan: expected a value as in YAML, found ");
    }

    @Test
    void valuesThatYamlReadsInAnotherWayAreRejected() {
        assertThatThrownBy(() -> changed("train.layers", "*a")).hasMessageContaining("the alias *a");
        assertThatThrownBy(() -> changed("rpn.anchorRatios", "[*a, 1]")).hasMessageContaining("the alias *a");
        assertThatThrownBy(() -> changed("train.steps", "2\n---\n3")).hasMessageContaining("a second document");
        assertThatThrownBy(() -> changed("train.steps", "010")).hasMessageContaining("the number 010, octal");
        assertThatThrownBy(() -> changed("train.steps", "\t2")).hasMessageContaining("--set train.steps=\t2: expected");
        assertThatThrownBy(() -> changed("train.layers", "no")).hasMessageContaining("train.layers: expected text");
        assertThatThrownBy(() -> changed("train.stages", "[{layers: all, steps: 1, steps: 2}]"))
                .hasMessageContaining("Duplicate field 'steps'");
        assertThatThrownBy(() -> changed("train.stages", "[{layers: all, steps: 1}, {layers: all, steps: -1}]"))
                .hasMessageContaining("train.stages[1].steps: expected a number from 0");
    }

    @Test
    void anchorsWithoutAliasesAreHarmless() throws IOException {
        assertThat(changed("train.steps", "&a 20").train().steps()).isEqualTo(20);
        assertThat(changed("train.layers", "'*a'").train().layers()).isEqualTo("*a");
    }
}
