// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;

class ResumeCheckTest {

    private static MaskRcnnConfig config(String yaml) {
        return MaskRcnnConfig.fromYaml(yaml, "test");
    }

    @Test
    void namesEachSettingThatMayNotChange() {
        MaskRcnnConfig before = config("train: {batchSize: 2, seed: 1}");
        MaskRcnnConfig now = config("train: {batchSize: 4, seed: 1, stages: [{layers: heads, steps: 5}]}");
        assertThat(ResumeCheck.faults(before, now)).hasSize(2);
        assertThat(ResumeCheck.faults(before, now).get(0)).isEqualTo("train.batchSize: expected 2, found 4");
        assertThat(ResumeCheck.faults(before, now).get(1)).startsWith("train.stages: expected [], found [{");
    }

    @Test
    void aRunOfStagesMayGoOnLonger() {
        String first = "train: {stages: [{layers: heads, steps: 5}, ";
        MaskRcnnConfig before = config(first + "{layers: 4+, epochs: 2}]}");
        MaskRcnnConfig longer = config(first + "{layers: 4+, epochs: 3}, {layers: all, steps: 7}]}");
        assertThat(ResumeCheck.faults(before, longer)).isEmpty();
        assertThat(ResumeCheck.faults(longer, before)).as("a stage less").hasSize(1);
        assertThat(ResumeCheck.faults(before, config(first + "{layers: 5+, epochs: 2}]}")))
                .hasSize(1);
        assertThat(ResumeCheck.faults(
                        before, config("train: {stages: [{layers: heads, steps: 6}, {layers: 4+, epochs: 2}]}")))
                .hasSize(1);
        assertThat(ResumeCheck.faults(config("train: {steps: 5}"), before)).hasSize(1);
    }

    @Test
    void otherDevicesWouldMeasureOtherStatistics() {
        MaskRcnnConfig before = config("model: {normalization: trained}");
        MaskRcnnConfig now = config("{model: {normalization: trained}, train: {devices: 2}}");
        assertThat(ResumeCheck.faults(before, now)).containsExactly("train.devices: expected 1, found 2");
    }

    @Test
    void whatChangesNothingButRoundingMayChange() {
        MaskRcnnConfig before = config("train: {steps: 10}");
        MaskRcnnConfig now = config(
                "train: {steps: 20, minutes: 5, workers: 7, devices: 2, loading: {queueBatches: 9, cacheMegabytes: 5},"
                        + " validation: {everySteps: 3}}");
        assertThat(ResumeCheck.faults(before, now)).isEmpty();
        assertThat(ResumeCheck.changesCourse(before, now)).isFalse();
        assertThat(ResumeCheck.changesCourse(before, config("train: {steps: 20, schedule: {kind: cosine}}")))
                .isTrue();
    }
}
