// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.rendered.CellsDataset;

/**
 * Measures how a rounding difference grows, without a cluster: compares a run with the same run with each batch split in two,
 * and with the same run with a kernel that initially differs by one unit in the last place, for docs/spark.md. Prints the
 * largest difference of a weight after several numbers of steps. Argument: the learning rate.
 */
final class RoundingCheck {

    private static final int[] STEPS = {1, 10, 11, 20};
    /** No statistics that are measured before the first step depend on it. */
    private static final String KERNEL = "mrcnn_class_logits/kernel";

    private static final float ONE_UNIT = Math.nextUp(1f);

    private RoundingCheck() {}

    public static void main(String[] args) {
        double rate = Double.parseDouble(args[0]);
        for (int steps : STEPS) {
            UnaryOperator<TrainConfig> own =
                    t -> t.withLimits(steps, 0).withOptimizer(t.optimizer().withLearningRate(rate));
            Map<String, float[]> one = run(own, 1);
            System.out.printf(
                    Locale.ROOT,
                    "learning rate %s, %d steps: split batches differ by %.1e, a kernel that began one unit apart by %.1e%n",
                    args[0],
                    steps,
                    ClusterTrainingCheck.difference(run(t -> own.apply(t).withDevices(2), 1), one),
                    ClusterTrainingCheck.difference(run(own, ONE_UNIT), one));
        }
    }

    private static Map<String, float[]> run(UnaryOperator<TrainConfig> change, float factor) {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(ClusterTrainingCheck.CONFIG, "check");
        Dataset data = new CellsDataset(12, 1, 128);
        try (MaskRcnn model = MaskRcnn.create(config.withTrain(change.apply(config.train())), data.labels())) {
            model.weights().forEach((name, weight) -> weight.muli(name.equals(KERNEL) ? factor : 1));
            Training.of(model, data).run();
            Map<String, float[]> weights = new TreeMap<>();
            model.weights()
                    .forEach((name, array) ->
                            weights.put(name, array.dup().data().asFloat()));
            return weights;
        }
    }
}
