// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.stream.IntStream;

/** Maps the rows of an array in PyTorch to the rows here. Rows are the outputs of a layer, except for {@link #BGR}. */
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
    /** Classes without background there; here its rows are zero. */
    NO_BACKGROUND {
        @Override
        int[] sources(int rows) {
            return IntStream.range(-1, rows).toArray();
        }
    },
    /** {@link #BOXES} of the classes without background there; here its rows are zero. */
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
    /** Input channels in the order blue, green, red there and red, green, blue here. */
    BGR {
        @Override
        int[] sources(int rows) {
            return IntStream.range(0, rows).map(i -> rows - 1 - i).toArray();
        }
    };

    private static final int BOX = 4;

    /** Returns the row there for each row here; -1 for zeros. */
    abstract int[] sources(int rows);

    /** Returns whether this number of rows there is possible. */
    boolean suits(int rows) {
        return true;
    }
}
