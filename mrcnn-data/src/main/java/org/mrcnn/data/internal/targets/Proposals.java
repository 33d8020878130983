// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

/**
 * The proposals of one image, which the second stage classifies.
 *
 * @param boxes float[settings.count * 4], in the coordinates of the anchors, highest score first, zero rows after {@code count}
 * @param count number of rows that are proposals
 */
@SuppressWarnings("ArrayRecordComponent") // passed to the graph without a copy
public record Proposals(float[] boxes, int count) {

    /**
     * Selects proposals: the anchors with the highest scores, refined by their deltas, clipped to the image, without those that
     * overlap a better one.
     *
     * @param anchors output of the network for the anchors
     */
    public static Proposals select(AnchorScores anchors, ProposalSettings settings) {
        return settings.rules().select(anchors, settings);
    }

    /**
     * Like {@link #select(AnchorScores, ProposalSettings)}, for normalized anchors of an image without padding.
     *
     * @param scores float[n]
     * @param deltas float[n * 4]
     * @param anchors float[n * 4]
     */
    public static Proposals select(float[] scores, float[] deltas, float[] anchors, ProposalSettings settings) {
        return select(new AnchorScores(scores, deltas, anchors, new int[2], new float[4]), settings);
    }

    /** Returns proposals with the boxes of these rows. */
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
}
