// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.BitSet;

/**
 * What implementations of Mask R-CNN do differently when they match anchors to objects. The methods here are this library's
 * own rules; a dialect overrides what it does otherwise.
 */
public interface AnchorRules {

    /**
     * The share of an anchor that is in a crowd region, by which {@link RpnTargets} decides whether it may be a negative.
     * Areas are in pixels.
     */
    default double crowdShare(double intersection, double anchorArea, double crowdArea) {
        return intersection / anchorArea;
    }

    /**
     * Marks the anchors that become positive because an object overlaps none at all: none.
     *
     * @param positives to be marked, by the index of the anchor
     * @param anchors how many there are
     */
    default void claimWithoutOverlap(BitSet positives, int anchors) {}

    /**
     * Whether anchors learn all objects of an image that has more than its limit. They do not: an object that the heads are
     * not shown would be positive for the anchors and background for the heads.
     */
    default boolean learnsDroppedObjects() {
        return false;
    }
}
