// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/** Computes the mean of the stored samples under masks. */
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
     * Returns the orientation to apply to the pixels: that of the file, or as stored if only the stored pixels have the size of
     * the masks, because the data set was annotated like that.
     */
    static int turned(int orientation, int height, int width, List<Rle> masks) {
        boolean stored = masks.stream().allMatch(mask -> mask.height() == height && mask.width() == width);
        return height != width && stored && ExifOrientation.swapsSides(orientation)
                ? ExifOrientation.AS_STORED
                : orientation;
    }

    /** One channel of stored samples, oriented as {@link ExifOrientation} orients an image. */
    private record Upright(RawSamples samples, int channel, int orientation) {

        /** Returns the mean over the runs of the mask, column by column. */
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
