// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

/**
 * The memory outside the Java heap that a model holds, in bytes.
 *
 * @param weights memory of the weights
 * @param packed memory of copies of the weights in the layout that the CPU needs, made by the first detections
 * @param working memory of arrays that detections use, kept for later detections
 * @param runners number of detections that can run at once in the working memory
 */
public record NativeMemory(long weights, long packed, long working, int runners) {

    /** Returns the sum of weights, packed copies and working memory. */
    public long total() {
        return weights + packed + working;
    }
}
