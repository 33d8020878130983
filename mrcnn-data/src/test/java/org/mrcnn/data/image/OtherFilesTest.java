// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with the extension of an image that are not images, and colour profiles, which are not applied. */
class OtherFilesTest {

    /** Lossless, 2 x 2 pixels of 200, 100, 50. */
    private static final String LOSSLESS = "UklGRh4AAABXRUJQVlA4TBEAAAAvAUAAAAdQsiJXpv+BiOh/AAA=";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic         | HEIC",
                "\\0\\0\\0\\x1cftypavif\\0\\0\\0\\0                 | AVIF",
                "version https://git-lfs.github.com/spec/v1         | a pointer of Git LFS",
                "\\0\\0\\0\\x0cjP  \\r\\n                           | JPEG 2000",
                "<!DOCTYPE html><html>404</html>                    | a web page",
                "<?xml version='1.0'?><svg/>                        | SVG",
                "\\0\\0\\0\\x18ftypmp42\\0\\0\\0\\0                 | a video",
                "\\0\\0\\0\\x0cJXL \\r\\n                           | JPEG XL",
                "<?xml version='1.0'?><Error>AccessDenied</Error>   | an error message",
                "\\0\\x05\\x16\\x07                                 | a file of macOS",
                "\\0\\0\\0                                          | zeros only",
                "''                                                 | an empty file",
                "nothing that is known                              | 21 bytes of none of them"
            })
    void othersAreNamed(String head, String what) throws IOException {
        String bytes = head.replace("\\0", "\0")
                .replace("\\x18", "\u0018")
                .replace("\\x1c", "\u001c")
                .replace("\\x0c", "\f")
                .replace("\\x05", "\u0005")
                .replace("\\x16", "\u0016")
                .replace("\\x07", "\u0007");
        Path file = Files.write(folder.resolve("a.jpg"), bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Images.size(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("a.jpg", "expected a JPEG, PNG, BMP, GIF, TIFF or WebP file, found " + what);
    }

    @Test
    void profilesOfWebpAreNotApplied() throws IOException {
        byte[] plain = Base64.getDecoder().decode(LOSSLESS);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        chunks.writeBytes(chunk("VP8X", new byte[] {0x20, 0, 0, 0, 1, 0, 0, 1, 0, 0}));
        chunks.writeBytes(chunk("ICCP", profile));
        chunks.write(plain, 12, plain.length - 12);
        byte[] file = chunk("RIFF", chunks.toByteArray());
        assertThat(Images.read(file, PixelFormat.RGB).pixels())
                .isEqualTo(Images.read(plain, PixelFormat.RGB).pixels())
                .startsWith(200, 100, 50);
    }

    private static byte[] chunk(String name, byte[] content) {
        int padded = content.length + content.length % 2;
        return ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(content.length)
                .put(content)
                .array();
    }
}
