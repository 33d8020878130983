// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.ImageException.Problem;
import org.mrcnn.data.image.Images;

/** Images created by golden/images/make.py, as Pillow reads them, and files that declare enormous sizes. */
class ImageFormatsTest {

    private static final List<String> NAMES = List.of(
            "alpha.png",
            "baseline.jpg",
            "cmyk.jpg",
            "cmyk.tif",
            "grey.jpg",
            "grey16.png",
            "grey_alpha.png",
            "jpeg.tif",
            "lossless.webp",
            "lossless_alpha.webp",
            "lzw.tif",
            "one_bit.png",
            "palette.bmp",
            "palette.png",
            "plain.bmp",
            "progressive.jpg");
    private static final int SAMPLES = 26 * 37 * 3;

    @TempDir
    Path folder;

    @Test
    void everyFormatIsReadAsPillowReadsIt() throws IOException {
        byte[] expected = resource("pixels.bin");
        for (int i = 0; i < NAMES.size(); i++) {
            Image image = Images.read(file(NAMES.get(i)));
            assertThat(new int[] {image.height(), image.width(), image.channels()})
                    .containsExactly(26, 37, 3);
            int worst = 0;
            for (int k = 0; k < SAMPLES; k++) {
                worst = Math.max(worst, Math.abs((image.pixels()[k] & 0xff) - (expected[i * SAMPLES + k] & 0xff)));
            }
            assertThat(worst).as(NAMES.get(i)).isZero();
        }
    }

    @Test
    void otherKindsOfWebpAreNamed() throws IOException {
        for (String kind : List.of("lossy", "animated")) {
            Path webp = file(kind + ".webp");
            for (ThrowingCallable use : List.<ThrowingCallable>of(() -> Images.read(webp), () -> Images.size(webp))) {
                assertThatThrownBy(use).hasMessageContaining(kind + ".webp: ").hasMessageContaining(kind + " WebP");
            }
        }
        Path lossy = file("lossy.webp"); // the class path of this module has no reader based on libwebp
        assertThatThrownBy(() -> Images.read(lossy)).hasMessageContaining("add the artifact com.github.usefulness:");
        byte[] empty = Arrays.copyOf(resource("lossy.webp"), 12);
        Path none = Files.write(folder.resolve("none.webp"), empty);
        assertThatThrownBy(() -> Images.size(none))
                .hasMessageContaining("none.webp: ")
                .hasMessageContaining("WebP");
    }

    @Test
    void webpIsTurnedAsItsExifSays() throws IOException {
        Image plain = Images.read(file("lossless.webp"));
        Path file = file("turned.webp");
        Image turned = Images.read(file);
        assertThat(Images.size(file)).isEqualTo(new Images.Size(37, 26, 26, 37, 6));
        assertThat(Images.readStored(file).pixels()).isEqualTo(plain.pixels());
        for (int y = 0; y < 37; y++) {
            for (int x = 0; x < 26; x++) {
                assertThat(turned.sample(y, x, 0)).isEqualTo(plain.sample(25 - x, y, 0));
            }
        }
    }

