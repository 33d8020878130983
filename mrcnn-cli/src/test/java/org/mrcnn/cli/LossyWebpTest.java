// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;

/** The command line includes libwebp: lossy images are decoded to the same pixels as in Pillow (resources: webp/make.py). */
class LossyWebpTest {

    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        try (InputStream in = LossyWebpTest.class.getResourceAsStream("/webp/" + name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy", "quality50", "alpha"})
    void everyPixelIsThatOfLibwebp(String name) throws IOException {
        Image expected = Images.read(file(name + ".png"));
        Path webp = file(name + ".webp");
        Image found = Images.read(webp);
        assertThat(found.pixels()).isEqualTo(expected.pixels());
        assertThat(Images.size(webp))
                .isEqualTo(
                        new Images.Size(expected.height(), expected.width(), expected.height(), expected.width(), 1));
    }

    @Test
    void aFileThatIsCutOrDamagedIsNamed() throws IOException {
        byte[] webp = Files.readAllBytes(file("quality50.webp"));
        for (int length = 12; length < webp.length; length += 101) {
            Path cut = Files.write(folder.resolve("cut.webp"), java.util.Arrays.copyOf(webp, length));
            assertThatThrownBy(() -> Images.read(cut))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("cut.webp");
        }
        for (int i = 12; i < 60; i++) {
            byte[] damaged = webp.clone();
            damaged[i] ^= (byte) 0xff;
            Path file = Files.write(folder.resolve("damaged.webp"), damaged);
            try {
                assertThat(Images.read(file).channels()).isEqualTo(3);
            } catch (ImageException e) {
                assertThat(e).hasMessageContaining("damaged.webp");
            }
        }
    }

    @Test
    void animationsAreRefused() throws IOException {
        Path animated = file("animated.webp");
        assertThatThrownBy(() -> Images.read(animated)).hasMessageContaining("animated WebP");
    }
}
