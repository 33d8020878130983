package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;

/** A network trained on pictures that are mixed, scaled and cut, as a configuration file asks for it. */
class AugmentedTrainingTest {

    private static final int STEPS = 6;

    private static final String AUGMENTATIONS =
            """
            train:
              augmentations:
                - scale_jitter: {min: 0.3, max: 2, minVisible: 0.5}
                - mosaic: {probability: 0.7, minVisible: 0.5}
                - copy_paste: {probability: 0.7}
                - flips
            """;

    private static TrainingResult train(int workers) {
        MaskRcnnConfig read = MaskRcnnConfig.fromYaml(AUGMENTATIONS, "test");
        MaskRcnnConfig config = SmallModels.with(
                SmallModels.config(STEPS),
                t -> t.withAugmentations(read.train().augmentations()).withWorkers(workers));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return Training.train(model, new Blocks(7), step -> {});
        }
    }

    private static List<Map<String, Double>> losses(TrainingResult result) {
        return result.history().steps().stream()
                .map(step -> step.losses().losses())
                .toList();
    }

    @Test
    void lossesAreFiniteAndTheSameWithAnyNumberOfThreads() {
        TrainingResult once = train(1);
        TrainingResult again = train(8);
        assertThat(once.steps()).isEqualTo(STEPS);
        assertThat(losses(once))
                .allSatisfy(losses -> assertThat(losses.values()).hasSize(5).allSatisfy(loss -> assertThat(loss)
                        .isFinite()));
        assertThat(losses(again)).isEqualTo(losses(once));
    }

    @Test
    void objectsThatAreLostAreCountedByTheAugmentationThatLostThem() {
        // Threads prepare more pictures than the steps use, and all are counted: at least one of the first six is cut.
        Map<String, Long> dropped = train(1).dropped();
        assertThat(dropped.keySet()).isSubsetOf("scale_jitter", "mosaic", "copy_paste");
        assertThat(dropped.values().stream().mapToLong(Long::longValue).sum()).isPositive();
    }
}
