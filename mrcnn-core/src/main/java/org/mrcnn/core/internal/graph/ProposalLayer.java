// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorScores;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.data.internal.targets.Proposals;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Selects proposals from the anchors: those with the highest scores, moved by their deltas, clipped to the image, after
 * non-maximum suppression; see {@link Proposals}. No gradient flows back.
 *
 * <p>Inputs: logits [N, A, 2] or [N, A, 1], deltas [N, A, 4], anchors [A, 4], image meta [N, 12 + C], the image [N, H, W, 3]
 * (for its shape). Outputs: proposals [N, count, 4] in the coordinates of the anchors, padded with zeros; their number INT32
 * [N].
 */
public final class ProposalLayer extends SelectionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ProposalLayer() {}

    private ProposalLayer(SameDiff sd, ProposalSettings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    /**
     * Adds the op to a graph. Returns the proposals and their number, named ROI and ROI_count.
     *
     * @param others anchors, image meta, image
     */
    public static SDVariable[] apply(
            SameDiff sd, ProposalSettings settings, RegionProposalNetwork rpn, SDVariable... others) {
        SDVariable[] inputs = Stream.concat(Stream.of(rpn.logits(), rpn.deltas()), Stream.of(others))
                .toArray(SDVariable[]::new);
        return new ProposalLayer(sd, settings, inputs).named(NetworkNames.ROI, NetworkNames.ROI_COUNT);
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
        int outputs = (int) run.input(0).size(2);
        float[] metas = run.floats(3);
        int[] size = {(int) run.input(4).size(1), (int) run.input(4).size(2)};
        float[] rois = new float[batch * row];
        int[] counts = new int[batch];
        Parallel.range(batch, (from, to) -> {
            for (int n = from; n < to; n++) {
                float[] scores = outputs == 1
                        ? Arrays.copyOfRange(logits, n * anchorCount, (n + 1) * anchorCount)
                        : objectScores(logits, n * anchorCount, anchorCount);
                float[] own = Arrays.copyOfRange(deltas, n * anchorCount * 4, (n + 1) * anchorCount * 4);
                float[] window = ImageMeta.window(metas, n, metas.length / batch);
                Proposals proposals = Proposals.select(new AnchorScores(scores, own, anchors, size, window), settings);
                System.arraycopy(proposals.boxes(), 0, rois, n * row, proposals.boxes().length);
                counts[n] = proposals.count();
            }
        });
        run.put(0, rois);
        run.put(1, counts);
    }

    /** Returns softmax probabilities of class 1, as floats, so that ties are the same as where probabilities are ranked. */
    private static float[] objectScores(float[] logits, int first, int count) {
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            int k = 2 * (first + i);
            scores[i] = (float) (1 / (1 + Math.exp((double) logits[k] - logits[k + 1])));
        }
        return scores;
    }
}
