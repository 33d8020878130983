// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.matterport.Matterport;

/** Mapping of boxes from the network's input to the image. */
class ImageBoxTest {
    /** An image of 301 x 344 in a network input of 128 x 128 with 8 rows of padding above and below. */
    private static final ResizeGeometry GEOMETRY = new ResizeGeometry(301, 344, 128.0 / 344, 112, 128, 128, 128, 8, 0);

    @Test
    void theWindowIsTheWholeImage() {
        float[] window = {8 / 127f, 0, 119 / 127f, 1};
        assertThat(GEOMETRY.imageBox(window)).containsExactly(new float[] {0, 0, 301, 344}, within(1e-3f));
        assertThat(Matterport.RULES.box(GEOMETRY, window)).containsExactly(0, 0, 301, 344);
    }

    @Test
    void boxesKeepTheirFractionsAndStayInTheImage() {
        float[] box = GEOMETRY.imageBox(new float[] {0, 10 / 127f, 18 / 127f, 20 / 127f});
        float scale = 344f / 128;
        // rows: 0 - 8 of padding is above the image; 18 + 1 - 8 = 11 of 112 rows
        assertThat(box).containsExactly(new float[] {0, 10 * scale, 11 * 301f / 112, 21 * scale}, within(1e-3f));
    }

    /** Matterport's y2 + 1 makes a box without area one pixel high; by default, it is as thin as a pixel of the input. */
    @Test
    void matterportsBoxesMatchReference() {
        Golden golden = new Golden("unmold", "unmold_down");
        float[] rows = golden.floats("detections");
        float[] expected = golden.floats("boxes");
        int kept = 0;
        for (int i = 0; i < rows.length / 6 && rows[6 * i + 4] != 0; i++) {
            float[] box = Matterport.RULES.box(GEOMETRY, Arrays.copyOfRange(rows, 6 * i, 6 * i + 4));
            if (box[0] < box[2] && box[1] < box[3]) {
                assertThat(box).containsExactly(Arrays.copyOfRange(expected, 4 * kept, 4 * kept + 4));
                kept++;
            }
        }
        assertThat(kept).isEqualTo(expected.length / 4).isEqualTo(17);
    }
}
