// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.losses.LossReport;

/** Steps for tests. */
final class Records {
    private Records() {}

    static LossReport losses(double first, double second) {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("rpn_class_loss", first);
        losses.put("mrcnn_mask_loss", second);
        return new LossReport(losses, Map.of("rpn_class_loss", 1.0, "mrcnn_mask_loss", 1.0), first + second, Map.of());
    }

    static StepReport record(int step, double elapsed, double seconds, double first) {
        return new StepReport(step, elapsed, seconds, 1e-3, 4.5, losses(first, 0.5));
    }
}
