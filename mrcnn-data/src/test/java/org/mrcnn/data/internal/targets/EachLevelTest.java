// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.DialectCase;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;

/**
 * Compares with AnchorGenerator and RegionProposalNetwork of torchvision: an input of 96 x 128 pixels with an image of 80 x
 * 120.
 */
class EachLevelTest {
    private static final AnchorSettings ANCHORS = new AnchorSettings(
            new float[] {8, 16, 31, 64, 90},
            new float[] {2, 1, 1 / 3f},
            new int[] {4, 8, 16, 32, 64},
            1,
            true,
            false,
            Coordinates.PIXELS);

    @Test
    void anchorsAreRoundedAsInTorchvision() {
        assertThat(new AnchorGenerator(ANCHORS).boxes(96, 128)).isEqualTo(DialectCase.floats("rpn_anchors"));
        assertThat(new AnchorGenerator(ANCHORS).countByLevel(96, 128)).containsExactly(2304, 576, 144, 36, 12);
    }

    @Test
    void proposalsAreThoseOfTorchvision() {
        AnchorScores scores = new AnchorScores(
                DialectCase.floats("rpn_logits"),
                DialectCase.floats("rpn_deltas"),
                DialectCase.floats("rpn_anchors"),
                new int[] {96, 128},
                new float[] {0, 0, 80, 120});
        BoxCoder coder = new BoxCoder(new float[] {1, 1, 1, 1});
        ProposalSettings settings = new ProposalSettings(60, 0.7f, 50, coder, new EachLevel(ANCHORS, 1e-3f));
        float[] expected = DialectCase.floats("rpn_proposals");
        Proposals proposals = Proposals.select(scores, settings);
        assertThat(proposals.count()).isEqualTo(expected.length / 4);
        assertThat(Arrays.copyOf(proposals.boxes(), 4 * proposals.count())).containsExactly(expected, within(1e-4f));
    }
}
