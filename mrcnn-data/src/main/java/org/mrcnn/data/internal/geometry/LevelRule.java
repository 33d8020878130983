// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** How the level of an RoI is computed from 4 + log2(sqrt(area in pixels) / 224); see {@link RoiLevels}. */
public enum LevelRule {
    /** Rounds to the nearest integer, as Matterport does. */
    ROUND,
    /** Rounds down, as in the paper. */
    FLOOR
}
