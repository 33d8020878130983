// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Locale;

/**
 * Settings of the validation during a run that has validation data.
 *
 * @param everySteps number of steps between two validations; 0 if given in epochs, or for no validation
 * @param everyEpochs number of epochs between two validations; 0 if given in steps, or for no validation
 * @param images number of images to use, from the start of the data; 0 = all
 * @param averagePrecision whether to run detection too, which gives box_ap, box_ap50, mask_ap and mask_ap50; computing only the
 *     losses takes less time
 * @param metric metric that selects the best model and may end the run early: total_loss, a loss, an average precision, or a
 *     metric of your own
 * @param patience number of validations without a better metric after which the run ends; 0 = never
 * @param mode which values of the metric are better
 */
public record ValidationConfig(
        int everySteps, int everyEpochs, int images, boolean averagePrecision, String metric, int patience, Mode mode) {
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
                .present("mode", mode)
                .check();
    }

    /** Returns settings without validation during the run. */
    public static ValidationConfig defaults() {
        return new ValidationConfig(0, 0, 0, true, "mask_ap", 0, Mode.AUTO);
    }

    /** Returns settings with a validation every {@code steps} steps. */
    public static ValidationConfig everySteps(int steps) {
        return new ValidationConfig(steps, 0, 0, true, "mask_ap", 0, Mode.AUTO);
    }

    /** Returns settings with a validation every {@code epochs} epochs. */
    public static ValidationConfig everyEpochs(int epochs) {
        return new ValidationConfig(0, epochs, 0, true, "mask_ap", 0, Mode.AUTO);
    }

    /**
     * Sets the maximum number of images (0 = all), and whether to run detection too. Without detection, the metric becomes
     * total_loss.
     */
    public ValidationConfig withEffort(int mostImages, boolean detect) {
        return new ValidationConfig(
                everySteps, everyEpochs, mostImages, detect, detect ? metric : "total_loss", patience, mode);
    }

    /** Sets the metric to watch, and after how many validations without improvement the run ends (0 = never). */
    public ValidationConfig withMetric(String name, int validations) {
        return new ValidationConfig(everySteps, everyEpochs, images, averagePrecision, name, validations, mode);
    }

    /** Sets which values of the metric are better. */
    public ValidationConfig withMode(Mode value) {
        return new ValidationConfig(everySteps, everyEpochs, images, averagePrecision, metric, patience, value);
    }

    /** Which values of a metric are better. */
    public enum Mode {
        /** Lower ones for total_loss, the losses, and names that end in "loss"; otherwise higher ones. */
        AUTO,
        /** Lower ones. */
        MIN,
        /** Higher ones. */
        MAX;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
