// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.util.List;

/**
 * Defines which samples of an image file become the channels of an {@link Image}, and which values become 0 and 255. A model
 * has a pixel format in its configuration ({@code image.channels}, {@code image.window}, {@code image.percentiles}) and reads
 * all files with it.
 *
 * @param channels index of the sample for each channel, from 0; indices may repeat. Samples are counted through all samples of
 *     a pixel, then through the pages of a TIFF file: the second page of a grey stack is 1, the first sample of the second page
 *     of an RGB stack is 3. Empty: red, green and blue, or grey three times
 * @param window the two values that become 0 and 255; values between them are mapped linearly, others are clipped. Empty: 0 and
 *     the largest value of unsigned 8-bit or 16-bit samples; other types need a window or percentiles
 * @param percentiles two percentiles, such as 1 and 99, that define the window separately for each channel of each image,
 *     computed as in {@code numpy.nanpercentile}. Empty: none
 */
public record PixelFormat(List<Integer> channels, List<Double> window, List<Double> percentiles) {

    /** The maximum number of channels. */
    public static final int MAX_CHANNELS = 64;

    /** Red, green and blue of 8 or 16 bits. */
    public static final PixelFormat RGB = new PixelFormat(List.of(), List.of(), List.of());

    /** The largest allowed index of a sample. */
    private static final int MAX_INDEX = 1 << 20;

    /** Checks the numbers. */
    public PixelFormat {
        channels = List.copyOf(channels);
        window = List.copyOf(window);
        percentiles = List.copyOf(percentiles);
        if (!areChannels(channels)) {
            throw new IllegalArgumentException(
                    "channels: expected at most " + MAX_CHANNELS + " indices of 0 or more, found " + channels);
        }
        if (!isWindow(window)) {
            throw new IllegalArgumentException("window: expected two rising numbers, or none, found " + window);
        }
        if (!arePercentiles(percentiles) || !(window.isEmpty() || percentiles.isEmpty())) {
            throw new IllegalArgumentException(
                    "percentiles: expected two rising numbers from 0 to 100, or none, and none"
                            + " beside a window, found " + percentiles);
        }
    }

    /** Returns whether these are valid channels. */
    public static boolean areChannels(List<Integer> channels) {
        return channels.size() <= MAX_CHANNELS && channels.stream().allMatch(c -> c >= 0 && c <= MAX_INDEX);
    }

    /** Returns whether this is a valid window. */
    public static boolean isWindow(List<Double> window) {
        return window.isEmpty()
                || (window.size() == 2 && window.stream().allMatch(Double::isFinite) && window.get(0) < window.get(1));
    }

    /** Returns whether these are valid percentiles. */
    public static boolean arePercentiles(List<Double> percentiles) {
        return isWindow(percentiles) && percentiles.stream().allMatch(p -> p >= 0 && p <= 100);
    }

    /** Returns the number of channels of an image that is read with this format. */
    public int count() {
        return channels.isEmpty() ? 3 : channels.size();
    }

    /** Returns whether values are mapped by a window or by percentiles. */
    boolean isMapped() {
        return !window.isEmpty() || !percentiles.isEmpty();
    }
}
