// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Decodes a page of a TIFF file to its samples, of any number and of every {@link SampleType}: strips or tiles, samples together or
 * apart, uncompressed, LZW, Deflate or PackBits, with a predictor or without (TIFF 6.0; predictor 3: Adobe Photoshop TIFF Technical
 * Note 3). ImageIO's readers give images to look at, which have no floating-point or fifth channels.
 */
final class TiffDecoder {

    private static final int SEPARATE = 2;

    /** Tiles may reach beyond a small image. */
    private static final long SMALL_TILE = 1 << 20;

    private final Path file;
    private final TiffPage page;
    private final SampleType type;
    private final int height;
    private final int width;
    private final int samples;
    private final boolean separate;
    private final boolean tiled;
    private final int segmentHeight;
    private final int segmentWidth;

    private TiffDecoder(Path file, TiffPage page) {
        this.file = file;
        this.page = page;
        type = page.type();
        height = (int) page.height();
        width = (int) page.width();
        samples = page.samples();
        separate = samples > 1 && page.first(TiffPage.PLANAR, 1) == SEPARATE;
        tiled = page.count(TiffPage.TILE_OFFSETS) > 0;
        long rows = tiled ? page.first(TiffPage.TILE_HEIGHT, 0) : page.first(TiffPage.ROWS_PER_STRIP, height);
        long columns = tiled ? page.first(TiffPage.TILE_WIDTH, 0) : width;
        segmentHeight = tiled ? tileSide(rows) : (int) Math.min(rows, height);
        segmentWidth = tiled ? tileSide(columns) : width;
        if (segmentHeight < 1 || segmentWidth < 1) {
            throw unreadable("strips or tiles of no size", null);
        }
        if (tiled && (long) segmentHeight * segmentWidth > Math.max(SMALL_TILE, 4L * height * width)) {
            throw unreadable("tiles larger than the image", null);
        }
    }

    /** Whether the page is compressed in a way that is known here. */
    static boolean canDecode(TiffPage page) {
        return page.type() != null && TiffCompression.isKnown(page.first(TiffPage.COMPRESSION, 1));
    }

    /**
     * The samples of a page whose size has been checked.
     *
     * @throws ImageException if the file ends before them, or they cannot be decoded
     */
    static RawSamples decode(Path file, TiffPage page) {
        return new TiffDecoder(file, page).decode();
    }

    private RawSamples decode() {
        long size = (long) height * width * samples * type.bytes();
        if (size > Integer.MAX_VALUE - Byte.SIZE) {
            throw new ImageException(
                    Problem.TOO_LARGE, file, "expected less than 2 GB of samples, found " + size + " bytes", null);
        }
        int down = (height + segmentHeight - 1) / segmentHeight;
        int across = (width + segmentWidth - 1) / segmentWidth;
        int planes = separate ? samples : 1;
        requireSegments((long) down * across * planes, size);
        byte[] target = new byte[(int) size];
        for (int plane = 0, i = 0; plane < planes; plane++) {
            for (int y = 0; y < down; y++) {
                for (int x = 0; x < across; x++, i++) {
                    place(segment(i, y * segmentHeight), target, plane, y * segmentHeight, x * segmentWidth);
                }
            }
        }
        ByteBuffer values = ByteBuffer.wrap(target).order(page.bytes().order());
        return new RawSamples(height, width, samples, type, values);
    }

    /** A header that lies must not ask for memory that the file cannot fill. */
    private void requireSegments(long expected, long size) {
        int offsets = page.count(tiled ? TiffPage.TILE_OFFSETS : TiffPage.STRIP_OFFSETS);
        int counts = page.count(tiled ? TiffPage.TILE_BYTES : TiffPage.STRIP_BYTES);
        long stored = 0;
        for (int i = 0; i < expected && i < Math.min(offsets, counts); i++) {
            stored += Math.min(length(i), page.bytes().limit());
        }
        stored = Math.min(stored, page.bytes().limit()); // strips that overlap hold no more
        int densest = TiffCompression.densest(page.first(TiffPage.COMPRESSION, 1));
        if (Math.min(offsets, counts) < expected || stored * densest < size) {
            throw new ImageException(
                    Problem.TRUNCATED,
                    file,
                    "expected " + size + " bytes of samples in " + expected + " strips or tiles, found " + stored
                            + " bytes in " + Math.min(offsets, counts) + "; copy it again or leave it out",
                    null);
        }
    }

    private long length(int i) {
        return page.value(tiled ? TiffPage.TILE_BYTES : TiffPage.STRIP_BYTES, i);
    }

    /** One strip or tile, without compression and predictor. */
    private byte[] segment(int i, int top) {
        long offset = page.value(tiled ? TiffPage.TILE_OFFSETS : TiffPage.STRIP_OFFSETS, i);
        long length = length(i);
        if (offset < 0 || length < 0 || offset > page.bytes().limit() - length) {
            throw new ImageException(
                    Problem.TRUNCATED,
                    file,
                    "the file ends before its image does, after " + page.bytes().limit()
                            + " bytes; copy it again or leave it out",
                    null);
        }
        int together = separate ? 1 : samples;
        int rows = tiled ? segmentHeight : Math.min(segmentHeight, height - top);
        long size = (long) rows * segmentWidth * together * type.bytes();
        ByteBuffer packed = page.bytes().duplicate().position((int) offset).limit((int) (offset + length));
        try {
            byte[] plain = TiffCompression.unpack(page.first(TiffPage.COMPRESSION, 1), packed, Math.toIntExact(size));
            ByteBuffer values = ByteBuffer.wrap(plain).order(page.bytes().order());
            TiffPredictor.undo(page.first(TiffPage.PREDICTOR, 1), values, type, segmentWidth, together);
            return plain;
        } catch (IOException | ArithmeticException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    /** Copies what of a strip or tile lies in the image. */
    private void place(byte[] segment, byte[] target, int plane, int top, int left) {
        int together = separate ? 1 : samples;
        int columns = Math.min(segmentWidth, width - left);
        int rows = Math.min(segmentHeight, height - top);
        int size = type.bytes();
        for (int y = 0; y < rows; y++) {
            int from = y * segmentWidth * together * size;
            int to = ((top + y) * width + left) * samples * size;
            if (together == samples) {
                System.arraycopy(segment, from, target, to, columns * samples * size);
                continue;
            }
            for (int x = 0; x < columns; x++) {
                System.arraycopy(segment, from + x * size, target, to + (x * samples + plane) * size, size);
            }
        }
    }

    private int tileSide(long side) {
        return (int) Math.min(side, 1 << 20);
    }

    private ImageException unreadable(String found, Exception cause) {
        return new ImageException(
                Problem.UNREADABLE, file, "cannot be decoded (" + found + "); save it again or leave it out", cause);
    }
}
