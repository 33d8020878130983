// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.image.ImageException.Problem;

class LeastBytesTest {
    private static final Path IMAGES = Path.of("src/test/resources/golden/images");
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    @Test
    void soundFilesAreLonger() throws IOException {
        try (Stream<Path> files = Files.list(IMAGES)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(png|bmp|jpg)"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertThat(LeastBytes.of(bytes)).as(file.toString()).isLessThan(bytes.length);
            }
        }
        Path black = folder.resolve("black.png");
        Images.write(Image.black(4000, 4000, 3), black); // deflated as much as possible
        assertThat(Images.read(black).height()).isEqualTo(4000);
        Image jpeg = Images.throughJpeg(Image.black(4000, 4000, 3), 1);
        assertThat(jpeg.height()).isEqualTo(4000);
    }

    /** Headers of small files that declare 90 million pixels. */
    @Test
    void largeImagesInFewBytesAreRefusedWithoutMemory() throws IOException {
        byte[] png = Files.readAllBytes(IMAGES.resolve("alpha.png"));
        ByteBuffer.wrap(png).putInt(16, 9000).putInt(20, 10_000);
        byte[] bmp = Files.readAllBytes(IMAGES.resolve("plain.bmp"));
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 9000).putInt(22, 10_000);
        byte[] jpeg = Files.readAllBytes(IMAGES.resolve("baseline.jpg"));
        for (int i = 0; i < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(jpeg).putShort(i + 5, (short) 9000).putShort(i + 7, (short) 10_000);
                break;
            }
        }
        for (byte[] small : List.of(png, bmp, jpeg)) {
            Path file = Files.write(folder.resolve("small"), small);
            long before = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertThatThrownBy(() -> Images.read(file))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TRUNCATED));
            assertThatThrownBy(() -> Images.readLabels(file)).isInstanceOf(ImageException.class);
            assertThat(THREAD.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                    .isLessThan(32 << 20);
        }
    }
}
