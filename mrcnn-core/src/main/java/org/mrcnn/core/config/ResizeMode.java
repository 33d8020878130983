package org.mrcnn.core.config;

/** How an image is brought to the network's size (Matterport {@code IMAGE_RESIZE_MODE}). */
public enum ResizeMode {
    /** Scaled to fit, padded with zeros to {@code maxDimension} x {@code maxDimension}. */
    SQUARE,
    /** Scaled up to {@code minDimension}, padded to multiples of 64: sizes differ between images. */
    PAD64,
    /** Scaled, then a random {@code minDimension} x {@code minDimension} window: training only. */
    CROP,
    /** Left as it is; both sides must be multiples of 64. */
    NONE
}
