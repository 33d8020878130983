// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Nms;

/**
 * The regions of one image that the second stage looks at.
 *
 * @param boxes float[settings.count * 4], normalized, best first, zero rows after {@code count}
 * @param count how many rows are proposals
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the graph without a copy
public record Proposals(float[] boxes, int count) {
    private static final float[] IMAGE = {0f, 0f, 1f, 1f};

    /**
     * Picks proposals: the anchors with the highest scores, moved by their deltas, clipped to the image, without those
     * that overlap a better one.
     *
     * @param scores float[n], foreground probability or logit of each anchor
     * @param deltas float[n * 4]
     * @param anchors float[n * 4], normalized
     */
    public static Proposals select(float[] scores, float[] deltas, float[] anchors, ProposalSettings settings) {
        int n = scores.length;
        if (deltas.length != 4 * n || anchors.length != 4 * n) {
            throw new IllegalArgumentException("proposals need 4 deltas and 4 anchor coordinates a score: " + n
                    + " scores, found " + deltas.length + " and " + anchors.length);
        }
        BoxCoder coder = settings.coder();
        int[] best = TopK.indices(scores, settings.preNmsLimit());
        float[] bestScores = new float[best.length];
        float[] boxes = new float[4 * best.length];
        for (int k = 0; k < best.length; k++) {
            bestScores[k] = scores[best[k]];
            coder.decode(anchors, best[k], deltas, best[k], boxes, k);
        }
        boxes = Boxes.clip(boxes, IMAGE);
        int[] kept = Nms.select(boxes, bestScores, settings.nmsThreshold(), settings.count());
        return new Proposals(gather(boxes, kept, settings.count()), kept.length);
    }

    private static float[] gather(float[] boxes, int[] rows, int capacity) {
        float[] gathered = new float[4 * capacity];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(boxes, 4 * rows[k], gathered, 4 * k, 4);
        }
        return gathered;
    }

    /** Returns the proposals without the padding, {@code float[count * 4]}. */
    public float[] trimmed() {
        return Arrays.copyOf(boxes, 4 * count);
    }
}
