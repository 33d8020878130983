// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.data.internal.targets.Proposals;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Turns anchors into proposals: the best, moved by their deltas, clipped, without near duplicates; see {@link Proposals}.
 * No gradient flows back.
 *
 * <p>Inputs: logits [N, A, 2], deltas [N, A, 4], anchors [A, 4] normalized. Outputs: rois [N, count, 4] normalized, zero
 * after the last; number of them INT32 [N].
 */
public final class ProposalLayer extends SelectionOp {

    /** For SameDiff. */
    public ProposalLayer() {}

    private ProposalLayer(SameDiff sd, ProposalSettings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    /** Proposals and their number, named ROI and ROI_count. */
    public static SDVariable[] apply(
            SameDiff sd, ProposalSettings settings, RegionProposalNetwork rpn, SDVariable anchors) {
        return new ProposalLayer(sd, settings, rpn.logits(), rpn.deltas(), anchors)
                .named(NetworkNames.ROI, NetworkNames.ROI_COUNT);
    }

    @Override
    public String opName() {
        return "mrcnn_proposals";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long batch = run.input(0).size(0);
        return new long[][] {{batch, settings(ProposalSettings.class).count(), 4}, {batch}};
    }

    @Override
    protected void forward(OpRun run) {
        int batch = (int) run.input(0).size(0);
        int anchorCount = (int) run.input(0).size(1);
        ProposalSettings settings = settings(ProposalSettings.class);
        int row = settings.count() * 4;
        float[] logits = run.floats(0);
        float[] deltas = run.floats(1);
        float[] anchors = run.floats(2);
        float[] rois = new float[batch * row];
        int[] counts = new int[batch];
        Parallel.range(batch, (from, to) -> {
            for (int n = from; n < to; n++) {
                float[] scores = objectScores(logits, n * anchorCount, anchorCount);
                float[] own = Arrays.copyOfRange(deltas, n * anchorCount * 4, (n + 1) * anchorCount * 4);
                Proposals proposals = Proposals.select(scores, own, anchors, settings);
                System.arraycopy(proposals.boxes(), 0, rois, n * row, proposals.boxes().length);
                counts[n] = proposals.count();
            }
        });
        run.put(0, rois);
        run.put(1, counts);
    }

    /** Softmax probabilities of class 1: as floats, so that ties fall as they do where probabilities are ranked. */
    private static float[] objectScores(float[] logits, int first, int count) {
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            int k = 2 * (first + i);
            scores[i] = (float) (1 / (1 + Math.exp((double) logits[k] - logits[k + 1])));
        }
        return scores;
    }
}
