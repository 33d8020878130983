// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.rendered.ShapesDataset;
import org.mrcnn.train.StepReport;

class SsdTest {

    @Test
    void lossesFallAndDetectionsAreMeasured() {
        Ssd ssd = new Ssd();
        List<StepReport> steps = ssd.train(new ShapesDataset(40, 1), 40).steps();
        for (String loss : List.of("ssd_class_loss", "ssd_bbox_loss")) {
            assertThat(mean(steps.subList(30, 40), loss)).as(loss).isLessThan(0.7 * mean(steps.subList(0, 5), loss));
        }
        assertThat(ssd.ap50(new ShapesDataset(4, 2))).isBetween(0.0, 1.0);
    }

    private static double mean(List<StepReport> steps, String loss) {
        return steps.stream()
                .mapToDouble(step -> step.losses().value(loss))
                .average()
                .orElseThrow();
    }
}
