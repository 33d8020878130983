// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

/** Formats counts in messages. */
public final class Plural {

    private Plural() {}

    /** Returns, for example, {@code 1 image} or {@code 2 images}, for nouns whose plural ends with s. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
