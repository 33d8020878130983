// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;

/**
 * How anchors become proposals.
 *
 * @param preNmsLimit number of anchors with the highest scores that are considered
 * @param nmsThreshold a proposal is dropped if its IoU with a better one exceeds this
 * @param count maximum number of proposals
 * @param coder coder of the box deltas
 * @param rules rules of the dialect
 */
public record ProposalSettings(int preNmsLimit, float nmsThreshold, int count, BoxCoder coder, ProposalRules rules) {
    /** Checks the ranges. */
    public ProposalSettings {
        if (preNmsLimit < 1 || count < 1) {
            throw new IllegalArgumentException(
                    "preNmsLimit and count must be at least 1, found " + preNmsLimit + " and " + count);
        }
        if (!(nmsThreshold >= 0 && nmsThreshold <= 1)) {
            throw new IllegalArgumentException("nmsThreshold must be between 0 and 1, found " + nmsThreshold);
        }
    }

    /** Creates settings for normalized anchors, whose levels are not distinguished. */
    public ProposalSettings(int preNmsLimit, float nmsThreshold, int count, BoxCoder coder) {
        this(preNmsLimit, nmsThreshold, count, coder, new AllLevels(Coordinates.NORMALIZED));
    }
}
