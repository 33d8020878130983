// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.internal.Environment;

/** Tests typical slips in configurations that are written by hand. */
class ConfigSlipsTest {

    /** YAML 1.1 treats 5e-1 as text. */
    @Test
    void numbersWithAnExponentAreNumbersEverywhere() {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                """
                rpn: {anchorRatios: [5e-1, 1, 2e0]}
                train:
                  optimizer: {learningRate: 1e-3, rateFactors: {heads: 1e-1}}
                  classWeights: {cat: 2e0}
                  lossWeights: {rpn_class_loss: 5e-1}
                """,
                "x");
        assertThat(config.rpn().anchorRatios()).containsExactly(0.5f, 1f, 2f);
        assertThat(config.train().optimizer().rateFactors()).isEqualTo(Map.of("heads", 0.1));
        assertThat(config.train().classWeights()).isEqualTo(Map.of("cat", 2.0));
        assertThat(config.train().lossWeights()).containsEntry("rpn_class_loss", 0.5);
    }

    @Test
    void settingsThatResembleNoneMayBeOfANewerVersion() {
        String newer = "\nx: if the file is of a newer version than this one, " + Environment.version()
                + ", update this software";
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("model:\n  attention: true\n  depth: 3\n", "x"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll(
                        "x:2: model.attention: no such setting; known here: dialect, ", "x:3: model.depth: ")
                .hasMessageEndingWith(newer);
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("train: {batch_size: 2}", "x"))
                .hasMessageEndingWith("did you mean train.batchSize?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train: {learningRate: 1}      | did you mean train.optimizer.learningRate?",
                "train: {batch_size: 2}        | did you mean train.batchSize?",
                "image: {anchor_scales: [1]}   | did you mean rpn.anchorScales?",
                "LEARNING_RATE: 1              | did you mean train.optimizer.learningRate?",
                "train: {stages: [{batchSize: 1}]} | train.stages[0].batchSize: no such setting; known here: layers",
                "image: {minDimension: &d 64, maxDimension: *d} | the alias *d is not supported",
                "train.batchSize: 2            | did you mean train.batchSize?; write each group on a line of its own",
                "train: {layers: yes}          | x:1: train.layers: expected text, found yes, no, on, off",
                "train: {steps: 010}           | x:1: no sound YAML: the number 010, octal in YAML",
                "rpn: {anchorRatios: [a, 1, 2]} | x:1: rpn.anchorRatios",
            })
    void slipsAreNamed(String yaml, String message) {
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml(yaml, "x"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }
}
