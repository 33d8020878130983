// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** Grey 64x64 images, each with a red and a green rectangle side by side, which a small network learns in a hundred steps. */
public record Blocks(int size) implements Dataset {

    public static final int SIDE = 64;
    private static final int[][] COLOURS = {{230, 40, 30}, {30, 220, 60}};

    @Override
    public List<String> labels() {
        return List.of(BACKGROUND, "red", "green");
    }

    @Override
    public long imageId(int index) {
        return 100L + index;
    }

    @Override
    public String imageName(int index) {
        return "blocks-" + index;
    }

    @Override
    public Sample load(int index) {
        SplittableRandom random = new SplittableRandom(index);
        byte[] pixels = new byte[SIDE * SIDE * 3];
        Arrays.fill(pixels, (byte) 110);
        int[] classIds = new int[2];
        List<Rle> masks = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            classIds[half] = 1 + random.nextInt(2);
            int height = random.nextInt(18, 29);
            int width = random.nextInt(18, 27);
            int top = random.nextInt(4, SIDE - 4 - height);
            int left = half * 32 + random.nextInt(2, 30 - width + 1);
            byte[] mask = new byte[SIDE * SIDE];
            for (int y = top; y < top + height; y++) {
                for (int x = left; x < left + width; x++) {
                    mask[y * SIDE + x] = 1;
                    for (int c = 0; c < 3; c++) {
                        pixels[(y * SIDE + x) * 3 + c] = (byte) COLOURS[classIds[half] - 1][c];
                    }
                }
            }
            masks.add(Rle.of(mask, SIDE, SIDE));
        }
        return Sample.of(imageId(index), imageName(index), new Image(SIDE, SIDE, 3, pixels), classIds, masks);
    }
}
