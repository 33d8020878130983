// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.mrcnn.data.image.PixelFormat;

/**
 * Settings that turn an image into the network's input: it is resized, then normalized as (pixel - meanPixel) * scale /
 * stdPixel.
 *
 * @param mode how the image is resized (Matterport {@code IMAGE_RESIZE_MODE})
 * @param resampling how pixels are interpolated and sizes are rounded
 * @param minDimension length in pixels to which the short side is enlarged, in mode pad32 also reduced; 0 = never enlarge
 *     (Matterport {@code IMAGE_MIN_DIM})
 * @param maxDimension maximum length of the long side in pixels (Matterport {@code IMAGE_MAX_DIM})
 * @param minScale minimum scale factor; 0 = none (Matterport {@code IMAGE_MIN_SCALE})
 * @param meanPixel mean of each channel, 0 to 255, which is subtracted (Matterport {@code MEAN_PIXEL})
 * @param scale factor by which the difference is multiplied (1, fixed, in Matterport)
 * @param stdPixel divisor of each channel, applied last; empty: 1
 * @param channels indices of the samples of an image file that become the network's channels, see {@link PixelFormat}; empty:
 *     red, green, blue (their number is Matterport's {@code IMAGE_CHANNEL_COUNT})
 * @param window the two sample values of an image file that become 0 and 255; empty: the full range of 8 or 16 bits
 * @param percentiles the two percentiles of an image's sample values that become 0 and 255, in place of {@code window}; empty:
 *     none
 */
