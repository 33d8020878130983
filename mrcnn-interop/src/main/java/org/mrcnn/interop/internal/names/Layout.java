// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

/**
 * The axes of an array in PyTorch and here. Each array is viewed as [a, b, h, w] there and as [h, w, b, a] here, so that one
 * transposition serves all layouts.
 */
enum Layout {
    /** [n] in both. */
    VECTOR(1, 1),
    /** A convolution: [out, in, height, width] there, [height, width, in, out] here. */
    CONVOLUTION(4, 4),
    /** A dense layer: [out, in] there, [in, out] here. */
    DENSE(2, 2),
    /** A dense layer that is a 1x1 convolution here: [out, in] there, [1, 1, in, out] here. */
    POINTWISE(2, 4),
    /** A dense layer over a flat square of channels: [out, in * side * side] there, [side, side, in, out] here. */
    POOLED(2, 4) {
        @Override
        long[] seen(long[] theirs, long channels) {
            long side = Math.round(Math.sqrt((double) theirs[1] / channels));
            return side * side * channels == theirs[1] ? new long[] {theirs[0], channels, side, side} : null;
        }

        @Override
        long[] theirs(long[] ours) {
            return new long[] {ours[3], ours[2] * ours[1] * ours[0]};
        }
    },
    /** A transposed convolution: [in, out, height, width] there, [height, width, out, in] here. */
    DECONVOLUTION(4, 4);

    private final int rankThere;
    private final int rankHere;

    Layout(int rankThere, int rankHere) {
        this.rankThere = rankThere;
        this.rankHere = rankHere;
    }

    /**
     * Returns the shape of an array in PyTorch as [a, b, h, w]; null if it does not match.
     *
     * @param channels number of channels of the pyramid
     */
    long[] seen(long[] theirs, long channels) {
        return new long[] {
            theirs[0], rankThere > 1 ? theirs[1] : 1, rankThere > 2 ? theirs[2] : 1, rankThere > 2 ? theirs[3] : 1
        };
    }

    /** Returns the number of axes in PyTorch. */
    int rankThere() {
        return rankThere;
    }

    /** Returns the shape here of an array viewed as [a, b, h, w]. */
    long[] ours(long[] seen) {
        return switch (rankHere) {
            case 1 -> new long[] {seen[0]};
            case 2 -> new long[] {seen[1], seen[0]};
            default -> new long[] {seen[2], seen[3], seen[1], seen[0]};
        };
    }

    /** Returns the shape in PyTorch of an array with this shape here. */
    long[] theirs(long[] ours) {
        int last = ours.length - 1;
        return switch (rankThere) {
            case 1 -> ours.clone();
            case 2 -> new long[] {ours[last], ours[last - 1]};
            default -> new long[] {ours[3], ours[2], ours[0], ours[1]};
        };
    }
}
