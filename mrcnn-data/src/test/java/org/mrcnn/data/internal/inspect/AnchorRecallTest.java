// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mrcnn.data.EllipsesDataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.targets.AnchorCoverage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;

class AnchorRecallTest {
    private static final EllipsesDataset DATA = EllipsesDataset.ofThreeClasses(5, 2);

    @Test
    void equalsALoopOverImagesAndObjects() {
        DatasetScan scan = DatasetScan.of(DATA, new Resize.None(), 10, 1);
        AnchorRecall recall = AnchorRecall.of(scan, AnchorSettings.defaults());
        double[] anchors = new AnchorGenerator(AnchorSettings.defaults()).exactPixels(128, 128);
        int objects = 0;
        int half = 0;
        double sum = 0;
        for (int i = 0; i < DATA.size(); i++) {
            Sample sample = DATA.load(i);
            for (double iou : AnchorCoverage.bestIou(anchors, sample.boxes())) {
                assertThat(recall.bestIou()[objects++]).isEqualTo(iou, within(1e-12));
                half += iou >= 0.5 ? 1 : 0;
                sum += iou;
            }
        }
        assertThat(recall.bestIou()).hasSize(objects).hasSameSizeAs(recall.sides());
        assertThat(recall.recall(0.5)).isEqualTo((double) half / objects, within(1e-12));
        assertThat(recall.meanIou()).isEqualTo(sum / objects, within(1e-12));
        assertThat(recall.recall(0)).isEqualTo(1);
        assertThat(recall.count(0, 1e9)).isEqualTo(objects);
        assertThat(recall.count(0, 40) + recall.count(40, 1e9)).isEqualTo(objects);
        assertThat(recall.recall(0.5, 1e8, 1e9)).isNaN();
    }
}