public record ImageConfig(
        Mode mode,
        Resampling resampling,
        int minDimension,
        int maxDimension,
        float minScale,
        List<Float> meanPixel,
        float scale,
        List<Float> stdPixel,
        List<Integer> channels,
        List<Double> window,
        List<Double> percentiles) {
    private static final int MAX_DIMENSION = 8192;
    private static final int MAX_SCALE = 16;
    private static final double MAX_STD = 1e6;

    public ImageConfig {
        ConfigFaults faults = new ConfigFaults("image")
                .present("mode", mode)
                .present("resampling", resampling)
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
                        maxDimension);
        modeFaults(faults, mode, resampling, minDimension, minScale);
        faults.notNegative("minScale", minScale, MAX_SCALE).above0("scale", scale);
        pixelFaults(faults, channels, window, percentiles, meanPixel);
        if (stdPixel == null || !stdPixel.isEmpty()) {
            faults.positives("stdPixel", stdPixel, meanPixel == null ? 0 : meanPixel.size(), MAX_STD);
        }
        faults.check();
        stdPixel = List.copyOf(stdPixel);
        meanPixel = List.copyOf(meanPixel);
        channels = List.copyOf(channels);
        window = List.copyOf(window);
        percentiles = List.copyOf(percentiles);
    }

    private static void modeFaults(
            ConfigFaults faults, Mode mode, Resampling resampling, int minDimension, float minScale) {
        faults.require(
                        (mode != Mode.PAD64 && mode != Mode.CROP) || minDimension % 64 == 0,
                        "minDimension",
                        "a multiple of 64 in modes pad64 and crop",
                        minDimension)
                .require(
                        (mode != Mode.PAD64 && mode != Mode.CROP) || minDimension > 0,
                        "minDimension",
                        "64 or more in modes pad64 and crop",
                        minDimension)
                .require(
                        mode != Mode.PAD32 || minDimension > 0, "minDimension", "1 or more in mode pad32", minDimension)
                .require(mode != Mode.PAD32 || minScale == 0, "minScale", "0 in mode pad32", minScale)
                .require(
                        mode == Mode.PAD32 || resampling == Resampling.CUT_OFF,
                        "resampling",
                        "cut_off unless the mode is pad32",
                        resampling);
    }

    /** Returns Matterport's defaults: mode square, 1024 x 1024 pixels. */
    public static ImageConfig defaults() {
        return new ImageConfig(
                Mode.SQUARE,
                Resampling.CUT_OFF,
                800,
                1024,
                0,
                List.of(123.7f, 116.8f, 103.9f),
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Returns whether every resized image has the same size. */
    public boolean fixedSize() {
        return mode == Mode.SQUARE || mode == Mode.CROP;
    }

    public ImageConfig withMode(Mode value) {
        return RecordCopy.with(this, "mode", value);
    }

    /** Sets the length that the short side should reach and the maximum length of the long side, in pixels. */
    public ImageConfig withDimensions(int min, int max) {
        return RecordCopy.with(this, Map.of("minDimension", min, "maxDimension", max));
    }

    /** Sets the mean of each channel, 0 to 255, which is subtracted, and the factor applied to the difference. */
    public ImageConfig withPixels(List<Float> mean, float factor) {
        return RecordCopy.with(this, Map.of("meanPixel", mean, "scale", factor));
    }

    /** Sets the mean of each channel, 0 to 255, which is subtracted, and the divisor of each channel; the factor becomes 1. */
    public ImageConfig withPixels(List<Float> mean, List<Float> std) {
        return RecordCopy.with(this, Map.of("meanPixel", mean, "scale", 1f, "stdPixel", std));
    }

    /**
     * Sets how image files are read: which samples become channels, and which values become 0 and 255.
     *
     * @param mean mean of each channel, 0 to 255, which is subtracted
     */
    public ImageConfig withPixelFormat(PixelFormat format, List<Float> mean) {
        return RecordCopy.with(
                this,
                Map.of(
                        "meanPixel", mean,
                        "stdPixel", stdPixel.size() == mean.size() ? stdPixel : List.of(),
                        "channels", format.channels(),
                        "window", format.window(),
                        "percentiles", format.percentiles()));
    }

    /** Returns how image files are read for the network. */
    public PixelFormat pixelFormat() {
        return new PixelFormat(channels, window, percentiles);
    }

    private static void pixelFaults(
            ConfigFaults faults,
            List<Integer> channels,
            List<Double> window,
            List<Double> percentiles,
            List<Float> meanPixel) {
        int count = channels == null || channels.isEmpty() ? 3 : channels.size();
        faults.require(
                        whole(channels) && PixelFormat.areChannels(channels),
                        "channels",
                        "at most " + PixelFormat.MAX_CHANNELS + " indices of 0 or more",
                        channels)
                .require(
                        isPixel(meanPixel, count),
                        "meanPixel",
                        count == 3 ? "three numbers from 0 to 255" : count + " numbers from 0 to 255, one per channel",
                        meanPixel)
                .require(whole(window) && PixelFormat.isWindow(window), "window", "two rising numbers, or none", window)
                .require(
                        whole(percentiles) && PixelFormat.arePercentiles(percentiles),
                        "percentiles",
                        "two rising numbers from 0 to 100, or none",
                        percentiles)
                .require(
                        window == null || percentiles == null || window.isEmpty() || percentiles.isEmpty(),
                        "percentiles",
                        "none beside image.window",
                        percentiles);
    }

    private static boolean whole(List<?> list) {
        return list != null && list.stream().allMatch(Objects::nonNull);
    }

    private static boolean isPixel(List<Float> mean, int count) {
        return mean != null && mean.size() == count && mean.stream().allMatch(v -> v != null && v >= 0 && v <= 255);
    }

    /** How an image is resized for the network (Matterport {@code IMAGE_RESIZE_MODE}). */
    public enum Mode {
        /** Scaled to fit, then padded with zeros to {@code maxDimension} x {@code maxDimension}. */
        SQUARE,
        /** Scaled up to {@code minDimension}, then padded to multiples of 64. Sizes differ between images. */
        PAD64,
        /**
         * Scaled until the short side has {@code minDimension} pixels or the long side {@code maxDimension}. After
         * normalization, padded with zeros at the bottom and on the right to multiples of 32. Sizes differ between images.
         */
        PAD32,
        /** Scaled, then cropped to a random window of {@code minDimension} x {@code minDimension}. For training only. */
        CROP,
        /** Not resized; both sides must be multiples of 64. */
        NONE;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
    /** How a resized pixel is computed from the pixels of the image. All methods are bilinear. */
    public enum Resampling {
        /** From four neighbours, with zeros outside the image, and truncated to an integer: Matterport. */
        CUT_OFF,
        /** From four neighbours, not rounded; sizes are rounded down: {@code interpolate} of PyTorch. */
        FRACTIONS,
        /** A mean over all pixels that become one pixel, rounded; sizes are those of Detectron2: {@code resize} of Pillow. */
        ANTIALIASED,
        /** From four neighbours, in fixed-point arithmetic; sizes are those of MMDetection: {@code resize} of OpenCV. */
        FIXED_POINT;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
