package org.mrcnn.core.config;

/** How RoIAlign places its sample points. */
public enum RoiSampling {
    /** Corner to corner, one sample a bin: TensorFlow's {@code crop_and_resize}, which Matterport's weights expect. */
    LEGACY,
    /** {@link #LEGACY} with TensorFlow's rounding at the border, bit for bit: for parity checks only. */
    LEGACY_UNCLAMPED,
    /** Half-pixel centres, several samples a bin, as in the paper's later implementations. */
    ALIGNED
}
