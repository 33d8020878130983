// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

/**
 * Validation during a run, where it is given validation data.
 *
 * @param everySteps steps between two validations; 0 = given in epochs, or none
 * @param everyEpochs epochs between two validations; 0 = given in steps, or none
 * @param images most images to look at, the first of the data; 0 = all
 * @param averagePrecision whether to detect as well, for box_ap, box_ap50, mask_ap and mask_ap50; losses alone take less time
 * @param metric by which the best model is chosen, and a run ends early: total_loss, a loss, or an average precision
 * @param patience validations without a better metric after which the run ends; 0 = never
 */
public record ValidationConfig(
        int everySteps, int everyEpochs, int images, boolean averagePrecision, String metric, int patience) {
    public ValidationConfig {
        new ConfigFaults("train.validation")
                .notNegative("everySteps", everySteps)
                .notNegative("everyEpochs", everyEpochs)
                .require(everySteps == 0 || everyEpochs == 0, "everyEpochs", "0 where everySteps is given", everyEpochs)
                .notNegative("images", images)
                .require(metric != null && !metric.isBlank(), "metric", "total_loss, a loss, or mask_ap", metric)
                .require(
                        averagePrecision || metric == null || !metric.matches("(box|mask)_ap(50)?"),
                        "metric",
                        "a loss, where averagePrecision is false",
                        metric)
                .notNegative("patience", patience)
                .check();
    }

    /** None during a run. */
    public static ValidationConfig defaults() {
        return new ValidationConfig(0, 0, 0, true, "mask_ap", 0);
    }

    /** A validation after each so many steps. */
    public static ValidationConfig everySteps(int steps) {
        return new ValidationConfig(steps, 0, 0, true, "mask_ap", 0);
    }

    /** A validation after each so many epochs. */
    public static ValidationConfig everyEpochs(int epochs) {
        return new ValidationConfig(0, epochs, 0, true, "mask_ap", 0);
    }

    /** At most so many images (0 = all), with or without detection. */
    public ValidationConfig withEffort(int mostImages, boolean detect) {
        return new ValidationConfig(
                everySteps, everyEpochs, mostImages, detect, detect ? metric : "total_loss", patience);
    }

    /** The metric that should improve, and after how many validations without improvement the run ends (0 = never). */
    public ValidationConfig withMetric(String name, int validations) {
        return new ValidationConfig(everySteps, everyEpochs, images, averagePrecision, name, validations);
    }
}
