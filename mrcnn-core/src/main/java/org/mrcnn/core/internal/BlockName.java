// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

/** The letters of a residual block in the names of its layers, as in {@code res4b_branch2a}. */
public final class BlockName {

    private static final int LETTERS = 26;

    private BlockName() {}

    /**
     * The letters of a block: a to z as Matterport has them, then aa to az, ba and so on, where Matterport's character codes run
     * past the letters. ResNet-152 has 36 blocks in a stage.
     *
     * @param block from 0
     */
    public static String of(int block) {
        String last = String.valueOf((char) ('a' + block % LETTERS));
        return block < LETTERS ? last : of(block / LETTERS - 1) + last;
    }
}
