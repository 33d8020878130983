// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.data.internal.targets.StandardRules;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.engine.JavaOp;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** Classified regions become detections, as in {@link org.mrcnn.data.internal.targets.DetectionSelector}. */
final class DetectionNodes {

    private final OnnxGraph onnx;
    private final DetectionSettings settings;

    private DetectionNodes(OnnxGraph onnx, DetectionSettings settings) {
        this.onnx = onnx;
        this.settings = settings;
    }

    static void translate(DifferentialFunction op, Translation to) {
        DetectionSettings settings = ((JavaOp) op).settings(DetectionSettings.class);
        DetectionNodes nodes = new DetectionNodes(to.onnx(), settings);
        Tensor rois = to.input(op, 0).squeeze(0);
        Tensor logits = to.input(op, 1);
        Tensor probabilities = logits.op("Softmax", Attributes.of("axis", 1));
        Tensor moved = BoxNodes.decode(rois.unsqueeze(1), to.input(op, 2), settings.coder());
        Tensor boxes = BoxNodes.clip(moved, nodes.window(to.input(op, 3), to.input(op, 4)));
        Tensor rows = nodes.best(nodes.likely(rois, boxes, probabilities), boxes, probabilities);
        to.put(
                op,
                Selections.padded(rows, settings.maxDetections()).unsqueeze(0),
                rows.size(0).cast(DataType.INT32));
    }

    /** The part of the input that shows image, normalized, [4]. */
    private Tensor window(Tensor meta, Tensor image) {
        Tensor pixels = meta.squeeze(0).slice(0, ImageMeta.WINDOW, ImageMeta.WINDOW + 4);
        Tensor last = image.shape().slice(0, 1, 3).cast(DataType.DOUBLE).minus(1);
        Tensor exclusive = pixels.cast(DataType.DOUBLE).minus(onnx.numbers(DataType.DOUBLE, 0, 0, 1, 1));
        return exclusive.over(onnx.concat(0, last, last)).cast(DataType.FLOAT);
    }

    /** The pairs of region and class that can be detections, BOOL [R, C]. */
    private Tensor likely(Tensor rois, Tensor boxes, Tensor probabilities) {
        Tensor classes = probabilities.size(1).range().unsqueeze(0);
        Tensor likely = probabilities.atLeast(settings.minConfidence()).and(classes.greater(0));
        if (!settings.multiLabel()) {
            Tensor best = onnx.add("ArgMax", DataType.INT64, List.of(probabilities), Attributes.of("axis", 1));
            likely = likely.and(classes.equalTo(best));
        }
        return needArea(settings.rules())
                ? likely.and(BoxNodes.hasArea(rois).unsqueeze(1)).and(BoxNodes.hasArea(boxes))
                : likely;
    }

    private static boolean needArea(DetectionRules rules) {
        if (rules == StandardRules.RULES) {
            return true;
        }
        if (rules == Matterport.RULES) {
            return false;
        }
        throw new IllegalArgumentException("ONNX export: the detection rules " + rules + " have no translation");
    }

    /** The best detections, [found, 6]: box, class, score. */
    private Tensor best(Tensor likely, Tensor boxes, Tensor probabilities) {
        Tensor flat = likely.reshape(-1).indices();
        Tensor classes = probabilities.size(1);
        Tensor classId = flat.modulo(classes);
        Tensor score = probabilities.reshape(-1).gather(flat, 0);
        Tensor box = boxes.reshape(-1, 4).gather(flat, 0);
        Tensor own = classId.unsqueeze(0).equalTo(classes.range().unsqueeze(1));
        Tensor scores = own.choose(score.unsqueeze(0), onnx.scalar(DataType.FLOAT, Suppression.ABSENT));
        Suppression.Limits limits = new Suppression.Limits(settings.maxDetections(), settings.nmsThreshold());
        Tensor kept = Suppression.of(box, scores.unsqueeze(0), limits);
        // Of equal scores of two classes the one of the earlier region comes first, so the order of regions is restored.
        kept = kept.best(kept.size(0), false).values();
        Tensor k = kept.size(0).min(onnx.longs(settings.maxDetections()));
        Tensor best = kept.gather(score.gather(kept, 0).best(k, true).indices(), 0);
        return onnx.concat(
                1,
                box.gather(best, 0),
                classId.gather(best, 0).cast(DataType.FLOAT).unsqueeze(1),
                score.gather(best, 0).unsqueeze(1));
    }
}
