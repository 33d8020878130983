// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

/**
 * A subclass of Matterport's {@code Dataset}, ported to Java, with the shapes of Matterport's sample. {@code load_image} and
 * {@code load_mask} remain two methods; masks are booleans of height x width x instances, with one class id per instance.
 * Argument: number of images.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.MatterportDataset 3}</pre>
 *
 * @param size number of images; the index of an image is its seed
 */
public record MatterportDataset(int size) implements Dataset {
    private static final int SIDE = 128;

    /** Runs the example: prints the classes and masks of the images. */
    public static void main(String[] args) {
        Dataset data = new MatterportDataset(Integer.parseInt(args[0]));
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            for (int k = 0; k < sample.count(); k++) {
                String label = data.labels().get(sample.classIds()[k]);
                System.out.println(
                        data.imageName(i) + ": " + label + " " + sample.masks().get(k));
            }
        }
    }

    @Override
    // example: MatterportDataset
    public Sample load(int index) {
        SplittableRandom random = new SplittableRandom(index); // the same image every time
        int[] classIds = random.ints(3, 1, 3).toArray();
        int[] centres = random.ints(6, 20, SIDE - 20).toArray();
        return Sample.ofMasks(
                index, imageName(index), loadImage(classIds, centres), classIds, loadMask(classIds, centres));
    }
    // end

    /** The counterpart of {@code load_image}: height x width x 3, with one grey level per shape. */
    private static Image loadImage(int[] classIds, int[] centres) {
        Image image = Image.black(SIDE, SIDE, 3);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = (byte) (80 * (1 + front(classIds, centres, i / 3 / SIDE, i / 3 % SIDE)));
        }
        return image;
    }

    /** The counterpart of {@code load_mask}: height x width x instances, without the parts that shapes in front cover. */
    private static boolean[][][] loadMask(int[] classIds, int[] centres) {
        boolean[][][] masks = new boolean[SIDE][SIDE][classIds.length];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int k = front(classIds, centres, i / SIDE, i % SIDE);
            if (k >= 0) {
                masks[i / SIDE][i % SIDE][k] = true;
            }
        }
        return masks;
    }

    /** Returns the index of the visible shape at a pixel, which is the last one that covers it; -1 if there is none. */
    private static int front(int[] classIds, int[] centres, int y, int x) {
        for (int k = classIds.length - 1; k >= 0; k--) {
            int dy = Math.abs(y - centres[2 * k]);
            int dx = Math.abs(x - centres[2 * k + 1]);
            if (classIds[k] == 1 ? Math.max(dy, dx) < 15 : Math.hypot(dy, dx) < 15) {
                return k;
            }
        }
        return -1;
    }

    @Override
    public List<String> labels() {
        return List.of(BACKGROUND, "square", "circle");
    }

    @Override
    public long imageId(int index) {
        return index;
    }

    @Override
    public String imageName(int index) {
        return "shapes-" + index;
    }
}
