// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Compares ResNet-50 networks with formula weights with Matterport Mask_RCNN 3deaec5, on copies of two reference cases, with
 * direct sums like {@code scripts/parity}.
 */
class NetworkParityTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    private String engine;

    @BeforeEach
    void sumDirectly() {
        engine = System.setProperty("mrcnn.engine", "direct");
    }

    @AfterEach
    void restoreEngine() {
        if (engine == null) {
            System.clearProperty("mrcnn.engine");
        } else {
            System.setProperty("mrcnn.engine", engine);
        }
    }

    @Test
    void everyStageAndTheWholeChainInferAsTheReference() throws IOException {
        List<Comparison> comparisons = run(new ModelTopic(), "model/resnet50_c4_128_b1");
        assertThat(comparisons).hasSizeGreaterThan(45).allMatch(Comparison::pass);
        // With the reference's rules, the rounding of the CPU decides which of two proposals suppresses the other: 59
        // rows are
        // equal without AVX-512, 60 with it. A comparison passes from 54 rows on.
        assertThat(comparisons.stream().map(Comparison::array))
                .anyMatch(array -> array.matches("whole chain, image 0, \\d+ of 60 rows equal, 60 found"))
                .contains("whole chain by our rules, image 0, 60 of 60 rows equal, 60 found");
    }

    /** Both variants: two images with padded RoIs and different active classes, with and without the leaking gradient. */
    @Test
    void aTrainingStepLearnsAsTheReference() throws IOException {
        List<Comparison> comparisons = run(new TrainStepTopic(false), "train_step/b2_rpn_rois_padding");
        assertThat(comparisons).hasSizeGreaterThan(30).allMatch(Comparison::pass);
        assertThat(comparisons.stream().map(Comparison::array))
                .anyMatch(array -> array.startsWith("reference gradient norms"))
                .anyMatch(array -> array.startsWith("clean gradient norms"))
                .anyMatch(array -> array.startsWith("reference change after step 1"));
    }

    private static List<Comparison> run(Topic topic, String testCase) throws IOException {
        return topic.run(GoldenCase.read(GOLDEN.resolve(testCase)));
    }
}
