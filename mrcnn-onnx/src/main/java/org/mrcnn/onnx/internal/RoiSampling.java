// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.mrcnn.data.internal.geometry.Sampling;

/**
 * The region, in cells of a map, that ONNX's RoiAlign must be given to sample where a {@link Sampling} does. Its mode {@code
 * half_pixel} takes half a cell off both ends of a region and puts {@link #samples} evenly into each bin; a sample less than a
 * cell outside of the map reads the border, as regions are clipped to the image that means rounding alone.
 */
enum RoiSampling {
    /** One sample per bin, from corner to corner of the box: the middles of bins that reach half a step further. */
    CORNERS("half_pixel", 1, false) {
        @Override
        Tensor[] region(Side side, int bins) {
            Tensor last = side.map().minus(1);
            Tensor from = side.start().times(last).plus(0.5);
            Tensor to = side.end().times(last).plus(0.5);
            if (bins == 1) {
                return new Tensor[] {from, to};
            }
            Tensor step = to.minus(from).over(bins - 1);
            Tensor half = step.times(0.5);
            return new Tensor[] {from.minus(half), to.plus(half)};
        }
    },

    /** Two samples per bin and axis, of the box in pixels. */
    ALIGNED("half_pixel", 2, false) {
        @Override
        Tensor[] region(Side side, int bins) {
            Tensor cells = side.map().over(side.image());
            Tensor last = side.image().minus(1);
            return new Tensor[] {
                side.start().times(last).times(cells),
                side.end().times(last).plus(1).times(cells)
            };
        }
    },

    /** As many samples per bin as it has cells. */
    ADAPTIVE("half_pixel", 0, true) {
        @Override
        Tensor[] region(Side side, int bins) {
            return cells(side);
        }
    },

    /** Two samples per bin and axis, without the shift of half a cell. */
    UNSHIFTED("output_half_pixel", 2, true) {
        @Override
        Tensor[] region(Side side, int bins) {
            return cells(side);
        }
    };

    private final String mode;
    private final int samples;
    private final boolean inPixels;

    RoiSampling(String mode, int samples, boolean inPixels) {
        this.mode = mode;
        this.samples = samples;
        this.inPixels = inPixels;
    }

    private static Tensor[] cells(Side side) {
        Tensor scale = side.map().over(side.image());
        return new Tensor[] {side.start().times(scale), side.end().times(scale)};
    }

    /**
     * A side of boxes.
     *
     * @param start [R, 1], in pixels or normalized
     * @param end [R, 1], in pixels or normalized
     * @param image [1], pixels of the image
     * @param map [1], cells of the map
     */
    record Side(Tensor start, Tensor end, Tensor image, Tensor map) {}

    /** Both ends of a side, [R, 1] each. */
    abstract Tensor[] region(Side side, int bins);

    /** ONNX's transformation of coordinates. */
    String mode() {
        return mode;
    }

    /** Whether sides are in pixels, else normalized. */
    boolean inPixels() {
        return inPixels;
    }

    /** Samples of a bin per axis, 0 for one per cell. */
    int samples() {
        return samples;
    }

    static RoiSampling of(Sampling sampling) {
        return switch (sampling) {
            case CORNERS -> CORNERS;
            case ALIGNED -> ALIGNED;
            case ADAPTIVE -> ADAPTIVE;
            case UNSHIFTED -> UNSHIFTED;
            case CORNERS_UNCLAMPED ->
                throw new IllegalArgumentException(
                        "ONNX export: roi.sampling legacy_unclamped is for parity checks and has no translation; set"
                                + " legacy");
        };
    }
}
