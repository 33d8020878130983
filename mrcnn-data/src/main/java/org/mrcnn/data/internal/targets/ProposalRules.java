// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * How implementations of Mask R-CNN select proposals from the anchors: from all levels together, or from each level separately.
 */
public interface ProposalRules {

    /** Returns the proposals of one image. */
    Proposals select(AnchorScores anchors, ProposalSettings settings);
}
