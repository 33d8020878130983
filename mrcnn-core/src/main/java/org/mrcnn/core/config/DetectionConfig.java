package org.mrcnn.core.config;

/**
 * What becomes a detection.
 *
 * @param maxInstances most detections an image (Matterport {@code DETECTION_MAX_INSTANCES})
 * @param minConfidence lowest score (Matterport {@code DETECTION_MIN_CONFIDENCE})
 * @param nmsThreshold IoU above which the weaker of two of one class goes (Matterport {@code
 *     DETECTION_NMS_THRESHOLD})
 */
public record DetectionConfig(int maxInstances, float minConfidence, float nmsThreshold) {
    public DetectionConfig {
        new Faults("detection")
                .positive("maxInstances", maxInstances)
                .fraction("minConfidence", minConfidence)
                .fraction("nmsThreshold", nmsThreshold)
                .check();
    }

    /** Matterport's defaults. */
    public static DetectionConfig defaults() {
        return new DetectionConfig(100, 0.7f, 0.3f);
    }

    public DetectionConfig withMaxInstances(int value) {
        return new DetectionConfig(value, minConfidence, nmsThreshold);
    }

    public DetectionConfig withMinConfidence(float value) {
        return new DetectionConfig(maxInstances, value, nmsThreshold);
    }

    public DetectionConfig withNmsThreshold(float value) {
        return new DetectionConfig(maxInstances, minConfidence, value);
    }
}
