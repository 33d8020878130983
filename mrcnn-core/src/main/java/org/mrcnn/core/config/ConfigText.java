// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the text of a configuration file, which must be UTF-8. */
final class ConfigText {
    private static final int MAX_BYTES = 1 << 20;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private ConfigText() {}

    /**
     * Reads a file.
     *
     * @throws InvalidConfigException if the file is too long or has another encoding; the message names file and line
     */
    static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new InvalidConfigException(
                    List.of(file + ": expected a configuration of at most " + MAX_BYTES + " bytes, found more"));
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, text, true);
        if (result.isError()) {
            throw notUtf8(file, bytes, in.position());
        }
        String whole = text.flip().toString();
        return !whole.isEmpty() && whole.charAt(0) == BYTE_ORDER_MARK ? whole.substring(1) : whole;
    }

    private static InvalidConfigException notUtf8(Path file, byte[] bytes, int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new InvalidConfigException(List.of(file + ":" + line + ": expected UTF-8, found the byte "
                + String.format("0x%02x", bytes[at]) + " of another encoding; save the file as UTF-8"));
    }
}
