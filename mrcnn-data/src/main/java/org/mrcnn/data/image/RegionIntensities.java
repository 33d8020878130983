// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mrcnn.data.mask.Rle;

/**
 * Computes the mean of the stored samples under masks for a TIFF file that is too large to be read as a whole, or for one level
 * of a slide.
 */
final class RegionIntensities {

    /** Size of the block of the image in memory. The sides of the tiles that programs write divide it. */
    private static final int ROWS = 512;

    private static final int COLUMNS = 4096;

    private final Path file;
    private final List<TiffPage> pages;
    private final ImageLayout layout;
    private final List<Rle> masks;
    private final List<Integer> chosen;
    private final int orientation;
    private final double[][] means;

    private RegionIntensities(Path file, List<TiffPage> pages, PixelFormat format, List<Rle> masks) {
        this.file = file;
        this.pages = pages;
        this.masks = masks;
        layout = ImageLayout.of(pages);
        chosen = layout.select(file, format);
        orientation = MeanIntensities.turned(pages.get(0).orientation(), layout.height(), layout.width(), masks);
        means = new double[masks.size()][chosen.size()];
        for (int i = 0; i < means.length; i++) {
            Arrays.fill(means[i], masks.get(i).area() == 0 ? Double.NaN : 0);
        }
    }

    /**
     * See {@link Images#meanIntensities}.
     *
     * @param masks one or more
     * @return the means; empty if the image must and can be read as a whole, or no level has the size of the masks
     */
    static Optional<double[][]> of(Path file, PixelFormat format, List<Rle> masks) {
        try (TiffBytes bytes = TiffBytes.open(file)) {
            List<List<TiffPage>> levels = TiffLevels.all(file, TiffDirectories.read(file, bytes));
            for (int i = 0; i < levels.size(); i++) {
                TiffPage page = levels.get(i).get(0);
                if (isSize(page, masks.get(0))) {
                    boolean readable = TiffDecoder.canDecode(page) && !ImageLayout.isConverted(page);
                    boolean whole = i == 0 && page.height() * page.width() <= Images.MAX_PIXELS;
                    return readable
                            ? Optional.of(new RegionIntensities(file, levels.get(i), format, masks).measured())
                            : Optional.of(MeanIntensities.unknown(format, masks))
                                    .filter(none -> !whole);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isSize(TiffPage page, Rle mask) {
        boolean asStored = page.height() == mask.height() && page.width() == mask.width();
        boolean turned = page.height() == mask.width() && page.width() == mask.height();
        return asStored || (turned && ExifOrientation.swapsSides(page.orientation()));
    }

    private double[][] measured() {
        Map<Integer, TiffDecoder> decoders = new HashMap<>();
        Rectangle image = new Rectangle(masks.get(0).width(), masks.get(0).height());
        Rectangle[] bounds = masks.stream().map(RegionIntensities::bounds).toArray(Rectangle[]::new);
        for (int top = 0; top < image.height; top += ROWS) {
            for (int left = 0; left < image.width; left += COLUMNS) {
                Rectangle block = new Rectangle(left, top, COLUMNS, ROWS).intersection(image);
                int[] inside = indices(bounds, block);
                for (int k = 0; inside.length > 0 && k < chosen.size(); k++) {
                    int page = chosen.get(k) / layout.samples();
                    add(inside, k, block, decoders.computeIfAbsent(page, this::decoder));
                }
            }
        }
        return means;
    }

    private static Rectangle bounds(Rle mask) {
        float[] box = mask.bounds();
        return new Rectangle((int) box[1], (int) box[0], (int) (box[3] - box[1]), (int) (box[2] - box[0]));
    }

    private static int[] indices(Rectangle[] bounds, Rectangle block) {
        return IntStream.range(0, bounds.length)
                .filter(i -> bounds[i].intersects(block))
                .toArray();
    }

    private TiffDecoder decoder(int page) {
        SampleReader.requireAlike(file, layout, pages.get(page), page);
        return TiffDecoder.ofRegions(file, pages.get(page));
    }

    /** Adds the pixels of a block in one channel to the means of some masks. */
    private void add(int[] inside, int channel, Rectangle block, TiffDecoder decoder) {
        Rectangle stored = UprightRegions.stored(block, layout.height(), layout.width(), orientation);
        RawSamples samples = decoder.region(stored);
        int sample = chosen.get(channel) % layout.samples();
        for (int i : inside) {
            Rle mask = masks.get(i);
            Rectangle part = bounds(mask).intersection(block);
            byte[] pixels = mask.toMask(part.y, part.x, part.y + part.height, part.x + part.width);
            double sum = 0;
            for (int p = 0; p < pixels.length; p++) {
                int y = part.y - block.y + p / part.width;
                int x = part.x - block.x + p % part.width;
                if (pixels[p] != 0) {
                    int at = ExifOrientation.stored(orientation, stored.height, stored.width, y, x);
                    sum += samples.at(at, sample);
                }
            }
            means[i][channel] += sum / mask.area();
        }
    }
}
