// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a validation during a run found.
 *
 * @param step after which it was made
 * @param elapsedSeconds since the run began, at its end
 * @param values losses and metrics on the validation data, by name
 * @param best whether the watched metric was better than in all validations before; false where none is watched
 */
public record ValidationReport(int step, double elapsedSeconds, Map<String, Double> values, boolean best) {
    /** Copies. */
    public ValidationReport {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
