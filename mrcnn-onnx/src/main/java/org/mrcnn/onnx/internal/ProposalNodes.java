// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.internal.graph.ConcatLevels;
import org.mrcnn.data.internal.targets.AllLevels;
import org.mrcnn.data.internal.targets.EachLevel;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.engine.JavaOp;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Adds nodes that select proposals from anchors, with one method for each {@link
 * org.mrcnn.data.internal.targets.ProposalRules}.
 */
final class ProposalNodes {

    private final OnnxGraph onnx;
    private final ProposalSettings settings;
    private final Suppression.Limits limits;
    private final Tensor scores;
    private final Tensor deltas;
    private final Tensor anchors;
    private final Tensor meta;
    private final Tensor image;

    private ProposalNodes(DifferentialFunction op, Translation to) {
        onnx = to.onnx();
        settings = ((JavaOp) op).settings(ProposalSettings.class);
        limits = new Suppression.Limits(settings.count(), settings.nmsThreshold());
        Tensor logits = to.input(op, 0).squeeze(0);
        scores = outputs(op.args()[0]) == 1 ? logits.squeeze(1) : objectScores(logits);
        deltas = to.input(op, 1).squeeze(0);
        anchors = to.input(op, 2);
        meta = to.input(op, 3);
        image = to.input(op, 4);
    }

    static void translate(DifferentialFunction op, Translation to) {
        ProposalNodes nodes = new ProposalNodes(op, to);
        Tensor rois;
        if (nodes.settings.rules() instanceof AllLevels all) {
            rois = nodes.ofAllLevels(all);
        } else if (nodes.settings.rules() instanceof EachLevel each) {
            rois = nodes.ofEachLevel(each);
        } else {
            throw new IllegalArgumentException(
                    "ONNX export: the proposal rules " + nodes.settings.rules() + " have no translation");
        }
        to.put(
                op,
                Selections.padded(rois, nodes.settings.count()).unsqueeze(0),
                rois.size(0).cast(DataType.INT32));
    }

    /** Returns the number of object logits per anchor. */
    private static long outputs(SDVariable logits) {
        DifferentialFunction made = logits.getSameDiff().getVariableOutputOp(logits.name());
        return made instanceof ConcatLevels levels ? levels.last() : logits.placeholderShape()[2];
    }

    /** Computes in float64 and rounds, so that scores that are equal as floats are also equal here: their order decides. */
    private static Tensor objectScores(Tensor logits) {
        Tensor[] both = OnnxGraph.columns(logits.cast(DataType.DOUBLE), 2);
        Tensor exp = both[0].minus(both[1]).op("Exp");
        Tensor one = exp.graph().scalar(DataType.DOUBLE, 1);
        return one.over(exp.plus(1)).squeeze(-1).cast(DataType.FLOAT);
    }

    private Tensor ofAllLevels(AllLevels rules) {
        Tensor.Best best = best(scores);
        Tensor boxes = BoxNodes.clip(moved(best.indices()), BoxNodes.whole(image, rules.coordinates()));
        return boxes.gather(Suppression.ofOne(boxes, best.values(), limits), 0);
    }

    private Tensor.Best best(Tensor of) {
        return of.best(of.size(0).min(onnx.longs(settings.preNmsLimit())), true);
    }

    private Tensor moved(Tensor rows) {
        return BoxNodes.decode(anchors.gather(rows, 0), deltas.gather(rows, 0), settings.coder());
    }

    private Tensor ofEachLevel(EachLevel rules) {
        Tensor[] counts = AnchorNodes.counts(image, rules.anchors());
        Tensor[] chosen = new Tensor[counts.length];
        Tensor[] levels = new Tensor[counts.length];
        Tensor start = onnx.longs(0);
        for (int level = 0; level < counts.length; level++) {
            Tensor end = start.plus(counts[level]);
            chosen[level] = best(scores.slice(0, start, end)).indices().plus(start);
            levels[level] = onnx.longs(level).expand(chosen[level].size(0));
            start = end;
        }
        Tensor rows = onnx.concat(0, chosen);
        Tensor window = BoxNodes.fromPixels(
                BoxNodes.window(meta), image, rules.anchors().coordinates());
        Tensor boxes = BoxNodes.clip(moved(rows), window);
        Tensor large = BoxNodes.hasSides(boxes, rules.minSide()).indices();
        boxes = boxes.gather(large, 0);
        Suppression.Candidates candidates = new Suppression.Candidates(
                boxes,
                scores.gather(rows.gather(large, 0), 0),
                onnx.concat(0, levels).gather(large, 0));
        return boxes.gather(Suppression.ofGroups(candidates.moved(), onnx.longs(counts.length), limits), 0);
    }
}
