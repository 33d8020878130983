// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;

/**
 * The regions of one image that the second stage looks at.
 *
 * @param boxes float[settings.count * 4], in the coordinates of the anchors, best first, zero rows after {@code count}
 * @param count how many rows are proposals
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the graph without a copy
public record Proposals(float[] boxes, int count) {

    /**
     * Picks proposals: the anchors with the highest scores, moved by their deltas, clipped to the image, without those
     * that overlap a better one.
     *
     * @param anchors what the network says of them
     */
    public static Proposals select(AnchorScores anchors, ProposalSettings settings) {
        return settings.rules().select(anchors, settings);
    }

    /**
     * As the other {@code select}, for normalized anchors of an image without padding.
     *
     * @param scores float[n]
     * @param deltas float[n * 4]
     * @param anchors float[n * 4]
     */
    public static Proposals select(float[] scores, float[] deltas, float[] anchors, ProposalSettings settings) {
        return select(new AnchorScores(scores, deltas, anchors, new int[2], new float[4]), settings);
    }

    /** The boxes of these rows. */
    static Proposals of(float[] boxes, int[] kept, int capacity) {
        return new Proposals(gather(boxes, kept, capacity), kept.length);
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
