// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** How the level of a region follows from 4 + log2(sqrt(area in pixels) / 224); see {@link RoiLevels}. */
public enum LevelRule {
    /** The nearest whole number: Matterport. */
    ROUND,
    /** The whole number below: the paper. */
    FLOOR
}
