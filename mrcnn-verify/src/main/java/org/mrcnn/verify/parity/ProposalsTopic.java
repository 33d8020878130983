// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.internal.graph.ProposalLayer;
import org.mrcnn.core.internal.graph.RegionProposalNetwork;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.data.internal.targets.Proposals;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Proposals from scores and deltas, as a function and as an op of a graph. */
final class ProposalsTopic implements Topic {

    @Override
    public String name() {
        return "proposals";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        Fields params = golden.params();
        int[] image = params.wholes("image_shape");
        float[] anchors = new AnchorGenerator(AnchorsTopic.settings(params)).normalized(image[0], image[1]);
        float[] probabilities = golden.floats("rpn_probs");
        float[] deltas = golden.floats("rpn_bbox");
        int batch = golden.array("rpn_probs").shape()[0];
        ProposalSettings settings = new ProposalSettings(
                params.whole("PRE_NMS_LIMIT"),
                (float) params.number("nms_threshold"),
                params.whole("proposal_count"),
                BoxCoder.defaults().unbounded());
        float[] selected = new float[batch * 4 * settings.count()];
        int[] counts = new int[batch];
        for (int n = 0; n < batch; n++) {
            float[] own = MaskArrays.part(probabilities, n, batch);
            float[] scores = new float[own.length / 2];
            for (int a = 0; a < scores.length; a++) {
                scores[a] = own[2 * a + 1];
            }
            Proposals proposals = Proposals.select(scores, MaskArrays.part(deltas, n, batch), anchors, settings);
            System.arraycopy(proposals.boxes(), 0, selected, n * 4 * settings.count(), 4 * settings.count());
            counts[n] = notZero(proposals.boxes());
        }
        Tolerance allowed = golden.tolerance("proposals", Tolerance.absolute(2e-6));
        float[] expected = golden.floats("proposals");
        double[] ofGraph = graph(settings, probabilities, deltas, anchors, batch);
        double[] wide = golden.doubles("proposals");
        return List.of(
                Comparison.of("proposals", expected, selected, allowed),
                Comparison.of("non_zero_rows", params.wholes("non_zero_rows"), counts, Tolerance.EXACT),
                Comparison.of("proposals of the graph", wide, ofGraph, allowed));
    }

    /** Counts boxes like the reference: a box without area after clipping may be among those kept. */
    private static int notZero(float[] boxes) {
        int count = 0;
        for (int i = 0; i < boxes.length; i += 4) {
            if (boxes[i] != 0 || boxes[i + 1] != 0 || boxes[i + 2] != 0 || boxes[i + 3] != 0) {
                count++;
            }
        }
        return count;
    }

    /** Runs the op, which reads logits: the logarithms of probabilities that sum to 1 are valid logits. */
    private static double[] graph(
            ProposalSettings settings, float[] probabilities, float[] deltas, float[] anchors, int batch) {
        int count = anchors.length / 4;
        float[] logits = new float[probabilities.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) Math.log(probabilities[k]);
        }
        SameDiff sd = SameDiff.create();
        RegionProposalNetwork rpn = new RegionProposalNetwork(
                GraphRun.constant(sd, "logits", logits, batch, count, 2),
                GraphRun.constant(sd, "deltas", deltas, batch, count, 4));
        // Normalized proposals do not depend on the image and its meta: the image has one pixel, the meta no classes.
        SDVariable meta = GraphRun.constant(sd, "meta", new float[batch * 12], batch, 12);
        SDVariable image = GraphRun.constant(sd, "image", new float[1], 1, 1, 1, 1);
        SDVariable[] out = ProposalLayer.apply(
                sd, settings, rpn, GraphRun.constant(sd, "anchors", anchors, count, 4), meta, image);
        return Arrays.copyOf(GraphRun.forward(out).value(out[0]), batch * 4 * settings.count());
    }
}
