// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reports a validation during a run.
 *
 * @param step number of the step after which it was made
 * @param elapsedSeconds seconds from the start of the run to the end of the validation
 * @param values losses and metrics on the validation data, by name
 * @param best whether the watched metric is better than in all earlier validations; false if no metric is watched
 */
public record ValidationReport(int step, double elapsedSeconds, Map<String, Double> values, boolean best) {
    /** Copies {@code values}. */
    public ValidationReport {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
