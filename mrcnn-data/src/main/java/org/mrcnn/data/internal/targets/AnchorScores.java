// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * The output of the region proposal network for the anchors of one image.
 *
 * @param scores float[n], probability of an object or another number that increases with it
 * @param deltas float[n * 4]
 * @param anchors float[n * 4], in the coordinates of the settings
 * @param size int[2], height and width of the network's input in pixels
 * @param window float[4], the part of the network's input that contains the image, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // bundles arguments, not kept
public record AnchorScores(float[] scores, float[] deltas, float[] anchors, int[] size, float[] window) {
    /** Checks the lengths. */
    public AnchorScores {
        int n = scores.length;
        if (deltas.length != 4 * n || anchors.length != 4 * n) {
            throw new IllegalArgumentException("proposals need 4 deltas and 4 anchor coordinates a score: " + n
                    + " scores, found " + deltas.length + " and " + anchors.length);
        }
    }
}
