// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.train.StepReport;

/** Tests the whole path from images to detections: a small network memorizes five images. */
class OverfitTest {

    private static final int STEPS = 150;

    @Test
    void learnsFiveImagesByHeart() {
        MaskRcnnConfig config = SmallModels.with(
                SmallModels.config(STEPS), t -> t.withBatchSize(5).withSchedule(ScheduleConfig.cosine(10)));
        config = config.withModel(config.model().withWidths(32, 64, 32))
                .withRoi(config.roi().withRoisPerImage(24))
                .withDetection(config.detection().withMinConfidence(0.5f));
        Blocks data = new Blocks(5);
        try (MaskRcnn model = MaskRcnn.create(config, data.labels(), SmallModels.LEARNER)) {
            List<StepReport> steps = Training.of(model, data).run().history().steps();
            for (String loss : steps.get(0).losses().losses().keySet()) {
                double first = mean(steps.subList(0, 5), loss);
                double last = mean(steps.subList(STEPS - 5, STEPS), loss);
                assertThat(last).as(loss + " of first " + first).isLessThan(0.25 * first);
            }
            for (int i = 0; i < data.size(); i++) {
                requireAllFound(model, data.load(i));
            }
        }
    }

    private static void requireAllFound(MaskRcnn model, Sample sample) {
        List<Detection> found = model.detect(sample.image()).list();
        for (int k = 0; k < sample.count(); k++) {
            int classId = sample.classIds()[k];
            Rle truth = sample.masks().get(k);
            assertThat(found).as(sample.imageName() + ", object " + k).anySatisfy(d -> {
                assertThat(d.classId()).isEqualTo(classId);
                assertThat(Rle.iou(List.of(d.mask()), List.of(truth), new boolean[1])[0])
                        .isGreaterThan(0.75);
            });
        }
    }

    private static double mean(List<StepReport> steps, String loss) {
        return steps.stream().mapToDouble(s -> s.losses().value(loss)).average().orElseThrow();
    }
}
