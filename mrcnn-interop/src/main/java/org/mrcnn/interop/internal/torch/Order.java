// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.stream.IntStream;

/** Which row of an array in PyTorch is which here. Rows are the outputs of a layer, but for {@link #BGR}. */
enum Order {
    SAME {
        @Override
        int[] sources(int rows) {
            return IntStream.range(0, rows).toArray();
        }
    },
    /** Boxes of (dx, dy, dw, dh) there and (dy, dx, dh, dw) here; its own inverse. */
    BOXES {
        @Override
        int[] sources(int rows) {
            return IntStream.range(0, rows).map(i -> i ^ 1).toArray();
        }

        @Override
        boolean suits(int rows) {
            return rows % BOX == 0;
        }
    },
    /** Classes with the background last there and first here. */
    BACKGROUND_FIRST {
        @Override
        int[] sources(int rows) {
            return IntStream.range(0, rows).map(i -> i == 0 ? rows - 1 : i - 1).toArray();
        }
    },
    /** Classes without background there; zeros for it here. */
    NO_BACKGROUND {
        @Override
        int[] sources(int rows) {
            return IntStream.range(-1, rows).toArray();
        }
    },
    /** {@link #BOXES} of the classes without the background; zeros for it here. */
    BOXES_NO_BACKGROUND {
        @Override
        int[] sources(int rows) {
            return IntStream.range(-BOX, rows).map(i -> i < 0 ? -1 : i ^ 1).toArray();
        }

        @Override
        boolean suits(int rows) {
            return rows % BOX == 0;
        }
    },
    /** Inputs blue, green, red there and red, green, blue here. */
    BGR {
        @Override
        int[] sources(int rows) {
            return IntStream.range(0, rows).map(i -> rows - 1 - i).toArray();
        }
    };

    private static final int BOX = 4;

    /** For each row here its row there; -1 for zeros. */
    abstract int[] sources(int rows);

    /** Whether so many rows there can be put in this order. */
    boolean suits(int rows) {
        return true;
    }
}
