// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.Resize;

class DuplicatesTest {

    /** Returns waves of random direction and length, because photographs have large and small structures. */
    private static Image noise(long seed, int height, int width) {
        Random random = new Random(seed);
        double[] a = random.doubles(24, -6, 6).toArray();
        byte[] pixels = new byte[height * width * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int w = 0; w < 24; w += 3) {
                    sum += Math.sin(a[w] * y / height * 3 + a[w + 1] * x / width * 3 + a[w + 2]);
                }
                for (int c = 0; c < 3; c++) {
                    pixels[(y * width + x) * 3 + c] = (byte) Math.max(0, Math.min(255, 128 + 25 * sum));
                }
            }
        }
        return new Image(height, width, 3, pixels);
    }

    private static Image brighter(Image image) {
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.min(255, (pixels[i] & 0xff) + 3);
        }
        return new Image(image.height(), image.width(), 3, pixels);
    }

    @Test
    void differenceHashOfAKnownImage() {
        // Nine columns that fall by 10 to the fifth, then rise: bits 11110000 in each of the eight rows.
        byte[] pixels = new byte[8 * 9];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (100 + 10 * Math.abs(i % 9 - 4));
        }
        assertThat(ImageHashes.of(new Image(8, 9, 1, pixels)).difference()).isEqualTo(0xF0F0F0F0F0F0F0F0L);
    }

    @Test
    void tinyImagesHaveHashesToo() {
        assertThat(ImageHashes.of(Image.black(1, 1, 3)).difference()).isZero();
        assertThat(ImageHashes.of(Image.black(1, 2, 3)).exact())
                .isNotEqualTo(ImageHashes.of(Image.black(2, 1, 3)).exact());
    }

    @Test
    void findsCopiesAndScaledCopiesAndNothingElse() {
        Image first = noise(1, 120, 160);
        Image scaled =
                new Resize.Pad64(256, 0).apply(first, new SplittableRandom(1)).image();
        List<ImageHashes> hashes = List.of(
                ImageHashes.of(first),
                ImageHashes.of(noise(2, 120, 160)),
                ImageHashes.of(new Image(120, 160, 3, first.pixels().clone())),
                ImageHashes.of(brighter(first)),
                ImageHashes.of(noise(3, 120, 160)),
                ImageHashes.of(noise(2, 240, 320)),
                ImageHashes.of(scaled));
        assertThat(Duplicates.exact(hashes)).containsExactly(List.of(0, 2));
        assertThat(Duplicates.near(hashes))
                .extracting(pair -> List.of(pair.first(), pair.second()))
                .contains(List.of(0, 3), List.of(1, 5), List.of(2, 3))
                .doesNotContain(List.of(0, 2), List.of(0, 1), List.of(0, 4), List.of(1, 4));
    }

    @Test
    void plainImagesAreNotAlike() {
        List<ImageHashes> hashes = List.of(
                ImageHashes.of(Image.black(64, 64, 3)),
                ImageHashes.of(Image.black(64, 80, 3)),
                ImageHashes.of(Image.black(64, 64, 3)));
        assertThat(Duplicates.near(hashes)).isEmpty();
        assertThat(Duplicates.exact(hashes)).containsExactly(List.of(0, 2));
    }

    @Test
    void imagesOfOneKindThatDifferAreNotDuplicates() {
        List<ImageHashes> hashes = java.util.stream.LongStream.range(0, 200)
                .mapToObj(seed -> ImageHashes.of(noise(seed, 60, 80)))
                .toList();
        assertThat(Duplicates.near(hashes)).isEmpty();
    }
}
