// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * Distinguishes a folder to which nothing can be written, for example on a full disk, from a single file that cannot be
 * written.
 */
final class OutputRoom {
    /** With less space than this, the results of the next image would not fit either. */
    private static final int BYTES = 1 << 20;

    private OutputRoom() {}

    /** Returns whether a file of 1 MiB can be written to a folder. */
    static boolean isLeft(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, ".mrcnn-", ".tmp");
            try {
                AtomicFile.write(probe, new byte[BYTES]);
            } finally {
                Files.delete(probe);
            }
            return true;
        } catch (IOException e) {
            return false; // the failed file has already reported the reason
        }
    }
}
