// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.internal.loader.TrainingSettings;

class FirstEpochTest {

    /** Returns a batch with the two objects of an image of {@link Blocks}. */
    private static TrainingBatch batch() {
        MaskRcnnConfig config = SmallModels.config(1);
        TrainingSettings settings = DataSettings.training(config, 4);
        return TrainingBatch.of(
                List.of(new TrainingItems(settings).build(new Blocks(1).load(0), new SplittableRandom(1))), settings);
    }

    @Test
    void namesClassesThatNeverCameAndWhatTookObjectsOnce() {
        FirstEpoch first = new FirstEpoch(List.of("BG", "red", "green", "blue"), false);
        assertThat(first.add(batch(), 0, Map.of("resizing", 31L))).isEmpty();
        List<String> warnings = first.add(batch(), 1, Map.of("resizing", 31L));
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("No object of these classes came").contains("blue");
        assertThat(warnings.get(1))
                .contains("31 of 35 objects did not reach training", "{resizing=31}", "image.maxDimension");
        assertThat(first.add(batch(), 1, Map.of("resizing", 31L))).isEmpty();
    }

    @Test
    void isQuietWhereFewAreLostAndInARunThatIsResumedLater() {
        FirstEpoch fine = new FirstEpoch(List.of("BG"), false);
        for (int i = 0; i < 10; i++) {
            assertThat(fine.add(batch(), 0, Map.of("crop", 2L))).isEmpty();
        }
        assertThat(fine.add(batch(), 1, Map.of("crop", 2L))).isEmpty();
        assertThat(new FirstEpoch(List.of("BG", "never"), true).add(batch(), 1, Map.of()))
                .isEmpty();
    }
}
