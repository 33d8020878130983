// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.train.StepReport;

/** Tests augmentations that combine several images, from the configuration to the losses. */
class MixedTrainingTest {

    private static final Dataset DATA = new Blocks(7);

    private static final String YAML =
            """
            train:
              augmentations:
                - scale_jitter: {min: 0.1, max: 2}
                - copy_paste: {probability: 0.7}
                - mosaic: {probability: 0.7, minVisible: 0.3}
                - mixup: {alpha: 8}
            """;

    private static MaskRcnnConfig config(int steps, int workers) {
        var mixing = MaskRcnnConfig.fromYaml(YAML, "mixing.yaml").train().augmentations();
        return SmallModels.with(
                SmallModels.config(steps), t -> t.withAugmentations(mixing).withWorkers(workers));
    }

    private static TrainingResult train(int workers) {
        MaskRcnnConfig config = config(12, workers);
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return Training.of(model, DATA).run();
        }
    }

    @Test
    void trainsFiniteAndTheSameTwiceAndCountsWhatIsLost() {
        TrainingResult once = train(1);
        TrainingResult again = train(3);
        List<StepReport> steps = once.history().steps();
        assertThat(steps).hasSize(12);
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.losses().losses().values()).allMatch(Double::isFinite));
        assertThat(again.history().steps().stream().map(s -> s.losses().losses()))
                .containsExactlyElementsOf(
                        steps.stream().map(s -> s.losses().losses()).toList());
        assertThat(once.dropped()).containsKeys("scale_jitter", "mosaic");
        assertThat(once.dropped().values()).allMatch(count -> count > 0);
        assertThat(once.skipped()).isZero();
    }

    @Test
    void oneWorkerAndEightGiveTheSameBatches() {
        try (var one = loader(1);
                var eight = loader(8)) {
            boolean mixed = false;
            for (int i = 0; i < 20; i++) {
                TrainingBatch a = one.next();
                TrainingBatch b = eight.next();
                assertThat(b.imageIds()).isEqualTo(a.imageIds());
                assertThat(b.inputImage()).isEqualTo(a.inputImage());
                assertThat(b.inputRpnMatch()).isEqualTo(a.inputRpnMatch());
                assertThat(b.inputRpnBbox()).isEqualTo(a.inputRpnBbox());
                assertThat(b.inputGtClassIds()).isEqualTo(a.inputGtClassIds());
                assertThat(b.inputGtBoxes()).isEqualTo(a.inputGtBoxes());
                assertThat(b.inputGtMasks()).isEqualTo(a.inputGtMasks());
                mixed |=
                        Arrays.stream(a.inputGtClassIds()).filter(id -> id != 0).count() > 2L * a.size();
            }
            assertThat(mixed)
                    .as("more objects than the images have of their own")
                    .isTrue();
        }
    }

    /** Creates a loader with new settings, because settings contain counters. */
    private static BatchLoader<TrainingItem, TrainingBatch> loader(int workers) {
        return TrainingItems.loader(
                DATA,
                DataSettings.training(config(1, workers), 3),
                LoaderSettings.of(2, 1).withWorkers(workers));
    }
}
