// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.stream.IntStream;
import org.mrcnn.data.internal.geometry.Coordinates;

/**
 * The anchors of an image, in Matterport's order: level, then row, column, ratio, scale; or scale, ratio.
 *
 * <p>An anchor is centred on the top left corner of its cell, and extends outside the image near the border. A level has {@code
 * ceil(side / stride)} cells per side.
 */
public final class AnchorGenerator {
    private final AnchorSettings settings;

    /** Creates a generator, which has only its settings. */
    public AnchorGenerator(AnchorSettings settings) {
        this.settings = settings;
    }

    /** Returns the number of anchors for an image of this size. */
    public int count(int height, int width) {
        requireSize(height, width);
        int cells = 0;
        for (int stride : settings.strides()) {
            cells += positions(height, stride) * positions(width, stride);
        }
        return cells * settings.perCell();
    }

    /** Returns the number of anchors of each level for an image of this size, finest first. */
    public int[] countByLevel(int height, int width) {
        requireSize(height, width);
        return IntStream.of(settings.strides())
                .map(stride -> positions(height, stride) * positions(width, stride) * settings.perCell())
                .toArray();
    }

    /** Returns the anchors in the coordinates of the network, float[count * 4]. */
    public float[] boxes(int height, int width) {
        return settings.coordinates() == Coordinates.PIXELS ? pixels(height, width) : normalized(height, width);
    }

    /**
     * Returns the anchors in pixels.
     *
     * @param height height of the network's input in pixels
     * @param width width of the network's input in pixels
     * @return float[count * 4]
     */
    public float[] pixels(int height, int width) {
        return toFloat(generate(height, width, 0, 1, 1));
    }

    /**
     * Returns the anchors in pixels, not rounded to float, so that neighbours tie in {@link RpnTargets} exactly as in the
     * reference.
     *
     * @return double[count * 4]
     */
    public double[] exactPixels(int height, int width) {
        return generate(height, width, 0, 1, 1);
    }

    /**
     * Returns the anchors in normalized coordinates, like {@code Boxes.normalize} but rounded to float only once.
     *
     * @return float[count * 4]
     */
    public float[] normalized(int height, int width) {
        if (height < 2 || width < 2) {
            throw new IllegalArgumentException(
                    "normalized anchors need an image of at least 2 x 2 pixels, found " + height + " x " + width);
        }
        return toFloat(generate(height, width, 1, height - 1, width - 1));
    }

    /**
     * Returns the indices of the anchors of an image among those of a larger image that shows it in its top left corner and has
     * the same cells and additional ones. The positions in pixels are the same too unless {@link #moves}.
     *
     * @param height height of the image in pixels
     * @param width width of the image in pixels
     * @param largerHeight at least height
     * @param largerWidth at least width
     * @return int[count(height, width)], ascending
     */
    public int[] indicesIn(int height, int width, int largerHeight, int largerWidth) {
        if (largerHeight < height || largerWidth < width) {
            throw new IllegalArgumentException("an image of " + height + " x " + width + " is no part of one of "
                    + largerHeight + " x " + largerWidth);
        }
        int[] indices = new int[count(height, width)];
        int perCell = settings.perCell();
        int k = 0;
        int levelStart = 0;
        for (int stride : settings.strides()) {
            int rows = positions(height, stride);
            int rowLength = positions(width, stride) * perCell;
            int largerRowLength = positions(largerWidth, stride) * perCell;
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < rowLength; i++) {
                    indices[k++] = levelStart + row * largerRowLength + i;
                }
            }
            levelStart += positions(largerHeight, stride) * largerRowLength;
        }
        return indices;
    }

    /**
     * Returns whether some anchors of an image have another position in a larger image that shows it in its top left corner:
     * the steps between whole-pixel anchors depend on the size if it is not a multiple of the stride.
     */
    public boolean moves(int height, int width, int largerHeight, int largerWidth) {
        return IntStream.of(settings.strides())
                .anyMatch(stride -> step(height, stride) != step(largerHeight, stride)
                        || step(width, stride) != step(largerWidth, stride));
    }

    private double[] generate(int height, int width, double shift, double scaleY, double scaleX) {
        double[] anchors = new double[4 * count(height, width)];
        int[] strides = settings.strides();
        int k = 0;
        for (int level = 0; level < strides.length; level++) {
            double[] half = halfSizes(settings.scales(level));
            int rows = positions(height, strides[level]);
            int columns = positions(width, strides[level]);
            double stepY = step(height, strides[level]);
            double stepX = step(width, strides[level]);
            for (int cell = 0; cell < rows * columns; cell++) {
                int row = cell / columns;
                double y = row * stepY;
                double x = (cell % columns) * stepX;
                for (int r = 0; r < half.length; r += 2) {
                    anchors[k++] = (y - half[r]) / scaleY;
                    anchors[k++] = (x - half[r + 1]) / scaleX;
                    anchors[k++] = (y + half[r] - shift) / scaleY;
                    anchors[k++] = (x + half[r + 1] - shift) / scaleX;
                }
            }
        }
        return anchors;
    }

    private static float[] toFloat(double[] values) {
        float[] rounded = new float[values.length];
        for (int k = 0; k < rounded.length; k++) {
            rounded[k] = (float) values[k];
        }
        return rounded;
    }

    private double step(int side, int stride) {
        return settings.wholePixels()
                ? Math.floorDiv(side, positions(side, stride))
                : (double) stride * settings.anchorStride();
    }

    /** Returns half the height and half the width of each anchor of a cell, in their order. */
    public double[] halfSizes(float... scales) {
        float[] ratios = settings.ratios();
        int ratioStep = settings.scalesOutermost() ? 1 : scales.length;
        int scaleStep = settings.scalesOutermost() ? ratios.length : 1;
        double[] half = new double[2 * ratios.length * scales.length];
        for (int r = 0; r < ratios.length; r++) {
            for (int s = 0; s < scales.length; s++) {
                int k = 2 * (r * ratioStep + s * scaleStep);
                half[k] = settings.wholePixels()
                        ? wholeHalfHeight(scales[s], ratios[r])
                        : 0.5 * (scales[s] / Math.sqrt(ratios[r]));
                half[k + 1] = settings.wholePixels()
                        ? wholeHalfWidth(scales[s], ratios[r])
                        : 0.5 * (scales[s] * Math.sqrt(ratios[r]));
            }
        }
        return half;
    }

    /** In float32, like {@code AnchorGenerator.generate_anchors} of torchvision, rounded half to even. */
    private static double wholeHalfHeight(float scale, float ratio) {
        return Math.rint(growth(ratio) * scale / 2);
    }

    private static double wholeHalfWidth(float scale, float ratio) {
        return Math.rint(1 / growth(ratio) * scale / 2);
    }

    private static float growth(float ratio) {
        return (float) Math.sqrt(1 / ratio);
    }

    private int positions(int side, int stride) {
        int cells = ceilDiv(side, stride);
        return ceilDiv(cells, settings.anchorStride());
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }

    private static void requireSize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("image size must be positive, found " + height + " x " + width);
        }
    }
}