    /** The Exif chunk follows the image, beyond the bytes from which a size is read, here after an unknown chunk. */
    @Test
    void sizeOfALongWebpIsTurnedToo() throws IOException {
        byte[] webp = resource("turned.webp");
        int filler = 300_000;
        byte[] file = new byte[webp.length + 8 + filler];
        int exif = webp.length;
        while (webp[exif - 1] != 'F' || webp[exif - 2] != 'I' || webp[exif - 3] != 'X' || webp[exif - 4] != 'E') {
            exif--;
        }
        exif -= 4;
        System.arraycopy(webp, 0, file, 0, exif);
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, file.length - 8)
                .putInt(exif + 4, filler);
        System.arraycopy(webp, exif, file, exif + 8 + filler, webp.length - exif);
        Path turned = Files.write(folder.resolve("long.webp"), file);
        assertThat(Images.size(turned)).isEqualTo(new Images.Size(37, 26, 26, 37, 6));
        assertThat(Images.read(turned).pixels())
                .isEqualTo(Images.read(file("turned.webp")).pixels());
    }

    @Test
    void brokenWebpGivesNamedErrorsOrImages() throws IOException {
        byte[] webp = resource("lossless_alpha.webp");
        for (int length = 12; length < webp.length; length += 7) {
            Path cut = Files.write(folder.resolve("cut.webp"), Arrays.copyOf(webp, length));
            assertThatThrownBy(() -> Images.read(cut))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("cut.webp");
        }
        for (int i = 4; i < webp.length; i++) {
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

    /** The decoder would invent the rest, at the cost of an exception for each pixel. */
    @Test
    void losslessWebpWhoseDataEndEarlyIsRefused() throws IOException {
        byte[] webp = resource("lossless.webp");
        byte[] cut = Arrays.copyOf(webp, webp.length / 2 & ~1);
        ByteBuffer.wrap(cut)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, cut.length - 8)
                .putInt(16, cut.length - 20);
        Path file = Files.write(folder.resolve("early.webp"), cut);
        assertThatThrownBy(() -> Images.read(file))
                .hasMessageContaining("early.webp: the file ends before its image does")
                .extracting(e -> ((ImageException) e).problem())
                .isEqualTo(Problem.TRUNCATED);
    }

    /** Pixels of a single colour take no data. */
    @Test
    void webpOfOneColourEndsBeforeItsPixels() throws IOException {
        byte[] solid = HexFormat.of()
                .parseHex("5249464624000000574542505650384c17"
                        + "0000002f3fc00b000750e42ad4a3ff012021fc5f2f46f43ff50300");
        Image image = Images.read(Files.write(folder.resolve("solid.webp"), solid));
        assertThat(new int[] {image.height(), image.width()}).containsExactly(48, 64);
        for (int i = 0; i < image.pixels().length; i += 3) {
            assertThat(Arrays.copyOfRange(image.pixels(), i, i + 3)).containsExactly(10, 200, 30);
        }
    }

    @Test
    void enormousClaimsAreRefused() throws IOException {
        byte[] bmp = resource("plain.bmp");
        ByteBuffer.wrap(bmp)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 2_000_000)
                .putInt(22, 2_000_000);
        assertTooLarge("huge.bmp", bmp);
        byte[] jpeg = resource("baseline.jpg");
        int frame = indexOf(jpeg, 0xc0);
        ByteBuffer.wrap(jpeg).putShort(frame + 4, (short) 65500).putShort(frame + 6, (short) 65500);
        assertTooLarge("huge.jpg", jpeg);
        byte[] webp = resource("lossless.webp"); // chunk, size, signature, then 14 bits of width and of height
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fff_ffff);
        assertTooLarge("huge.webp", webp);
        byte[] tiff = resource("lzw.tif");
        entry(tiff, 256, 8).putInt(2_000_000);
        entry(tiff, 257, 8).putInt(2_000_000);
        assertTooLarge("huge.tif", tiff);
    }

    /** Counts and sizes of other tags that would require gigabytes. */
    @Test
    void enormousTagsGiveNamedErrorsOrImages() throws IOException {
        for (int tag = 254; tag < 340; tag++) {
            for (int offset : new int[] {4, 8}) {
                byte[] tiff = resource("lzw.tif");
                ByteBuffer entry = entry(tiff, tag, offset);
                if (entry != null) {
                    entry.putInt(0x7ffffff0);
                    Path file = Files.write(folder.resolve("tag.tif"), tiff);
                    try {
                        assertThat(Images.read(file).channels()).isEqualTo(3);
                    } catch (ImageException e) {
                        assertThat(e).hasMessageContaining("tag.tif");
                    }
                }
            }
        }
    }

    private void assertTooLarge(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        assertThatThrownBy(() -> Images.read(file))
                .hasMessageContaining(name)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    }

    /** Returns the little-endian directory entry of a tag, from its offset on; null if there is none. */
    private static ByteBuffer entry(byte[] tiff, int tag, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = buffer.getInt(4);
        int entries = buffer.getShort(directory);
        for (int i = 0; i < entries; i++) {
            int at = directory + 2 + 12 * i;
            if ((buffer.getShort(at) & 0xffff) == tag) {
                return buffer.position(at + offset);
            }
        }
        return null;
    }

    private static int indexOf(byte[] jpeg, int marker) {
        int i = 2;
        while ((jpeg[i + 1] & 0xff) != marker) {
            i += 2 + (ByteBuffer.wrap(jpeg).getShort(i + 2) & 0xffff);
        }
        return i + 1;
    }

    private Path file(String name) throws IOException {
        return Files.write(folder.resolve(name), resource(name));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ImageFormatsTest.class.getResourceAsStream("/golden/images/" + name)) {
            byte[] bytes = in.readAllBytes();
            return Arrays.copyOf(bytes, bytes.length);
        }
    }
}
