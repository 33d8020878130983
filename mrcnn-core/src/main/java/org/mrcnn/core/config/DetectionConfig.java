// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Locale;

/**
 * Settings of detection: how the outputs of the heads become detections.
 *
 * @param maxInstances maximum number of detections per image (Matterport {@code DETECTION_MAX_INSTANCES})
 * @param minConfidence minimum score; see {@code aboveMinimum} (Matterport {@code DETECTION_MIN_CONFIDENCE})
 * @param nmsThreshold if the IoU of two detections of a class is higher, the one with the lower score is removed (Matterport
 *     {@code DETECTION_NMS_THRESHOLD})
 * @param multiLabel whether a RoI gives a detection for every class with a sufficient score, not only for the most likely class
 * @param aboveMinimum whether a score must be greater than {@code minConfidence}; if false, an equal score suffices
 * @param minSide minimum side of a box in pixels of the network's input; boxes with a shorter side are removed; 0 = remove only
 *     boxes without area
 * @param paste how a predicted mask is resized to its box in the image
 * @param legacy whether to follow Matterport's code, defects included: padding and boxes without area count, boxes may grow
 *     without bound and are rounded to whole pixels, and masks are resized to these boxes
 */
public record DetectionConfig(
        int maxInstances,
        float minConfidence,
        float nmsThreshold,
        boolean multiLabel,
        boolean aboveMinimum,
        float minSide,
        Paste paste,
        boolean legacy) {
    public DetectionConfig {
        new ConfigFaults("detection")
                .whole("maxInstances", maxInstances, 1, 10_000)
                .fraction("minConfidence", minConfidence)
                .fraction("nmsThreshold", nmsThreshold)
                .notNegative("minSide", minSide)
                .present("paste", paste)
                .check();
    }

    /** Returns Matterport's defaults. */
    public static DetectionConfig defaults() {
        return new DetectionConfig(100, 0.7f, 0.3f, false, false, 0, Paste.SUB_PIXEL, false);
    }

    public DetectionConfig withMaxInstances(int value) {
        return RecordCopy.with(this, "maxInstances", value);
    }

    public DetectionConfig withMinConfidence(float value) {
        return RecordCopy.with(this, "minConfidence", value);
    }

    public DetectionConfig withNmsThreshold(float value) {
        return RecordCopy.with(this, "nmsThreshold", value);
    }

    /** Sets whether a RoI may be detected as several classes. */
    public DetectionConfig withMultiLabel(boolean value) {
        return RecordCopy.with(this, "multiLabel", value);
    }

    /** Sets whether to follow Matterport's code, defects included. */
    public DetectionConfig withLegacy(boolean value) {
        return RecordCopy.with(this, "legacy", value);
    }

    /** How a predicted mask is resized to its box in the image. */
    public enum Paste {
        /** The mask is sampled at the centres of the pixels, in the box with its fractional coordinates, as in Detectron2. */
        SUB_PIXEL,
        /** The mask gets a border of zeros and is resized to a box of whole pixels, as in torchvision. */
        WHOLE_PIXEL;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
