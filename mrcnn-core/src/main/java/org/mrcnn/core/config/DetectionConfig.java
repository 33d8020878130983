// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

/**
 * What becomes a detection.
 *
 * @param maxInstances maximum detections per image (Matterport {@code DETECTION_MAX_INSTANCES})
 * @param minConfidence minimum score, which must be exceeded with {@code aboveMinimum} (Matterport {@code DETECTION_MIN_CONFIDENCE})
 * @param nmsThreshold if the IoU of two detections of a class is higher, the one with the lower score is removed (Matterport
 *     {@code DETECTION_NMS_THRESHOLD})
 * @param multiLabel whether a RoI may be detected as every class of sufficient score, not only as the most likely one
 * @param aboveMinimum whether a score must be above the minimum, not equal to it
 * @param minSide in pixels of the network's input: boxes with a shorter side are left out; 0 = those without area
 * @param paste how a mask is put into the image
 * @param legacy Matterport's own rules, defects included: padding and boxes without area count, boxes may grow without bound
 *     and are of whole pixels, and masks are resized to them
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

    /** Matterport's defaults. */
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

    /** Whether a region may be detected as several classes. */
    public DetectionConfig withMultiLabel(boolean value) {
        return RecordCopy.with(this, "multiLabel", value);
    }

    /** Matterport's own rules, defects included. */
    public DetectionConfig withLegacy(boolean value) {
        return RecordCopy.with(this, "legacy", value);
    }

    /** How a mask is put into the image. */
    public enum Paste {
        /** Sampled at the centres of pixels, in the box with its fractions, as Detectron2 does. */
        SUB_PIXEL,
        /** With a border of zeros, resized to whole pixels, as torchvision does. */
        WHOLE_PIXEL
    }
}
