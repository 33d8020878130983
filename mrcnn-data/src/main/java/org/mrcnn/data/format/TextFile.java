// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.dataset.DataProblem;

/** Text of annotations and lists: UTF-8, or UTF-16 with the byte order mark that editors of Windows write. */
final class TextFile {

    /** Hundreds of thousands of corners in one image, or a list of a hundred thousand images. */
    private static final int MAX_BYTES = 16 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /**
     * The lines without line ends.
     *
     * @throws org.mrcnn.data.dataset.BadDataException naming the file, if it is too large or in another encoding
     */
    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** The lines that have more than blanks, stripped. */
    static List<String> filled(Path file) {
        return lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The whole text, without a byte order mark. */
    static String text(Path file) {
        byte[] bytes = bytes(file);
        try {
            String text =
                    charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            String found = "bytes of another encoding; save the file as UTF-8";
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "text in UTF-8", found, e);
        }
    }

    private static Charset charset(byte[] bytes) {
        boolean little = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
        boolean big = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
        return little || big ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                String expected = "a file of at most " + MAX_BYTES + " bytes";
                throw Faults.of(DataProblem.TOO_LARGE, file, expected, Files.size(file) + "", null);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("File " + file + " cannot be read; check the path", e);
        }
    }
}
