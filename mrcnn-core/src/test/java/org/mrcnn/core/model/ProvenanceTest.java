package org.mrcnn.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

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

    @Test
    void digestTellsListsApart() {
        String digest = DatasetDigest.of(new Names(List.of("a", "bc")));
        assertThat(digest).matches("sha256:[0-9a-f]{64}").isEqualTo(DatasetDigest.of(new Names(List.of("a", "bc"))));
        assertThat(List.of(
                        DatasetDigest.of(new Names(List.of("ab", "c"))),
                        DatasetDigest.of(new Names(List.of("bc", "a"))),
                        DatasetDigest.of(new Names(List.of("a")))))
                .doesNotHaveDuplicates()
                .doesNotContain(digest);
    }

    /** A data set of names alone. */
    private record Names(List<String> names) implements Dataset {
        @Override
        public int size() {
            return names.size();
        }

        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "cell");
        }

        @Override
        public Sample load(int index) {
            throw new AssertionError("the digest reads no image");
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return names.get(index);
        }
    }
}
