// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.image.ImageException.Problem;

/** Creates an {@link Image} from the samples that a {@link PixelFormat} selects. */
final class ChannelPixels {

    private ChannelPixels() {}

    /** The pages of a file, or a region of each of them. */
    interface Pages {

        /** Returns the number of samples per pixel that each page has according to the header. */
        int perPage();

        /** Returns the samples of a page; all pages have the same size. */
        RawSamples samples(int page);

        /** Returns whether the lowest value of a page is white. */
        boolean isInverted(int page);
    }

    /**
     * Maps the selected samples to bytes.
     *
     * @param chosen index of the sample for each channel, counted across the pages
     * @throws ImageException if a page has fewer samples than its header says
     */
    static Image of(Path file, List<Integer> chosen, PixelFormat format, Pages pages) {
        int count = chosen.size();
        Map<Integer, RawSamples> decoded = new HashMap<>();
        int firstPage = chosen.get(0) / pages.perPage();
        RawSamples first = pages.samples(firstPage); // before memory is allocated
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
            PixelMapping.of(samples, channel, format)
                    .apply(samples, channel, pages.isInverted(page), new PixelMapping.Target(pixels, k, count));
        }
        return new Image(first.height(), first.width(), count, pixels);
    }
}
