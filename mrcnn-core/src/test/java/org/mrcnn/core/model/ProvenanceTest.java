// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    @Test
    void stepsAddUpOverRuns() {
        Provenance twice = Provenance.untrained(3).trained("sha256:a", 4, 100).trained("sha256:b", 5, 20);
        assertThat(twice.steps()).isEqualTo(120);
        assertThat(twice.seed()).isEqualTo(5);
        assertThat(twice.dataset()).isEqualTo("sha256:b");
        assertThat(twice.versions()).containsOnlyKeys("mrcnn", "commit", "nd4j", "java");
    }

    @Test
    void refusesGaps() {
        assertThatThrownBy(() -> new Provenance(Map.of(), Map.of(), null, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Provenance(Map.of(), Map.of(), "", 0, -1))
                .hasMessageContaining("expected steps from 0 to");
        assertThatThrownBy(() -> new Provenance(Map.of(), Map.of(), "", 0, Long.MAX_VALUE))
                .hasMessageContaining("found 9223372036854775807");
        assertThatThrownBy(() -> new Provenance(Map.of("a", "b".repeat(2000)), Map.of(), "", 0, 0))
                .hasMessageContaining("2000 characters");
    }

    @Test
    void namesTheSoftwareAndTheMachine() {
        Provenance made = Provenance.untrained(1);
        assertThat(made.versions().get("mrcnn")).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(made.versions().get("nd4j")).startsWith("1.0.0");
        boolean checkout = Files.exists(Path.of("..", ".git"));
        assertThat(made.versions().get("commit")).matches(checkout ? "[0-9a-f]{40}" : "unknown");
        assertThat(made.machine())
                .containsKeys("os", "arch", "jvm", "processors", "cpu", "cpu features", "backend", "engine")
                .doesNotContainValue(null);
        assertThat(made.machine().get("backend")).contains("CpuBackend");
    }
}
