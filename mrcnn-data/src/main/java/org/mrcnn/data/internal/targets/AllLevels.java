// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.geometry.Nms;

/**
 * Selects the anchors with the highest scores of all levels together, clips them to the network's input, and drops those that
 * overlap a better one of any level, as Matterport does.
 *
 * @param coordinates coordinates of the anchors
 */
public record AllLevels(Coordinates coordinates) implements ProposalRules {

    @Override
    public Proposals select(AnchorScores anchors, ProposalSettings settings) {
        int[] best = TopK.indices(anchors.scores(), settings.preNmsLimit());
        float[] scores = new float[best.length];
        float[] boxes = new float[4 * best.length];
        for (int k = 0; k < best.length; k++) {
            scores[k] = anchors.scores()[best[k]];
            settings.coder().decode(anchors.anchors(), best[k], anchors.deltas(), best[k], boxes, k);
        }
        int height = anchors.size()[0];
        int width = anchors.size()[1];
        boxes = Boxes.clip(boxes, coordinates.whole(height, width));
        int[] kept = Nms.select(boxes, scores, settings.nmsThreshold(), settings.count());
        return Proposals.of(boxes, kept, settings.count());
    }
}
