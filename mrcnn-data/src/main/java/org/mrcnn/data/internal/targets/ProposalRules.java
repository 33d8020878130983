// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/** How implementations of Mask R-CNN choose proposals among the anchors: all levels together, or each by itself. */
public interface ProposalRules {

    /** The proposals of one image. */
    Proposals select(AnchorScores anchors, ProposalSettings settings);
}
