// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

/**
 * Settings of the loader of training images: order and memory. Their effect on the order does not depend on the number of
 * threads.
 *
 * @param queueBatches number of batches prepared in advance, which limits the loader's memory
 * @param emptyImages whether images without objects are used, as negatives; if false, they are left out, as in Matterport
 * @param groupByAspect whether each batch contains either only portrait images or only landscape and square ones, which reduces
 *     padding in the image modes with varying sizes
 * @param repeatThreshold fraction of the images below which a class counts as rare; images with a rare class are repeated by
 *     the square root of threshold / fraction (LVIS); 0 = every image once per epoch
 * @param cacheMegabytes megabytes of decoded images kept in the heap, at most half of it; 0 = none
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

    /** Returns the defaults: two batches prepared in advance, every image once per epoch, no cache. */
    public static LoadingConfig defaults() {
        return new LoadingConfig(2, true, false, 0, 0);
    }

    public LoadingConfig withEmptyImages(boolean value) {
        return new LoadingConfig(queueBatches, value, groupByAspect, repeatThreshold, cacheMegabytes);
    }

    /**
     * Sets whether batches are grouped by aspect, and the fraction of the images below which a class is rare (0 = no class is).
     */
    public LoadingConfig withOrder(boolean byAspect, float threshold) {
        return new LoadingConfig(queueBatches, emptyImages, byAspect, threshold, cacheMegabytes);
    }

    /** Sets the number of batches prepared in advance, and the megabytes of decoded images kept. */
    public LoadingConfig withMemory(int batches, int megabytes) {
        return new LoadingConfig(batches, emptyImages, groupByAspect, repeatThreshold, megabytes);
    }
}
