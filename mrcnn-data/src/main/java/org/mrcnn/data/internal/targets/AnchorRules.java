// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.BitSet;

/**
 * The rules in which implementations of Mask R-CNN differ when they match anchors to objects. The methods here are this
 * library's own rules; a dialect overrides those that differ.
 */
public interface AnchorRules {

    /**
     * Returns the fraction of an anchor in a crowd, from which {@link RpnTargets} decides whether it may be a negative. Areas
     * are in pixels.
     */
    default double crowdShare(double intersection, double anchorArea, double crowdArea) {
        return intersection / anchorArea;
    }

    /**
     * Marks the anchors that become positive because an object overlaps none of them; by default, none.
     *
     * @param positives anchors to be marked, by index
     * @param anchors number of anchors
     */
    default void claimWithoutOverlap(BitSet positives, int anchors) {}

    /**
     * Returns whether anchors are matched to all objects of an image that exceeds the limit on objects. By default not: an
     * object that is hidden from the heads would be positive for the anchors and background for the heads.
     */
    default boolean learnsDroppedObjects() {
        return false;
    }
}
