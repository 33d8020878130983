// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.data.internal.file.AtomicFile;

/** Tells a folder that takes no more files, such as on a full disk, from a single file that cannot be written. */
final class OutputRoom {
    /** Less than this is no room for the next image either. */
    private static final int BYTES = 1 << 20;

    private OutputRoom() {}

    /** Whether a file of a mebibyte can be written to a folder. */
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
            return false; // why, the file that could not be written has said
        }
    }
}
