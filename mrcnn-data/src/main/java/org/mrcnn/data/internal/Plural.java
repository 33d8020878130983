// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

/** Counts in messages. */
public final class Plural {

    private Plural() {}

    /** {@code 1 image}, {@code 2 images}: of nouns whose plural is an s more. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
