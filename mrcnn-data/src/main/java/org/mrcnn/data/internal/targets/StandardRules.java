// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/** This library's own rules, which the interfaces describe, where implementations of Mask R-CNN differ. */
public enum StandardRules implements AnchorRules, RegionRules, DetectionRules, Placement {
    /** All rules. */
    RULES
}
