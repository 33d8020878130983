// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

/**
 * Images of one to four squares, circles and triangles on a plain background, as in Matterport's shapes sample: the smallest
 * task that shows whether training works. Later shapes cover earlier ones. Thread-safe.
 */
public final class ShapesDataset extends RenderedDataset {

    /** The side of Matterport's images in pixels. */
    public static final int DEFAULT_SIZE = 128;

    private static final Kind SHAPES = new Kind("shapes", List.of(BACKGROUND, "square", "circle", "triangle"), 96);
    private static final int MAX_SHAPES = 4;
    private static final int MIN_RADIUS = 20;
    private static final double MAX_COVERED = 0.3;

    /** Creates a data set of images of {@link #DEFAULT_SIZE}. */
    public ShapesDataset(int count, long seed) {
        this(count, seed, DEFAULT_SIZE);
    }

    /**
     * Creates a data set of images of {@code size} x {@code size}.
     *
     * @param seed the same seed gives the same images
     * @param size side of the images in pixels, 96 or more
     */
    public ShapesDataset(int count, long seed, int size) {
        super(SHAPES, count, seed, size);
    }

    @Override
    Sample draw(int index, RandomGenerator random) {
        int size = side();
        List<Shape> shapes = shapes(random);
        Image image = Image.black(size, size, 3);
        byte[] pixels = image.pixels();
        byte[] ground = colour(random);
        int[] owner = new int[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int top = shapes.size() - 1;
                while (top >= 0 && !shapes.get(top).contains(y, x)) {
                    top--;
                }
                owner[y * size + x] = top;
                System.arraycopy(top < 0 ? ground : shapes.get(top).colour(), 0, pixels, (y * size + x) * 3, 3);
            }
        }
        int[] classIds = shapes.stream().mapToInt(Shape::classId).toArray();
        return Sample.of(index, imageName(index), image, classIds, OwnerMasks.of(owner, shapes.size(), size, size));
    }

    private List<Shape> shapes(RandomGenerator random) {
        int size = side();
        List<Shape> shapes = new ArrayList<>();
        int wanted = random.nextInt(1, MAX_SHAPES + 1);
        for (int i = 0; i < wanted; i++) {
            int radius = random.nextInt(MIN_RADIUS, size / 4 + 1);
            Shape shape = new Shape(
                    random.nextInt(1, labels().size()),
                    random.nextInt(MIN_RADIUS, size - MIN_RADIUS),
                    random.nextInt(MIN_RADIUS, size - MIN_RADIUS),
                    radius,
                    colour(random));
            if (shapes.stream().allMatch(other -> shape.boxIou(other) <= MAX_COVERED)) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    private static byte[] colour(RandomGenerator random) {
        return new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(256), (byte) random.nextInt(256)};
    }

    @SuppressWarnings("ArrayRecordComponent") // three bytes, private
    private record Shape(int classId, int y, int x, int radius, byte[] colour) {

        boolean contains(int py, int px) {
            int dy = Math.abs(py - y);
            int dx = Math.abs(px - x);
            return switch (classId) {
                case 1 -> dy <= radius && dx <= radius;
                case 2 -> dy * dy + dx * dx <= radius * radius;
                default -> // equilateral, point up: the half width is the distance below the point times tan 30
                    dy <= radius && dx <= (py - y + radius) / Math.sqrt(3);
            };
        }

        double boxIou(Shape other) {
            int height = Math.min(y + radius, other.y + other.radius) - Math.max(y - radius, other.y - other.radius);
            int width = Math.min(x + radius, other.x + other.radius) - Math.max(x - radius, other.x - other.radius);
            double common = (double) Math.max(0, height) * Math.max(0, width);
            return common / (4.0 * radius * radius + 4.0 * other.radius * other.radius - common);
        }
    }
}
