// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.Golden;

class BoxCoderTest {
    private static final BoxCoder UNSCALED = new BoxCoder(new float[] {1, 1, 1, 1});

    @Test
    void deltasWorkedByHand() {
        float[] box = {0, 0, 10, 20};
        float[] gt = {5, 0, 25, 10}; // centre from (5, 10) to (15, 5), twice as high, half as wide
        float[] deltas = new float[4];
        UNSCALED.encode(box, 0, gt, 0, deltas, 0);
        float ln2 = (float) Math.log(2);
        assertThat(deltas).containsExactly(1f, -0.25f, ln2, -ln2);
        BoxCoder.defaults().encode(box, 0, gt, 0, deltas, 0);
        assertThat(deltas).containsExactly(new float[] {10f, -2.5f, ln2 / 0.2f, -ln2 / 0.2f}, within(1e-5f));
    }

    @Test
    void encodeMatchesReference() {
        Golden golden = new Golden("overlaps", "deltas");
        float[] boxes = golden.floats("box");
        float[] gt = golden.floats("gt_box");
        float[] deltas = new float[boxes.length];
        for (int i = 0; i < boxes.length / 4; i++) {
            UNSCALED.encode(boxes, i, gt, i, deltas, i);
        }
        assertThat(deltas).containsExactly(golden.floats("refinement"), within(1e-5f));
        assertThat(deltas).containsExactly(golden.floats("refinement_graph"), within(1e-5f));
    }

    @Test
    void decodeMatchesReference() {
        Golden golden = new Golden("overlaps", "deltas");
        float[] decoded = UNSCALED.decode(golden.floats("box"), golden.floats("deltas"));
        assertThat(decoded).containsExactly(golden.floats("applied"), within(1e-5f));
        assertThat(decoded).containsExactly(golden.floats("applied_graph"), within(1e-5f));
        float[] unbounded = UNSCALED.unbounded().decode(golden.floats("box"), golden.floats("deltas"));
        assertThat(unbounded).containsExactly(golden.floats("applied"), within(1e-5f));
    }

    @Test
    void decodeUndoesEncode() {
        SplittableRandom random = new SplittableRandom(11);
        float[] boxes = RandomBoxes.inside(random, 300, 1);
        float[] gt = RandomBoxes.inside(random, 300, 1);
        float[] deltas = new float[boxes.length];
        BoxCoder coder = BoxCoder.defaults();
        for (int i = 0; i < 300; i++) {
            coder.encode(boxes, i, gt, i, deltas, i);
        }
        assertThat(coder.decode(boxes, deltas)).containsExactly(gt, within(2e-6f));
    }

    @Test
    void growthIsClamped() {
        float[] decoded =
                UNSCALED.decode(new float[] {0, 0, 16, 16}, new float[] {0, 0, 1e30f, Float.POSITIVE_INFINITY});
        assertThat(decoded).containsExactly(new float[] {-492, -492, 508, 508}, within(1e-3f));
    }

    @Test
    void growthWithoutBoundIsMatterports() {
        float[] decoded = UNSCALED.unbounded().decode(new float[] {0, 0, 1, 1}, new float[] {0, 0, 6, 7});
        float e6 = (float) Math.exp(6);
        float e7 = (float) Math.exp(7);
        assertThat(decoded)
                .containsExactly(
                        new float[] {0.5f - e6 / 2, 0.5f - e7 / 2, 0.5f + e6 / 2, 0.5f + e7 / 2}, within(1e-3f));
        assertThat(UNSCALED.unbounded()).isNotEqualTo(UNSCALED);
    }

    /**
     * The value 0.1 is used, not the float nearest to it, whose relative difference of 1.5e-8 is enough to change the rounding
     * of a delta.
     */
    @Test
    void deviationsAreDecimal() {
        float[] deltas = new float[4];
        BoxCoder.defaults().encode(new double[] {0, 0, 1, 1}, 0, new float[] {47, 0, 48, 1}, 0, deltas, 0);
        assertThat(deltas[0]).isEqualTo((float) (47 / 0.1));
        double[] tiny = {0, 0, 2.8284271247461903, 1.4142135623730951}; // a float would shift it by 6e-8
        BoxCoder.defaults().encode(tiny, 0, new float[] {100, 0, 103, 1}, 0, deltas, 0);
        assertThat(deltas[0]).isEqualTo((float) ((101.5 - tiny[2] / 2) / tiny[2] / 0.1));
    }

    @Test
    void zeroDeltasKeepTheBox() {
        float[] box = {0.25f, 0.5f, 0.75f, 1f};
        assertThat(BoxCoder.defaults().decode(box, new float[4])).containsExactly(box);
    }

    @Test
    void standardDeviationsAreCopied() {
        float[] mine = {1, 1, 1, 1};
        BoxCoder coder = new BoxCoder(mine);
        mine[0] = 7;
        coder.stdDev()[1] = 7;
        assertThat(coder).isEqualTo(UNSCALED).hasSameHashCodeAs(UNSCALED);
        assertThat(coder.stdDev()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void brokenInputIsNamed() {
        assertThatThrownBy(() -> new BoxCoder(new float[] {1, 1, 0, 1})).hasMessageContaining("positive");
        assertThatThrownBy(() -> new BoxCoder(new float[3])).hasMessageContaining("found 3");
        assertThatThrownBy(() -> UNSCALED.decode(new float[8], new float[4])).hasMessageContaining("2 boxes");
        assertThatThrownBy(() -> UNSCALED.encode(new float[4], 0, new float[] {0, 0, 1, 1}, 0, new float[4], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positive size");
    }
}
