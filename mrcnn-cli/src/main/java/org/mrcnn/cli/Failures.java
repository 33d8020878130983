// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Collects the images of a batch, or the output files, that failed, with the reasons, so that one failure does not end the
 * batch.
 */
final class Failures {
    private final CommandSpec spec;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private int count;

    Failures(CommandSpec spec) {
        this.spec = spec;
    }

    /** Work for one image. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does the work for one image, and records a failure. Running out of memory is also recorded, because the next image may
     * need less.
     *
     * @return whether the work was done
     * @throws CancellationException if the work was cancelled, which is not a failure
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
     * Writes a file, and records a failure, so that further files can be written.
     *
     * @return whether the file was written
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

    /** Records an image that failed elsewhere. */
    void add(String image, String reason) {
        count++;
        reasons.put(image, reason);
    }

    /** Returns the number of failures; an image that failed twice counts twice. */
    int count() {
        return count;
    }

    /**
     * Lists the failures, one per line.
     *
     * @param all what was attempted, such as 5 images
     * @return exit status: 0 if nothing failed, otherwise 1
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
