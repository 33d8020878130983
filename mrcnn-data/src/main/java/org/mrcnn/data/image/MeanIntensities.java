// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/** The mean of the stored samples under masks. */
final class MeanIntensities {
    private static final int TIFF_HEAD = 8;

    private MeanIntensities() {}

    /** See {@link Images#meanIntensities}. */
    static double[][] of(Path file, PixelFormat format, List<Rle> masks) {
        boolean tiff = TiffDirectories.isTiff(ImageFile.bytes(file, TIFF_HEAD));
        if (!masks.isEmpty() && tiff) {
            return RegionIntensities.of(file, format, masks).orElseGet(() -> ofWhole(file, format, masks));
        }
        boolean large =
                !masks.isEmpty() && (long) masks.get(0).height() * masks.get(0).width() > Images.MAX_PIXELS;
        return large ? unknown(format, masks) : ofWhole(file, format, masks);
    }

    static double[][] unknown(PixelFormat format, List<Rle> masks) {
        double[][] means = new double[masks.size()][format.count()];
        Arrays.stream(means).forEach(row -> Arrays.fill(row, Double.NaN));
        return means;
    }

    private static double[][] ofWhole(Path file, PixelFormat format, List<Rle> masks) {
        byte[] bytes = ImageFile.bytes(file);
        double[][] means = new double[masks.size()][format.count()];
        int orientation = ExifOrientation.of(bytes);
        SampleReader.forEachChannel(file, bytes, format, (channel, samples, sample) -> {
            Upright upright =
                    new Upright(samples, sample, turned(orientation, samples.height(), samples.width(), masks));
            for (int i = 0; i < means.length; i++) {
                means[i][channel] = upright.mean(masks.get(i));
            }
        });
        return means;
    }

    /**
     * How the masks see the pixels: turned upright, or as they are stored where only that has their size, because the annotations of a
     * data set were made so.
     */
    static int turned(int orientation, int height, int width, List<Rle> masks) {
        boolean stored = masks.stream().allMatch(mask -> mask.height() == height && mask.width() == width);
        return height != width && stored && ExifOrientation.swapsSides(orientation)
                ? ExifOrientation.AS_STORED
                : orientation;
    }

    /** One channel of stored samples, turned as {@link ExifOrientation} turns an image. */
    private record Upright(RawSamples samples, int channel, int orientation) {

        /** Adds up on the runs, column by column, as the mask has them. */
        double mean(Rle mask) {
            requireSize(mask);
            double sum = 0;
            int[] runs = mask.counts();
            int height = mask.height();
            for (int i = 0, pixel = 0; i < runs.length; pixel += runs[i++]) {
                for (int p = pixel; (i & 1) == 1 && p < pixel + runs[i]; p++) {
                    int stored = ExifOrientation.stored(
                            orientation, samples.height(), samples.width(), p % height, p / height);
                    sum += samples.at(stored, channel);
                }
            }
            return sum / mask.area();
        }

        private void requireSize(Rle mask) {
            boolean swap = ExifOrientation.swapsSides(orientation);
            int height = swap ? samples.width() : samples.height();
            int width = swap ? samples.height() : samples.width();
            if (mask.height() != height || mask.width() != width) {
                throw new IllegalArgumentException("expected masks of the image's " + height + "x" + width + ", found "
                        + mask.height() + "x" + mask.width());
            }
        }
    }
}
