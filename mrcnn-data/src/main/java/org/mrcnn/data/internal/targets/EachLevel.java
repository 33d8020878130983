// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.GroupedNms;

/**
 * Selects the anchors with the highest scores of each level, clips them to the image, and drops those that are too small or
 * overlap a better one of their level, as torchvision, Detectron2 and MMDetection do.
 *
 * @param anchors settings with the number of anchors of each level
 * @param minSide boxes with a shorter side are left out, in pixels
 */
public record EachLevel(AnchorSettings anchors, float minSide) implements ProposalRules {

    @Override
    public Proposals select(AnchorScores image, ProposalSettings settings) {
        int height = image.size()[0];
        int width = image.size()[1];
        int[] counts = new AnchorGenerator(anchors).countByLevel(height, width);
        float[] window = anchors.coordinates().fromPixels(image.window(), height, width);
        Candidates candidates = new Candidates(counts.length * settings.preNmsLimit());
        int start = 0;
        for (int level = 0; level < counts.length; level++) {
            float[] scores = Arrays.copyOfRange(image.scores(), start, start + counts[level]);
            for (int i : TopK.indices(scores, settings.preNmsLimit())) {
                settings.coder()
                        .decode(
                                image.anchors(),
                                start + i,
                                image.deltas(),
                                start + i,
                                candidates.boxes,
                                candidates.size);
                candidates.keep(window, minSide, scores[i], level);
            }
            start += counts[level];
        }
        float[] boxes = Arrays.copyOf(candidates.boxes, 4 * candidates.size);
        int[] kept = GroupedNms.select(
                boxes,
                Arrays.copyOf(candidates.scores, candidates.size),
                Arrays.copyOf(candidates.levels, candidates.size),
                settings.nmsThreshold(),
                settings.count());
        return Proposals.of(boxes, kept, settings.count());
    }

    private static final class Candidates {
        private final float[] boxes;
        private final float[] scores;
        private final int[] levels;
        private int size;

        Candidates(int capacity) {
            boxes = new float[4 * capacity + 4];
            scores = new float[capacity];
            levels = new int[capacity];
        }

        /** Clips the box that was written after the last one, and keeps it unless it is too small. */
        void keep(float[] window, float minSide, float score, int level) {
            Boxes.clip(boxes, size, window);
            if (Boxes.hasSides(boxes, size, minSide)) {
                scores[size] = score;
                levels[size++] = level;
            }
        }
    }
}
