// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/** This library's own rules, where implementations of Mask R-CNN differ: those that the interfaces describe. */
public enum StandardRules implements AnchorRules, RegionRules, DetectionRules, Placement {
    /** All of them. */
    RULES
}
