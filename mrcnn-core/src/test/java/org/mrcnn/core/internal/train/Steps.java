package org.mrcnn.core.internal.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.losses.LossReport;

/** Batches and reports for tests. */
final class Steps {
    private Steps() {}

    /** Two images with ids n and n + 1. */
    static TrainingBatch batch(long n) {
        return new TrainingBatch(
                2,
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                new long[] {n, n + 1},
                List.of("image" + n + ".png", "image" + (n + 1) + ".png"),
                new float[6],
                new float[2],
                new int[2],
                new float[8],
                new int[2],
                new float[8],
                new byte[2]);
    }

    static LossReport losses(double first, double second) {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("rpn_class_loss", first);
        losses.put("mrcnn_mask_loss", second);
        return new LossReport(losses, Map.of("rpn_class_loss", 1.0, "mrcnn_mask_loss", 1.0), first + second, Map.of());
    }
}
