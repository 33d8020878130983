// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InstanceStackTest {

    @Test
    void bothFormsGiveTheMaskOfEachInstance() {
        SplittableRandom random = new SplittableRandom(4);
        int height = 5;
        int width = 7;
        int instances = 3;
        boolean[][][] nested = new boolean[height][width][instances];
        byte[] flat = new byte[height * width * instances];
        byte[][] single = new byte[instances][height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int i = 0; i < instances; i++) {
                    boolean on = random.nextBoolean();
                    nested[y][x][i] = on;
                    flat[(y * width + x) * instances + i] = (byte) (on ? 255 : 0);
                    single[i][y * width + x] = (byte) (on ? 1 : 0);
                }
            }
        }
        List<Rle> expected = List.of(
                Rle.of(single[0], height, width), Rle.of(single[1], height, width), Rle.of(single[2], height, width));
        assertThat(Rle.ofInstances(nested)).isEqualTo(expected);
        assertThat(Rle.ofInstances(flat, height, width, instances)).isEqualTo(expected);
    }

    @Test
    void noInstancesGiveNoMasks() {
        assertThat(Rle.ofInstances(new boolean[2][3][0])).isEmpty();
        assertThat(Rle.ofInstances(new byte[0], 2, 3, 0)).isEmpty();
    }

    @Test
    void refusesArraysThatDoNotFit() {
        boolean[][][] ragged = new boolean[2][3][1];
        ragged[1][2] = new boolean[2];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.ofInstances(ragged))
                .withMessageContaining("row 1, column 2: expected 1 as in the first, found 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.ofInstances(new boolean[0][][]))
                .withMessageContaining("0x0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rle.ofInstances(new byte[5], 2, 3, 1))
                .withMessageContaining("expected 2*3*1 values, found 5");
    }
}
