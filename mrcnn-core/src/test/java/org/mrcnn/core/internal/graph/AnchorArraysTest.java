// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.nd4j.linalg.api.ndarray.INDArray;

class AnchorArraysTest {

    private static final AnchorSettings CONFIG =
            DataSettings.anchors(MaskRcnnConfig.defaults().rpn());

    @Test
    void aHundredSizesKeepAFewArraysAndThoseInUse() {
        try (AnchorArrays anchors = new AnchorArrays(CONFIG);
                AnchorArrays.Lent used = anchors.lend(64, 64)) {
            float[] before = used.array().dup().data().asFloat();
            long largest = 0;
            for (int i = 2; i <= 101; i++) {
                try (AnchorArrays.Lent next = anchors.lend(64, 64 * i)) {
                    largest = next.array().length() * Float.BYTES;
                    assertThat(next.array().size(1)).isEqualTo(4);
                }
            }
            assertThat(anchors.bytes()).isBetween(largest, (AnchorArrays.KEPT + 1) * largest);
            assertThat(used.array().wasClosed()).isFalse();
            assertThat(used.array().dup().data().asFloat()).containsExactly(before);
        }
    }

    @Test
    void moreSizesInUseThanAreKeptStayUntilTheyAreGivenBack() {
        try (AnchorArrays anchors = new AnchorArrays(CONFIG)) {
            AnchorArrays.Lent[] used = new AnchorArrays.Lent[2 * AnchorArrays.KEPT];
            for (int i = 0; i < used.length; i++) {
                used[i] = anchors.lend(64, 64 * (i + 1));
            }
            for (AnchorArrays.Lent lent : used) {
                assertThat(lent.array().wasClosed()).isFalse();
            }
            INDArray first = used[0].array();
            INDArray last = used[used.length - 1].array();
            for (AnchorArrays.Lent lent : used) {
                lent.close();
            }
            assertThat(first.wasClosed()).isTrue();
            assertThat(last.wasClosed()).isFalse();
        }
    }

    @Test
    void theSameSizeIsOneArray() {
        try (AnchorArrays anchors = new AnchorArrays(CONFIG);
                AnchorArrays.Lent one = anchors.lend(64, 128);
                AnchorArrays.Lent other = anchors.lend(64, 128)) {
            assertThat(one.array()).isSameAs(other.array());
        }
    }
}
