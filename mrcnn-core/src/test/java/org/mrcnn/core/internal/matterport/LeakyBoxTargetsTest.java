// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.matterport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.internal.graph.Outcome;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

class LeakyBoxTargetsTest {
    private static final float[] IMAGE = {0, 0, 1, 1};
    /** The last one is clipped at the bottom and on the right. */
    private static final float[] ANCHORS = {0.1f, 0.2f, 0.4f, 0.6f, 0.3f, 0.3f, 0.9f, 0.7f, 0.6f, 0.5f, 1.05f, 1.1f};

    private static final float[] OBJECTS = {0.15f, 0.25f, 0.5f, 0.55f, 0.2f, 0.3f, 0.8f, 0.8f, 0.7f, 0.6f, 0.95f, 0.9f};

    private final SameDiff sd = SameDiff.create();

    /** Two RoIs, from anchors 2 and 0, and a negative from anchor 1, which has no targets. */
    @Test
    void theGradientIsThatOfTargetsComputedFromProposals() {
        float[] deltas = {0.3f, -0.2f, 0.1f, 0.4f, 0.5f, 0.6f, -0.7f, 0.8f, -0.1f, 0.2f, 0.3f, -0.4f};
        int[] chosen = {2, 0, 1};
        int[] classIds = {1, 2, 0};
        float[] boxes = Boxes.clip(BoxCoder.defaults().decode(ANCHORS, deltas), IMAGE);
        float[] rois = new float[12];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(boxes, chosen[row] * 4, rois, row * 4, 4);
        }
        float[] weights = Outcome.random(5, 12).data().asFloat();
        float[] analytic = gradient(deltas, rois, classIds, weights);
        assertThat(Arrays.copyOfRange(analytic, 4, 8)).containsOnly(0);
        for (int i : new int[] {0, 1, 2, 3, 8, 9, 10, 11}) {
            float step = 1e-2f;
            float[] up = deltas.clone();
            float[] down = deltas.clone();
            up[i] += step;
            down[i] -= step;
            double numeric = (loss(up, weights) - loss(down, weights)) / (2 * step);
            assertThat((double) analytic[i]).isCloseTo(numeric, org.assertj.core.data.Offset.offset(2e-2));
        }
    }

    /** Returns the weighted sum of the targets of the first two RoIs, computed as in Matterport's code. */
    private static double loss(float[] deltas, float[] weights) {
        BoxCoder coder = BoxCoder.defaults();
        float[] boxes = Boxes.clip(coder.decode(ANCHORS, deltas), IMAGE);
        float[] targets = new float[8];
        coder.encode(boxes, 2, OBJECTS, 2, targets, 0);
        coder.encode(boxes, 0, OBJECTS, 0, targets, 1);
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += (double) weights[i] * targets[i];
        }
        return sum;
    }

    private float[] gradient(float[] deltas, float[] rois, int[] classIds, float[] weights) {
        BoxCoder coder = BoxCoder.defaults();
        float[] targets = new float[12];
        coder.encode(rois, 0, OBJECTS, 2, targets, 0);
        coder.encode(rois, 1, OBJECTS, 0, targets, 1);
        SDVariable leaky = LeakyBoxTargets.apply(
                sd,
                new LeakyBoxTargets.Coders(coder, coder),
                sd.constant(Outcome.random(1, 1, 3, 2)),
                sd.var("deltas", Outcome.array(deltas, 1, 3, 4)),
                sd.constant(Outcome.array(ANCHORS, 3, 4)),
                sd.constant(Outcome.array(rois, 1, 3, 4)),
                sd.constant(Outcome.array(classIds, 1, 3)),
                sd.constant(Outcome.array(targets, 1, 3, 4)));
        leaky.mul(sd.constant(Outcome.array(weights, 1, 3, 4))).sum().rename("loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of(leaky.name()), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            assertThat(out.get(leaky.name()).data().asFloat()).containsExactly(targets);
            return out.gradient("deltas").dup('c').data().asFloat();
        }
    }
}
