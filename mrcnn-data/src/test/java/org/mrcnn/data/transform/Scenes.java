// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/** Samples for tests. */
final class Scenes {

    private Scenes() {}

    /** Returns noise with discs at random positions, disjoint or not; the third one is a crowd. */
    static Sample discs(int height, int width, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[height * width * 3];
        random.nextBytes(pixels);
        List<Rle> masks = new ArrayList<>();
        int[] classIds = new int[count];
        for (int i = 0; i < count; i++) {
            double radius = 2 + random.nextDouble() * Math.min(height, width) / 5;
            byte[] mask = disc(height, width, random.nextDouble() * height, random.nextDouble() * width, radius);
            masks.add(Rle.of(mask, height, width));
            classIds[i] = i == 2 ? -3 : 1 + i % 5;
        }
        return Sample.of(seed, "discs-" + seed, new Image(height, width, 3, pixels), classIds, masks);
    }

    /** Returns the pixels whose centre is in the disc; its centre is in continuous coordinates. */
    static byte[] disc(int height, int width, double cy, double cx, double radius) {
        byte[] mask = new byte[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                mask[y * width + x] = (byte) (Math.hypot(y + 0.5 - cy, x + 0.5 - cx) < radius ? 1 : 0);
            }
        }
        return mask;
    }

    /** Returns an image of one colour with one object: the box from (y1, x1) to (y2, x2). */
    static Sample flat(int height, int width, int colour, int classId, int... box) {
        byte[] pixels = new byte[height * width * 3];
        Arrays.fill(pixels, (byte) colour);
        byte[] mask = new byte[height * width];
        for (int y = box[0]; y < box[2]; y++) {
            Arrays.fill(mask, y * width + box[1], y * width + box[3], (byte) 1);
        }
        Image image = new Image(height, width, 3, pixels);
        return Sample.of(colour, "flat-" + colour, image, new int[] {classId}, List.of(Rle.of(mask, height, width)));
    }
}
