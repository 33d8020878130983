// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.Shuffle;
import org.mrcnn.data.internal.image.Resize;

/**
 * A scan of the images of a data set, or of a random sample of them.
 *
 * @param labels class names by class id, background first
 * @param total number of images of the data set
 * @param images the inspected images, in order of their index
 */
public record DatasetScan(List<String> labels, int total, List<ImageFacts> images) {

    /** Copies the lists. */
    public DatasetScan {
        labels = List.copyOf(labels);
        images = List.copyOf(images);
    }

    /**
     * Loads images, several at a time, and keeps facts about them. An image that cannot be read is in the result with its
     * fault.
     *
     * @param most maximum number of images to inspect; a random sample if there are more
     * @param seed seed for the sample and the positions of crops
     */
    public static DatasetScan of(Dataset data, Resize resize, int most, long seed) {
        if (most < 1) {
            throw new IllegalArgumentException("a scan looks at 1 image or more, found " + most);
        }
        int[] indices = Shuffle.permutation(data.size(), new SplittableRandom(seed));
        int[] chosen = Arrays.copyOf(indices, Math.min(most, indices.length));
        Arrays.sort(chosen);
        List<ImageFacts> images = IntStream.of(chosen)
                .parallel()
                .mapToObj(index -> ImageFacts.of(data, index, resize, seed))
                .toList();
        return new DatasetScan(data.labels(), data.size(), images);
    }

    /** Returns the objects that are not crowds. */
    public Stream<ObjectFacts> instances() {
        return images.stream().flatMap(image -> image.objects().stream()).filter(object -> !object.crowd());
    }

    /** Returns the images that could be read. */
    public List<ImageFacts> readable() {
        return images.stream().filter(image -> image.hashes().isPresent()).toList();
    }

    /**
     * Returns the mean of each channel over all pixels of all readable images, 0..255, which should be subtracted from them.
     *
     * @return double[channels], empty if no image could be read
     */
    public double[] meanPixel() {
        double[] sums = new double[0];
        double pixels = 0;
        for (ImageFacts image : readable()) {
            double count = (double) image.height() * image.width();
            sums = sums.length == 0 ? new double[image.meanPixel().length] : sums;
            for (int c = 0; c < sums.length; c++) {
                sums[c] += image.meanPixel()[c] * count;
            }
            pixels += count;
        }
        double all = pixels;
        return Arrays.stream(sums).map(sum -> sum / all).toArray();
    }

    /** Returns everything that looks wrong but can be used, in the order of images and objects. */
    public List<Suspicion> suspicions() {
        List<Suspicion> found = new ArrayList<>();
        images.forEach(image -> found.addAll(Suspicion.of(image)));
        return found;
    }
}
