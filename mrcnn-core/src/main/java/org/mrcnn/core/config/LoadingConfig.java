// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

/**
 * Order and memory of the loader of training images. Nothing here depends on the number of threads.
 *
 * @param queueBatches batches prepared in advance, which limits the memory of the loader
 * @param emptyImages whether images without objects are used as negatives; otherwise they are left out, as in Matterport
 * @param groupByAspect whether a batch holds only portrait images, or only landscape and square ones: less padding in the modes that
 *     give several sizes
 * @param repeatThreshold fraction of images below which a class counts as rare: its images are used more often, by the square root
 *     of threshold / share (LVIS); 0 = every image once an epoch
 * @param cacheMegabytes decoded images kept in the heap, at most half of it; 0 = none
 */
public record LoadingConfig(
        int queueBatches, boolean emptyImages, boolean groupByAspect, float repeatThreshold, int cacheMegabytes) {
    public LoadingConfig {
        new ConfigFaults("train.loading")
                .whole("queueBatches", queueBatches, 1, 1000)
                .fraction("repeatThreshold", repeatThreshold)
                .whole("cacheMegabytes", cacheMegabytes, 0, 1_000_000)
                .check();
    }

    /** Two batches ahead, every image once an epoch, nothing kept. */
    public static LoadingConfig defaults() {
        return new LoadingConfig(2, true, false, 0, 0);
    }

    public LoadingConfig withEmptyImages(boolean value) {
        return new LoadingConfig(queueBatches, value, groupByAspect, repeatThreshold, cacheMegabytes);
    }

    /** Whether batches are grouped by shape, and the share of images below which a class is rare (0 = none is). */
    public LoadingConfig withOrder(boolean byAspect, float threshold) {
        return new LoadingConfig(queueBatches, emptyImages, byAspect, threshold, cacheMegabytes);
    }

    /** Most batches made ahead, and most megabytes of decoded images kept. */
    public LoadingConfig withMemory(int batches, int megabytes) {
        return new LoadingConfig(batches, emptyImages, groupByAspect, repeatThreshold, megabytes);
    }
}
