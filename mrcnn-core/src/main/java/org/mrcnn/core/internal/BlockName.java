// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

/** The letters that denote a residual block in the names of its layers, as in {@code res4b_branch2a}. */
public final class BlockName {

    private static final int LETTERS = 26;

    private BlockName() {}

    /**
     * Returns the letters of a block: a to z as in Matterport's code, then aa to az, ba and so on; Matterport's character codes
     * would go beyond the letters. A stage of ResNet-152 has 36 blocks.
     *
     * @param block index of the block in its stage, from 0
     */
    public static String of(int block) {
        String last = String.valueOf((char) ('a' + block % LETTERS));
        return block < LETTERS ? last : of(block / LETTERS - 1) + last;
    }
}
