// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;

/**
 * From an image to the network's input: resized, then (pixel - meanPixel) * scale.
 *
 * @param mode how it is resized (Matterport {@code IMAGE_RESIZE_MODE})
 * @param minDimension images are enlarged until the short side has this many pixels; 0 = never enlarged (Matterport {@code IMAGE_MIN_DIM})
 * @param maxDimension maximum pixels of the long side (Matterport {@code IMAGE_MAX_DIM})
 * @param minScale minimum scale factor; 0 = none (Matterport {@code IMAGE_MIN_SCALE})
 * @param meanPixel red, green, blue of 0..255, subtracted (Matterport {@code MEAN_PIXEL})
 * @param scale factor applied afterwards (1, fixed, in Matterport)
 */
public record ImageConfig(
        Mode mode, int minDimension, int maxDimension, float minScale, List<Float> meanPixel, float scale) {
    private static final int MAX_DIMENSION = 8192;
    private static final int MAX_SCALE = 16;

    public ImageConfig {
        new ConfigFaults("image")
                .present("mode", mode)
                .whole("minDimension", minDimension, 0, MAX_DIMENSION)
                .whole("maxDimension", maxDimension, 1, MAX_DIMENSION)
                .require(
                        minDimension <= maxDimension,
                        "minDimension",
                        "at most maxDimension, " + maxDimension,
                        minDimension)
                .require(
                        mode != Mode.SQUARE || maxDimension % 64 == 0,
                        "maxDimension",
                        "a multiple of 64 in mode square",
                        maxDimension)
                .require(
                        (mode != Mode.PAD64 && mode != Mode.CROP) || minDimension % 64 == 0,
                        "minDimension",
                        "a multiple of 64 in modes pad64 and crop",
                        minDimension)
                .require(
                        (mode != Mode.PAD64 && mode != Mode.CROP) || minDimension > 0,
                        "minDimension",
                        "64 or more in modes pad64 and crop",
                        minDimension)
                .notNegative("minScale", minScale, MAX_SCALE)
                .require(isPixel(meanPixel), "meanPixel", "three numbers from 0 to 255", meanPixel)
                .above0("scale", scale)
                .check();
        meanPixel = List.copyOf(meanPixel);
    }

    /** Matterport's defaults: 1024 x 1024 squares. */
    public static ImageConfig defaults() {
        return new ImageConfig(Mode.SQUARE, 800, 1024, 0, List.of(123.7f, 116.8f, 103.9f), 1);
    }

    /** True when every resized image has the same size. */
    public boolean fixedSize() {
        return mode == Mode.SQUARE || mode == Mode.CROP;
    }

    public ImageConfig withMode(Mode value) {
        return new ImageConfig(value, minDimension, maxDimension, minScale, meanPixel, scale);
    }

    /** Pixels of the short side to reach, and those that the long side may reach. */
    public ImageConfig withDimensions(int min, int max) {
        return new ImageConfig(mode, min, max, minScale, meanPixel, scale);
    }

    /** Mean red, green, blue of 0..255 to subtract, and the factor after that. */
    public ImageConfig withPixels(List<Float> mean, float factor) {
        return new ImageConfig(mode, minDimension, maxDimension, minScale, mean, factor);
    }

    private static boolean isPixel(List<Float> mean) {
        return mean != null && mean.size() == 3 && mean.stream().allMatch(v -> v != null && v >= 0 && v <= 255);
    }

    /** How an image is brought to the network's size (Matterport {@code IMAGE_RESIZE_MODE}). */
    public enum Mode {
        /** Scaled to fit, padded with zeros to {@code maxDimension} x {@code maxDimension}. */
        SQUARE,
        /** Scaled up to {@code minDimension}, padded to multiples of 64: sizes differ between images. */
        PAD64,
        /** Scaled, then a random {@code minDimension} x {@code minDimension} window: training only. */
        CROP,
        /** Left as it is; both sides must be multiples of 64. */
        NONE
    }
}
