// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Text written by users: UTF-8, or UTF-16 with the byte order mark that Windows editors write. */
public final class Text {

    /** Describes a file with another encoding, with the remedy. */
    public static final String OTHER_ENCODING = "bytes of another encoding; save the file as UTF-8";

    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private Text() {}

    /** Returns the text of a file, without a byte order mark. */
    public static String decode(byte[] file) throws CharacterCodingException {
        int mark = isMarked(file) ? MARK.length : 0;
        ByteBuffer text = ByteBuffer.wrap(file, mark, file.length - mark);
        return charset(file).newDecoder().decode(text).toString();
    }

    /** Returns a reader for a file of any size, without a byte order mark; it fails at the first bytes of another encoding. */
    public static Reader reader(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(MARK.length);
            byte[] head = in.readNBytes(MARK.length);
            in.reset();
            in.skipNBytes(isMarked(head) ? MARK.length : 0);
            return new InputStreamReader(in, charset(head).newDecoder());
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Returns the lines without line ends.
     *
     * @throws IOException if the file has another encoding or cannot be read; the message names the file
     */
    public static List<String> lines(Path file) throws IOException {
        try {
            return decode(Files.readAllBytes(file)).lines().toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected text in UTF-8, found " + OTHER_ENCODING, e);
        }
    }

    /** Returns whether reading failed because the bytes have another encoding. */
    public static boolean isOtherEncoding(IOException e) {
        return e instanceof CharacterCodingException
                || e instanceof CharConversionException
                || e instanceof UnsupportedEncodingException
                || String.valueOf(e.getMessage()).startsWith("Invalid UTF-8"); // thrown by Jackson
    }

    /**
     * Returns what a parser found wrong, without remarks for developers: the names of features that a program could enable, and
     * the source of a text in memory.
     */
    public static String fault(JsonProcessingException e) {
        return e.getOriginalMessage()
                .replaceAll("\\[Source: [^;\\]]*; (line: \\d+, column: \\d+)\\]", "$1")
                .replaceAll(" \\(not recognized as one since Feature [^)]*\\)", "")
                .replaceAll(": enable `[^`]*` to allow", "")
                .strip();
    }

    private static boolean isMarked(byte[] file) {
        return file.length >= MARK.length && Arrays.equals(file, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static Charset charset(byte[] file) {
        boolean little = file.length > 1 && file[0] == (byte) 0xff && file[1] == (byte) 0xfe;
        boolean big = file.length > 1 && file[0] == (byte) 0xfe && file[1] == (byte) 0xff;
        return little || big ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }
}
