// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.Console;

/** Tells a terminal from a pipe or a file. */
final class Terminal {
    private Terminal() {}

    /** Whether a person sees what this process prints, as far as Java can tell. */
    @SuppressWarnings("SystemConsoleNull") // null means no terminal up to Java 21; later Java is asked
    static boolean isPresent() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java 22 and later have Console.isTerminal", e);
        }
    }
}
