// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mrcnn.data.image.Image;

/**
 * Two fingerprints of an image.
 *
 * @param exact SHA-256 of size and pixels: equal for equal pixels, whatever the file format is
 * @param difference difference hash of 64 bits (dHash, Neal Krawetz 2013): each bit (row, column) of an 8 x 8 grid states
 *     whether brightness falls to the next cell; scaling, recompression and lighting change few bits
 */
public record ImageHashes(String exact, long difference) {
    private static final int ROWS = 8;
    private static final int COLUMNS = 9;

    /** Computes both fingerprints. */
    public static ImageHashes of(Image image) {
        return new ImageHashes(exact(image), difference(image));
    }

    private static String exact(Image image) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(12)
                    .putInt(image.height())
                    .putInt(image.width())
                    .putInt(image.channels())
                    .array());
            return HexFormat.of().formatHex(digest.digest(image.pixels()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static long difference(Image image) {
        long hash = 0;
        for (int row = 0; row < ROWS; row++) {
            double before = brightness(image, row, 0);
            for (int column = 1; column < COLUMNS; column++) {
                double here = brightness(image, row, column);
                hash = hash << 1 | (before > here ? 1 : 0);
                before = here;
            }
        }
        return hash;
    }

    /** Returns the mean of all channels over a cell of the grid; a cell of a tiny image has at least one pixel. */
    private static double brightness(Image image, int row, int column) {
        int top = (int) ((long) row * image.height() / ROWS);
        int left = (int) ((long) column * image.width() / COLUMNS);
        int bottom = Math.max(top + 1, (int) ((row + 1L) * image.height() / ROWS));
        int right = Math.max(left + 1, (int) ((column + 1L) * image.width() / COLUMNS));
        byte[] pixels = image.pixels();
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            int end = (y * image.width() + right) * image.channels();
            for (int p = (y * image.width() + left) * image.channels(); p < end; p++) {
                sum += pixels[p] & 0xff;
            }
        }
        return (double) sum / ((long) (bottom - top) * (right - left) * image.channels());
    }
}
