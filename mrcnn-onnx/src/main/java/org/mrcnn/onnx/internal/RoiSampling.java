// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.mrcnn.data.internal.geometry.Sampling;

/**
 * Converts RoIs to cells of a map so that ONNX's RoiAlign samples the points of a {@link Sampling}. The mode {@code half_pixel}
 * subtracts half a cell from both ends of a RoI and places {@link #samples} evenly in each bin. A sample less than a cell
 * outside of the map reads the border; because RoIs are clipped to the image, this only happens through rounding.
 */
enum RoiSampling {
    /** One sample per bin, from corner to corner of the box: the centres of bins that extend half a step beyond it. */
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

    /** Two samples per bin and axis, in the box in pixels. */
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

    /** Two samples per bin and axis, without the shift by half a cell. */
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
     * One axis of boxes.
     *
     * @param start [R, 1], in pixels or normalized
     * @param end [R, 1], in pixels or normalized
     * @param image [1], pixels of the image
     * @param map [1], cells of the map
     */
    record Side(Tensor start, Tensor end, Tensor image, Tensor map) {}

    /** Returns start and end of the RoIs along an axis, [R, 1] each. */
    abstract Tensor[] region(Side side, int bins);

    /** Returns ONNX's coordinate transformation mode. */
    String mode() {
        return mode;
    }

    /** Returns whether sides are in pixels; otherwise they are normalized. */
    boolean inPixels() {
        return inPixels;
    }

    /** Returns the samples per bin and axis; 0 for one per cell. */
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
