// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/**
 * An image whose pixels contain the number of the object that they belong to, so that a detector can be exact in any part of
 * it.
 */
final class ObjectScene {

    private final int height;
    private final int width;
    private final byte[] pixels;
    private int objects;

    ObjectScene(int height, int width) {
        this.height = height;
        this.width = width;
        pixels = new byte[height * width * 3];
    }

    /**
     * Adds objects of many sizes, which may touch but do not overlap. Those with an even number are ellipses, the others boxes.
     * They are at least {@code least} pixels wide.
     */
    static ObjectScene random(int height, int width, int least, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectScene scene = new ObjectScene(height, width);
        for (int i = 0; i < 200; i++) {
            int most = i % 10 == 0 ? 150 : 24;
            int rows = least + random.nextInt(most);
            int columns = least + random.nextInt(most);
            scene.add(random.nextInt(height) - rows / 2, random.nextInt(width) - columns / 2, rows, columns);
        }
        return scene;
    }

    /** Adds an object if its place is free. Parts outside the image are cut off. */
    void add(int top, int left, int rows, int columns) {
        boolean ellipse = objects % 2 == 0;
        List<Integer> place = new ArrayList<>();
        for (int y = Math.max(0, top); y < Math.min(height, top + rows); y++) {
            for (int x = Math.max(0, left); x < Math.min(width, left + columns); x++) {
                double dy = (y + 0.5 - top) / rows * 2 - 1;
                double dx = (x + 0.5 - left) / columns * 2 - 1;
                if (!ellipse || dy * dy + dx * dx <= 1) {
                    place.add((y * width + x) * 3);
                }
            }
        }
        if (!place.isEmpty() && place.stream().allMatch(at -> pixels[at] == 0)) {
            objects++;
            for (int at : place) {
                pixels[at] = (byte) (1 + objects % 2);
                pixels[at + 1] = (byte) (objects >> 8);
                pixels[at + 2] = (byte) objects;
            }
        }
    }

    Image image() {
        return new Image(height, width, 3, pixels);
    }

    int objects() {
        return objects;
    }

    /** Detects the objects in a part of a scene exactly. */
    static Detections detect(Image part) {
        Map<Integer, byte[]> masks = new TreeMap<>();
        for (int i = 0; i < part.height() * part.width(); i++) {
            int y = i / part.width();
            int x = i % part.width();
            if (part.sample(y, x, 0) > 0) {
                int object = part.sample(y, x, 1) << 16 | part.sample(y, x, 2) << 8 | part.sample(y, x, 0);
                masks.computeIfAbsent(object, o -> new byte[part.height() * part.width()])[i] = 1;
            }
        }
        List<Detection> found = new ArrayList<>();
        masks.forEach((object, mask) -> found.add(detection(object & 0xff, Rle.of(mask, part.height(), part.width()))));
        return new Detections(part.height(), part.width(), found);
    }

    static Detection detection(int classId, Rle mask) {
        float score = Math.min(1, mask.area() / 10_000f);
        return new Detection(classId, "class " + classId, score, mask.bounds(), mask);
    }
}
