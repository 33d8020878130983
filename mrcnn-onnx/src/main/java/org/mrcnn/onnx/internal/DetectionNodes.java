// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.internal.graph.DetectionLayer;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.engine.JavaOp;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** Adds nodes that select detections from classified RoIs like {@link org.mrcnn.data.internal.targets.DetectionSelector}. */
final class DetectionNodes {

    private final OnnxGraph onnx;
    private final DetectionSettings settings;
    private final DetectionRuleNodes rules;

    private DetectionNodes(OnnxGraph onnx, DetectionSettings settings) {
        this.onnx = onnx;
        this.settings = settings;
        rules = DetectionRuleNodes.of(settings.rules());
    }

    static void translate(DifferentialFunction op, Translation to) {
        DetectionLayer.Settings all = ((JavaOp) op).settings(DetectionLayer.Settings.class);
        DetectionSettings settings = all.detections();
        DetectionNodes nodes = new DetectionNodes(to.onnx(), settings);
        Tensor rois = to.input(op, 0).squeeze(0);
        Tensor logits = to.input(op, 1);
        Tensor probabilities = logits.op("Softmax", Attributes.of("axis", 1));
        Tensor moved = BoxNodes.decode(rois.unsqueeze(1), to.input(op, 2), settings.coder());
        Tensor window = BoxNodes.window(to.input(op, 3));
        Tensor boxes = BoxNodes.clip(moved, BoxNodes.fromPixels(window, to.input(op, 4), all.coordinates()));
        Tensor rows = nodes.best(nodes.likely(rois, boxes, probabilities), boxes, probabilities);
        to.put(
                op,
                Selections.padded(rows, settings.maxDetections()).unsqueeze(0),
                rows.size(0).cast(DataType.INT32));
    }

    /** Returns which pairs of RoI and class are candidates for detections, BOOL [R, C]. */
    private Tensor likely(Tensor rois, Tensor boxes, Tensor probabilities) {
        Tensor classes = probabilities.size(1).range().unsqueeze(0);
        Tensor likely = rules.isLikely(probabilities, settings.minConfidence()).and(classes.greater(0));
        if (!settings.multiLabel()) {
            Tensor best = onnx.add("ArgMax", DataType.INT64, List.of(probabilities), Attributes.of("axis", 1));
            likely = likely.and(classes.equalTo(best));
        }
        return rules.areLargeEnough(likely, rois, boxes);
    }

    /** Returns the detections with the highest scores, [found, 6]: box, class, score. */
    private Tensor best(Tensor likely, Tensor boxes, Tensor probabilities) {
        Tensor flat = likely.reshape(-1).indices();
        Tensor classes = probabilities.size(1);
        Tensor classId = flat.modulo(classes);
        Tensor score = probabilities.reshape(-1).gather(flat, 0);
        Tensor box = boxes.reshape(-1, 4).gather(flat, 0);
        Suppression.Limits limits = new Suppression.Limits(settings.maxDetections(), settings.nmsThreshold());
        Suppression.Candidates candidates = new Suppression.Candidates(box, score, classId);
        Tensor best = Suppression.ofGroups(rules.placed(candidates), classes, limits);
        return onnx.concat(
                1,
                box.gather(best, 0),
                classId.gather(best, 0).cast(DataType.FLOAT).unsqueeze(1),
                score.gather(best, 0).unsqueeze(1));
    }
}
