// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Model.CommandSpec;

/** The images of a batch, or the files that it writes, that failed, each with its reason: one of them does not end the batch. */
final class Failures {
    private final CommandSpec spec;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private int count;

    Failures(CommandSpec spec) {
        this.spec = spec;
    }

    /** Work on one image. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does the work on one image; keeps the reason if that fails. Too little memory for one image may be enough for the next.
     *
     * @return whether it was done
     * @throws CancellationException if the work was cancelled, which is no failure
     */
    boolean attempt(String image, Work work) {
        try {
            work.run();
            return true;
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            add(image, ErrorText.oneLine(e) + Troubleshooting.reference(e));
        } catch (OutOfMemoryError e) {
            add(image, "out of memory: " + ErrorText.oneLine(e) + Troubleshooting.reference(e));
        }
        spec.commandLine().getOut().println(ErrorText.oneLine(image + ": failed, see below"));
        return false;
    }

    /**
     * Writes a file, which costs not those that are written after it.
     *
     * @return whether it was written
     */
    boolean write(String what, Work work) {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            add(what, ErrorText.oneLine(e));
            return false;
        }
    }

    /** Notes an image that failed elsewhere. */
    void add(String image, String reason) {
        count++;
        reasons.put(image, reason);
    }

    /** How many failed; an image that was named twice counts twice. */
    int count() {
        return count;
    }

    /**
     * Lists what failed, a line each.
     *
     * @param all what was attempted, such as 5 images
     * @return exit status: 0 if none failed, else 1
     */
    int report(String all) {
        if (reasons.isEmpty()) {
            return 0;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + count + " of " + all + " failed:");
        reasons.forEach((image, reason) -> err.println("  " + ErrorText.oneLine(image + ": " + reason)));
        return 1;
    }
}
