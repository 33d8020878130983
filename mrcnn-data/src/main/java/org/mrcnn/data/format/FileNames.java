// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.charset.Charset;
import java.nio.file.Path;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;

/** Checks for non-ASCII file names, which Java cannot open if the locale is C or POSIX. */
final class FileNames {

    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");

    private FileNames() {}

    /** Rejects a name that this Java process cannot convert to a file name. */
    static void requireEncodable(String name, Path from) {
        requireEncodable(name, from, ENCODING);
    }

    static void requireEncodable(String name, Path from, String encoding) {
        if (!Charset.forName(encoding).newEncoder().canEncode(name)) {
            throw refused(from, name, encoding);
        }
    }

    /** Rejects a file whose name contains replacement characters after listing its folder. */
    static void requireDecoded(Path file) {
        requireDecoded(file, ENCODING);
    }

    static void requireDecoded(Path file, String encoding) {
        if (file.toString().indexOf('\uFFFD') >= 0 && !encoding.equals("UTF-8")) {
            throw refused(file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()), encoding);
        }
    }

    private static BadDataException refused(Path from, String name, String encoding) {
        String expected =
                "file names in the encoding of this process, " + encoding + "; set LANG=C.UTF-8 before starting it";
        return Faults.of(DataProblem.BAD_FILE_NAME, from, expected, "'" + Faults.shortened(name) + "'", null);
    }
}
