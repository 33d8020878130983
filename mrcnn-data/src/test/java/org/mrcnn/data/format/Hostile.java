// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;

/** Helpers for tests with hostile files. */
final class Hostile {

    private Hostile() {}

    static void assertRefused(DataFormat format, Path at, DataProblem problem, String... texts) {
        assertRefused(format, null, at, problem, texts);
    }

    static void assertRefused(DataFormat format, Path images, Path at, DataProblem problem, String... texts) {
        assertThatThrownBy(() -> format.open(images, at))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContainingAll(texts)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1500));
    }

    /** Writes a PNG file whose header declares 60,000 x 60,000 pixels. */
    static byte[] huge(Path png) throws IOException {
        byte[] bytes = Files.readAllBytes(png);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(16, 60_000).putInt(20, 60_000);
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, 17);
        header.putInt(29, (int) crc.getValue());
        return bytes;
    }
}
