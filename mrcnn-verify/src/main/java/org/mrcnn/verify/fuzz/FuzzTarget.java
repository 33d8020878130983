// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A reader of files from untrusted sources.
 *
 * @param name name on the command line
 * @param seeds valid inputs
 * @param reading reads a file or folder, and frees the result
 * @param documented exceptions that the reader may throw
 * @param container how parts of a file are damaged individually, so that damage reaches the data behind checksums and lengths
 */
record FuzzTarget(
        String name,
        List<Seed> seeds,
        Reading reading,
        List<Class<? extends Exception>> documented,
        Container container) {

    /** Reads one input. */
    @FunctionalInterface
    interface Reading {
        void read(Path input) throws Exception;
    }

    static FuzzTarget of(String name, List<Seed> seeds, Reading reading, List<Class<? extends Exception>> documented) {
        return new FuzzTarget(name, seeds, reading, documented, Container.PLAIN);
    }

    FuzzTarget in(Container other) {
        return new FuzzTarget(name, seeds, reading, documented, other);
    }

    boolean documents(Throwable e) {
        return documented.stream().anyMatch(type -> type.isInstance(e)) && e.getMessage() != null;
    }
}
