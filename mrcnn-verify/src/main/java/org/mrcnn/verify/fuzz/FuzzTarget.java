// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A reader of files that may come from strangers.
 *
 * @param name for the command line
 * @param seeds sound inputs
 * @param reading reads a file or folder, and frees what it holds
 * @param documented exceptions that the reader may throw
 * @param container how the parts of a file are damaged one by one, so that damage reaches what lies behind checksums and
 *     lengths
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
