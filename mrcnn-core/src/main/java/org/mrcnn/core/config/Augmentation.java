package org.mrcnn.core.config;

/** A random change of the training images, their boxes and masks with them. */
public enum Augmentation {
    /** Left and right swapped in half of the images. */
    HORIZONTAL_FLIP,
    /** Each axis mirrored in half of the images, independently. */
    FLIPS,
    /** Turned by 0, 90, 180 or 270 degrees, equally often. */
    QUARTER_TURNS
}
