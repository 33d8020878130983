// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** Where ROI align reads a feature map for the bins of a region. */
public enum Sampling {
    /**
     * Matterport's: {@code tf.image.crop_and_resize}. The samples, one per bin, stretch from corner to corner of the box on
     * the grid of pixel centres; outside the map the value is 0. A sample that only float32 rounding puts past the edge of
     * the map counts as on the edge. Weights trained with Matterport expect this.
     */
    CORNERS,

    /**
     * {@link #CORNERS} bit for bit: a sample just past the edge by rounding is 0, as in TensorFlow, which silences the last
     * row or column of a few percent of the regions that touch the border. For parity checks only.
     */
    CORNERS_UNCLAMPED,

    /**
     * ROI align as Mask R-CNN (He et al. 2017) describes it, with half-pixel centres and the mean of 2 x 2 samples per bin:
     * the numbers of torchvision's {@code roi_align(aligned=True, sampling_ratio=2)}. For new training.
     */
    ALIGNED,

    /**
     * {@link #ALIGNED} with as many samples per bin as it has cells: the numbers of {@code roi_align(aligned=True)}, which
     * Detectron2 and MMDetection use.
     */
    ADAPTIVE,

    /**
     * 2 x 2 samples per bin, without the shift of half a cell, of a box of at least one cell: the numbers of {@code
     * roi_align(sampling_ratio=2)}, which the detectors of torchvision use.
     */
    UNSHIFTED;

    /** Whether boxes are given in cells of the map. */
    public boolean takesCells() {
        return this == ADAPTIVE || this == UNSHIFTED;
    }
}
