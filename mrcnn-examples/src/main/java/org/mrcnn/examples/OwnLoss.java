// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.losses.Iou;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.ProgressPrinter;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains with custom losses of the network's variables: a soft Dice loss replaces the mask loss, an additional loss compares the
 * areas of masks, the box loss of the region proposal network has weight 2, and the overlap of masks is reported as a metric.
 * {@link NetworkNames} has the names and shapes of the variables. The arguments are those of {@link Train}.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.OwnLoss config/nuclei.yaml images annotations.json model.mrcnn}</pre>
 */
public final class OwnLoss {
    private OwnLoss() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        try (MaskRcnn model = MaskRcnn.create(config, data.labels())) {
            Training.of(model, data)
                    .objective(OwnLoss::change)
                    .listener(new ProgressPrinter(
                            config.train().steps(), config.train().minutes()))
                    .run();
            model.save(Path.of(args[3]));
        }
    }

    // example: OwnLoss
    private static void change(ObjectiveBuilder objective) {
        objective
                .replace(NetworkNames.MRCNN_MASK_LOSS, OwnLoss::dice)
                .loss("area_loss", 0.1, OwnLoss::areas)
                .weight(NetworkNames.RPN_BBOX_LOSS, 2)
                .metric("mask_iou", (graph, name) -> Iou.fromLogits(
                                graph.getVariable(NetworkNames.MASK_TARGETS),
                                graph.getVariable(NetworkNames.MRCNN_MASK_CLASS_LOGITS))
                        .apply(graph, name));
    }
    // end

    /** 1 - 2 |A B| / (|A| + |B|), where A are the masks of all objects in the batch, and B their targets. */
    private static SDVariable dice(SameDiff graph, String name) {
        SDVariable target = graph.getVariable(NetworkNames.MASK_TARGETS);
        SDVariable mask = masks(graph);
        SDVariable both = target.mul(mask).sum().mul(2).add(1);
        return both.div(target.sum().add(mask.sum()).add(1)).rsub(1).rename(name);
    }

    /** Mean squared difference between the fractions of a RoI that its mask and its target cover. */
    private static SDVariable areas(SameDiff graph, String name) {
        SDVariable target = graph.getVariable(NetworkNames.MASK_TARGETS);
        SDVariable difference = masks(graph).mean(1, 2).sub(target.mean(1, 2));
        return graph.math().square(difference).mean().rename(name);
    }

    /** Probabilities [M, h, w] of the class of each object; 0 for padding, whose class id is -1. */
    private static SDVariable masks(SameDiff graph) {
        SDVariable classIds = graph.getVariable(NetworkNames.MASK_CLASS_IDS);
        SDVariable isObject = classIds.gt(0).castTo(DataType.FLOAT).reshape(-1, 1, 1);
        return graph.nn()
                .sigmoid(graph.getVariable(NetworkNames.MRCNN_MASK_CLASS_LOGITS))
                .mul(isObject);
    }
}
