package org.mrcnn.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(twice.versions()).containsOnlyKeys("mrcnn", "nd4j", "java");
    }

    @Test
    void refusesGaps() {
        assertThatThrownBy(() -> new Provenance(Map.of(), null, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Provenance(Map.of(), "", 0, -1)).hasMessageContaining("steps not below 0");
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
