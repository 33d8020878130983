// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;

class MatterportDatasetTest {

    @Test
    void printsEveryInstance() throws Exception {
        assertThat(Printed.by(() -> MatterportDataset.main(new String[] {"3"})))
                .contains("shapes-0: ", "shapes-2: ", "circle Rle[128x128", "square Rle[128x128");
    }

    @Test
    void masksAreDisjointAndEachOfOneGreyLevel() {
        for (int index = 0; index < 5; index++) {
            Sample sample = new MatterportDataset(5).load(index);
            assertThat(sample.count()).isBetween(1, 3);
            assertThat(Rle.union(sample.masks()).area())
                    .isEqualTo(sample.masks().stream().mapToLong(Rle::area).sum());
            for (Rle mask : sample.masks()) {
                byte[] on = mask.toMask();
                int first = new String(on, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(1);
                for (int i = 0; i < on.length; i++) {
                    byte level = sample.image().pixels()[3 * i];
                    assertThat(on[i] == 0 || level == sample.image().pixels()[3 * first])
                            .isTrue();
                }
            }
        }
    }
}
