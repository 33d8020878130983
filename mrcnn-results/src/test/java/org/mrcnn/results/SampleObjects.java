// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Objects of all kinds in one image. */
final class SampleObjects {
    static final int HEIGHT = 60;
    static final int WIDTH = 80;
    static final List<String> LABELS = List.of(Dataset.BACKGROUND, "cell", "debris, \"<&>\"");

    private SampleObjects() {}

    static Rle mask(BiPredicate<Integer, Integer> isOn) {
        byte[] pixels = new byte[HEIGHT * WIDTH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (isOn.test(i / WIDTH, i % WIDTH) ? 1 : 0);
        }
        return Rle.of(pixels, HEIGHT, WIDTH);
    }

    private static boolean disk(int y, int x, int cy, int cx, double radius) {
        return Math.hypot(y - cy, x - cx) <= radius;
    }

    /**
     * Returns a disk, a disk with a hole, an object of two parts, a frame that is closed at a corner, and a pixel at the edge.
     */
    static List<Rle> masks() {
        return List.of(
                mask((y, x) -> disk(y, x, 15, 15, 9)),
                mask((y, x) -> disk(y, x, 15, 50, 12) && !disk(y, x, 13, 52, 4)),
                mask((y, x) -> disk(y, x, 45, 10, 5) || disk(y, x, 45, 30, 6)),
                mask(SampleObjects::isOnFrame),
                mask((y, x) -> y == HEIGHT - 1 && x == WIDTH - 1));
    }

    private static boolean isOnFrame(int y, int x) {
        boolean inside = y > 42 && y < 49 && x > 52 && x < 59;
        boolean corner = y == 49 && x == 59;
        return y >= 40 && y < 50 && x >= 50 && x < 60 && !inside && !corner;
    }

    static Detections detections() {
        List<Detection> found = new ArrayList<>();
        for (Rle mask : masks()) {
            int classId = 1 + found.size() % 2;
            float score = (95 - 10 * found.size()) / 100f;
            found.add(new Detection(classId, LABELS.get(classId), score, mask.bounds(), mask));
        }
        return new Detections(HEIGHT, WIDTH, found);
    }

    /** Writes a grey ramp. */
    static Path image(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] pixels = new byte[HEIGHT * WIDTH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % WIDTH);
        }
        Images.write(new Image(HEIGHT, WIDTH, 1, pixels), file);
        return file;
    }
}
