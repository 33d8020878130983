// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Regions of a TIFF or BigTIFF file with lossless samples, decoded strip by strip or tile by tile. */
final class TiffRegions implements RegionSource {

    private final Path file;
    private final List<TiffPage> pages;
    private final PixelFormat format;
    private final ImageLayout layout;
    private final List<Integer> chosen;
    private final Map<Integer, TiffDecoder> decoders = new HashMap<>();

    /** @param pages pages of one file, which this class closes */
    TiffRegions(Path file, List<TiffPage> pages, PixelFormat format) {
        this.file = file;
        this.pages = pages;
        this.format = format;
        layout = ImageLayout.of(pages);
        chosen = layout.select(file, format);
        decoder(chosen.get(0) / layout.samples()); // a truncated file fails here
    }

    private TiffDecoder decoder(int page) {
        return decoders.computeIfAbsent(page, p -> {
            SampleReader.requireAlike(file, layout, pages.get(p), p);
            return TiffDecoder.ofRegions(file, pages.get(p));
        });
    }

    @Override
    public int height() {
        return layout.height();
    }

    @Override
    public int width() {
        return layout.width();
    }

    @Override
    public Image read(int top, int left, int rows, int columns) {
        return ChannelPixels.of(file, chosen, format, new Part(new Rectangle(left, top, columns, rows)));
    }

    @Override
    public void close() {
        pages.get(0).bytes().close();
    }

    /** A region of each page. */
    private final class Part implements ChannelPixels.Pages {

        private final Rectangle place;

        Part(Rectangle place) {
            this.place = place;
        }

        @Override
        public int perPage() {
            return layout.samples();
        }

        @Override
        public RawSamples samples(int page) {
            return decoder(page).region(place);
        }

        @Override
        public boolean isInverted(int page) {
            return pages.get(page).isWhiteZero();
        }
    }
}
