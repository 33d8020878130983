// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A test of commands, which run in its process. Has what they print, and a temporary folder. */
abstract class CommandCase {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    /** Runs a command. Returns its exit status. */
    final int mrcnn(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** Like {@link #mrcnn(String...)}. */
    final int mrcnn(List<?> arguments) {
        return mrcnn(arguments.stream().map(Object::toString).toArray(String[]::new));
    }
}
