// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

/**
 * What becomes a detection.
 *
 * @param maxInstances maximum detections per image (Matterport {@code DETECTION_MAX_INSTANCES})
 * @param minConfidence minimum score (Matterport {@code DETECTION_MIN_CONFIDENCE})
 * @param nmsThreshold if the IoU of two detections of a class is higher, the one with the lower score is removed (Matterport
 *     {@code DETECTION_NMS_THRESHOLD})
 * @param multiLabel whether a RoI may be detected as every class of sufficient score, not only as the most likely one
 * @param legacy Matterport's own rules, defects included: padding and boxes without area count, boxes may grow without bound
 *     and are of whole pixels, and masks are resized to them
 */
public record DetectionConfig(
        int maxInstances, float minConfidence, float nmsThreshold, boolean multiLabel, boolean legacy) {
    public DetectionConfig {
        new ConfigFaults("detection")
                .whole("maxInstances", maxInstances, 1, 10_000)
                .fraction("minConfidence", minConfidence)
                .fraction("nmsThreshold", nmsThreshold)
                .check();
    }

    /** Matterport's defaults. */
    public static DetectionConfig defaults() {
        return new DetectionConfig(100, 0.7f, 0.3f, false, false);
    }

    public DetectionConfig withMaxInstances(int value) {
        return new DetectionConfig(value, minConfidence, nmsThreshold, multiLabel, legacy);
    }

    public DetectionConfig withMinConfidence(float value) {
        return new DetectionConfig(maxInstances, value, nmsThreshold, multiLabel, legacy);
    }

    public DetectionConfig withNmsThreshold(float value) {
        return new DetectionConfig(maxInstances, minConfidence, value, multiLabel, legacy);
    }

    /** Whether a region may be detected as several classes. */
    public DetectionConfig withMultiLabel(boolean value) {
        return new DetectionConfig(maxInstances, minConfidence, nmsThreshold, value, legacy);
    }

    /** Matterport's own rules, defects included. */
    public DetectionConfig withLegacy(boolean value) {
        return new DetectionConfig(maxInstances, minConfidence, nmsThreshold, multiLabel, value);
    }
}
