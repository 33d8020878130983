// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.internal.file.FileKind;
import org.mrcnn.data.internal.file.Text;

/** Reads text files of annotations and lists. */
final class TextFile {

    /** Enough for hundreds of thousands of corners in one image, or a list of a hundred thousand images. */
    private static final int MAX_BYTES = 16 << 20;

    private TextFile() {}

    /**
     * Returns the lines without line ends.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if the file is too large, has another encoding, or is no text; the message
     *     names the file
     */
    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** Returns the lines that are not blank, stripped. */
    static List<String> filled(Path file) {
        return lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Returns the whole text, without a byte order mark. */
    static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                String expected = "a file of at most " + MAX_BYTES + " bytes";
                throw Faults.of(DataProblem.TOO_LARGE, file, expected, Files.size(file) + "", null);
            }
            String other = FileKind.of(bytes);
            if (!other.isEmpty()) {
                throw Faults.of(DataProblem.BAD_LAYOUT, file, "lines of text", other, null);
            }
            return Text.decode(bytes);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Creates the exception for a file whose text could not be read, because it has another encoding or does not exist. */
    static RuntimeException unreadable(Path file, IOException e) {
        return Text.isOtherEncoding(e)
                ? Faults.of(DataProblem.BAD_LAYOUT, file, "text in UTF-8", Text.OTHER_ENCODING, e)
                : new UncheckedIOException("Annotation file " + file + " cannot be read; check the path", e);
    }
}
