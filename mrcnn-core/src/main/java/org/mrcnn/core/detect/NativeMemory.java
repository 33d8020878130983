// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

/**
 * Memory outside of the Java heap that a model holds, in bytes.
 *
 * @param weights the weights
 * @param packed copies of them in the layout that the processor wants; made by the first detections
 * @param working arrays of detections, kept for the next ones
 * @param runners how many detections can run at once in that working memory
 */
public record NativeMemory(long weights, long packed, long working, int runners) {

    /** All of it. */
    public long total() {
        return weights + packed + working;
    }
}
