// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.ImageException.Problem;

/** Makes an {@link Image} of the samples that a {@link PixelFormat} chooses. */
final class ChannelPixels {

    private ChannelPixels() {}

    /** The pages of a file, or one region of each. */
    interface Pages {

        /** Samples per pixel that each page has by the header. */
        int perPage();

        /** Samples of a page, of the same size for each. */
        RawSamples samples(int page);

        /** Whether the lowest value of a page is white. */
        boolean isInverted(int page);
    }

    /**
     * Maps the chosen samples to bytes.
     *
     * @param chosen index of the sample for each channel, counted through the pages
     * @throws ImageException if a page has fewer samples than its header says
     */
    static Image of(Path file, List<Integer> chosen, PixelFormat format, Pages pages) {
        int count = chosen.size();
        Map<Integer, RawSamples> decoded = new HashMap<>();
        int firstPage = chosen.get(0) / pages.perPage();
        RawSamples first = pages.samples(firstPage); // before memory is taken
        decoded.put(firstPage, first);
        byte[] pixels = new byte[first.pixels() * count];
        for (int k = 0; k < count; k++) {
            int page = chosen.get(k) / pages.perPage();
            RawSamples samples = decoded.computeIfAbsent(page, pages::samples);
            int channel = chosen.get(k) % pages.perPage();
            if (channel >= samples.channels()) {
                throw new ImageException(
                        Problem.UNFIT, file, "expected a channel " + channel + ", found " + samples.channels(), null);
            }
            PixelMapping.of(samples, channel, format).apply(samples, channel, pages.isInverted(page), pixels, k, count);
        }
        return new Image(first.height(), first.width(), count, pixels);
    }
}
