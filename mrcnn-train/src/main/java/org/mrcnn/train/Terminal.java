// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Detects whether the output goes to a terminal, not to a pipe or a file. */
final class Terminal {
    private Terminal() {}

    /** Returns whether a user sees the output of this process, as far as Java can tell. */
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

    /** Returns the number of characters in a line of the terminal; empty if unknown. */
    static OptionalInt columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.matches("\\d+ [1-9]\\d*")
                    ? OptionalInt.of(Integer.parseInt(size.substring(size.indexOf(' ') + 1)))
                    : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty(); // no such program, as on Windows
        }
    }
}
