// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** Where RoIAlign samples a feature map for the bins of an RoI. */
public enum Sampling {
    /**
     * Matterport's sampling, {@code tf.image.crop_and_resize}. The samples, one per bin, span the box from corner to corner on
     * the grid of pixel centres; outside the map, the value is 0. A sample that is beyond the edge of the map only due to
     * float32 rounding counts as on the edge. Weights trained with Matterport require this.
     */
    CORNERS,

    /**
     * {@link #CORNERS} bit for bit: a sample beyond the edge due to rounding is 0, as in TensorFlow, which zeroes the last row
     * or column of a few percent of the RoIs that touch the border. For parity checks only.
     */
    CORNERS_UNCLAMPED,

    /**
     * RoIAlign as described by Mask R-CNN (He et al. 2017), with half-pixel centres and the mean of 2 x 2 samples per bin;
     * equal to torchvision's {@code roi_align(aligned=True, sampling_ratio=2)}. For new training.
     */
    ALIGNED,

    /**
     * {@link #ALIGNED} with as many samples per bin as it has cells; equal to {@code roi_align(aligned=True)}, which Detectron2
     * and MMDetection use.
     */
    ADAPTIVE,

    /**
     * 2 x 2 samples per bin, without the shift of half a cell, of a box of at least one cell; equal to {@code
     * roi_align(sampling_ratio=2)}, which the detectors of torchvision use.
     */
    UNSHIFTED;

    /** Returns whether boxes are given in cells of the map. */
    public boolean takesCells() {
        return this == ADAPTIVE || this == UNSHIFTED;
    }
}
