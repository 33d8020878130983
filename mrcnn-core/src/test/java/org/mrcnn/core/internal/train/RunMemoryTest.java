// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.TinyNetwork;

class RunMemoryTest {
    private static final MaskRcnnConfig CONFIG =
            TinyNetwork.config().withRoi(TinyNetwork.config().roi().withMaxInstances(2));

    /** A step needs at most the planned memory; how much less depends on the number of positive RoIs. */
    @Test
    void stepsTakeWhatWasPlanned() {
        GraphParts parts = TinyNetwork.parts(CONFIG, 1);
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(CONFIG.rpn()));
                GraphStep step = new GraphStep(parts, anchors, List.of(), false)) {
            MemoryPlan plan = plan(parts, step, List.of());
            step.step(step.inputs(GraphStepTest.batch(CONFIG), 0), 1e-3, out -> {});
            assertThat(plan.arrays()).isBetween(step.pooledBytes(), 4 * step.pooledBytes());
            assertThat(plan.parts().values().stream().mapToLong(bytes -> bytes).sum())
                    .isEqualTo(plan.total());
            assertThat(plan.line())
                    .startsWith("Memory of a step of 2 x 64 x 64 pixels: ")
                    .contains("gradients", "activations", "validation 0");
        }
    }

    @Test
    void aLaterStageMayBeTheLargest() {
        GraphParts parts = TinyNetwork.parts(CONFIG, 1);
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(CONFIG.rpn()));
                GraphStep step = new GraphStep(parts, anchors, List.of(), false)) {
            MaskRcnnConfig larger = CONFIG.withImage(CONFIG.image().withDimensions(512, 512));
            MemoryPlan alone = plan(parts, step, List.of());
            MemoryPlan both = plan(parts, step, List.of(larger));
            assertThat(both.arrays()).isGreaterThan(4 * alone.arrays());
            assertThat(both.work()).contains("512 x 512");
        }
    }

    @Test
    void validationAndAveragesAreIncluded() {
        MaskRcnnConfig config =
                CONFIG.withTrain(CONFIG.train().withAverageDecay(0.9).withAccumulate(2));
        GraphParts parts = TinyNetwork.parts(config, 1);
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                GraphStep step = new GraphStep(parts, anchors, List.of(), false)) {
            Map<String, Long> sum = new RunMemory(parts, own -> {}, true, Machine.ALONE)
                    .plan(step, List.of())
                    .orElseThrow()
                    .parts();
            assertThat(sum.get("validation")).isPositive();
            assertThat(sum.get("optimizer and averages")).isEqualTo(3 * sum.get("gradients"));
        }
    }

    @Test
    void nothingIsSaidWhereSizesFollowFromImages() {
        MaskRcnnConfig config = CONFIG.withImage(CONFIG.image().withMode(ImageConfig.Mode.NONE));
        GraphParts parts = TinyNetwork.parts(config, 1);
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                GraphStep step = new GraphStep(parts, anchors, List.of(), false)) {
            assertThat(new RunMemory(parts, own -> {}, false, Machine.ALONE).plan(step, List.of()))
                    .isEmpty();
        }
    }

    @Test
    void whatCannotFitIsRefusedWithWhatToChange() {
        MemoryPlan plan = new MemoryPlan("a step of 64 images", Map.of("activations", 1L << 50), 1L << 50);
        assertThatThrownBy(plan::require)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before a step of 64 images: expected")
                .hasMessageContaining("use a smaller train.batchSize")
                .hasMessageContaining("image.maxDimension");
    }

    private static MemoryPlan plan(GraphParts parts, GraphStep step, List<MaskRcnnConfig> later) {
        return new RunMemory(parts, own -> {}, false, Machine.ALONE)
                .plan(step, later)
                .orElseThrow();
    }
}
