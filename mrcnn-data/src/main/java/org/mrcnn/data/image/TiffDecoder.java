// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Point;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Decodes a page of a TIFF file to its samples, of any number and of every {@link SampleType}: strips or tiles, interleaved or
 * separate samples, uncompressed, LZW, Deflate or PackBits, with or without predictor (TIFF 6.0; predictor 3: Adobe Photoshop
 * TIFF Technical Note 3). ImageIO's readers return images for display, without floating-point channels or a fifth channel.
 */
final class TiffDecoder {

    private static final int SEPARATE = 2;

    /** Tiles may extend beyond a small image. */
    private static final long SMALL_TILE = 1 << 20;

    /** Maximum size in bytes of a strip or tile that is decompressed for a region. */
    private static final long MAX_SEGMENT = 256L << 20;

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
        tiled = page.isTiled();
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

    /** Returns whether the compression of the page is supported. */
    static boolean canDecode(TiffPage page) {
        return page.type() != null && TiffCompression.isKnown(page.first(TiffPage.COMPRESSION, 1));
    }

    /**
     * Returns the samples of a page whose size has been checked.
     *
     * @throws ImageException if the file is truncated, or the samples cannot be decoded
     */
    static RawSamples decode(Path file, TiffPage page) {
        TiffDecoder decoder = new TiffDecoder(file, page);
        Rectangle all = new Rectangle(decoder.width, decoder.height);
        decoder.requireSegments(decoder.size(all));
        return decoder.region(all);
    }

    /**
     * Returns a decoder for a page of any size, for {@link #region}.
     *
     * @throws ImageException if the file does not contain the page, or its strips or tiles are too large to be decompressed one
     *     by one
     */
    static TiffDecoder ofRegions(Path file, TiffPage page) {
        TiffDecoder decoder = new TiffDecoder(file, page);
        decoder.requireSegments((long) decoder.height * decoder.width * decoder.samples * decoder.type.bytes());
        long segment = (long) decoder.segmentHeight * decoder.segmentWidth * decoder.together() * decoder.type.bytes();
        if (segment > MAX_SEGMENT && !decoder.hasPlainRows()) {
            throw new ImageException(
                    Problem.TOO_LARGE,
                    file,
                    "expected compressed strips or tiles of at most " + MAX_SEGMENT + " bytes to read regions of it,"
                            + " found " + segment + "; save it with tiles of 512 x 512 pixels",
                    null);
        }
        return decoder;
    }

    /** Returns the samples of a part of the page, decoding only the strips or tiles that intersect it. */
    RawSamples region(Rectangle part) {
        byte[] target = new byte[(int) size(part)];
        int down = (height + segmentHeight - 1) / segmentHeight;
        int across = (width + segmentWidth - 1) / segmentWidth;
        int planes = separate ? samples : 1;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = part.y / segmentHeight; y * segmentHeight < part.y + part.height; y++) {
                for (int x = part.x / segmentWidth; x * segmentWidth < part.x + part.width; x++) {
                    int index = (plane * down + y) * across + x;
                    place(index, part, target, plane, new Point(x * segmentWidth, y * segmentHeight));
                }
            }
        }
        ByteBuffer values = ByteBuffer.wrap(target).order(page.bytes().order());
        return new RawSamples(part.height, part.width, samples, type, values);
    }

    private long size(Rectangle part) {
        long size = (long) part.height * part.width * samples * type.bytes();
        if (size > Integer.MAX_VALUE - Byte.SIZE) {
            throw new ImageException(
                    Problem.TOO_LARGE, file, "expected less than 2 GB of samples, found " + size + " bytes", null);
        }
        return size;
    }

    /** Returns the number of samples per pixel in a strip or tile. */
    private int together() {
        return separate ? 1 : samples;
    }

    /** Returns whether any rows of a strip can be read without the rows before them. */
    private boolean hasPlainRows() {
        return !tiled
                && page.first(TiffPage.COMPRESSION, 1) == TiffCompression.NONE
                && page.first(TiffPage.PREDICTOR, 1) == 1;
    }

    /** Rejects a page whose declared size the file cannot contain, before memory for it is allocated. */
    private void requireSegments(long size) {
        long down = (height + segmentHeight - 1L) / segmentHeight;
        long across = (width + segmentWidth - 1L) / segmentWidth;
        long expected = down * across * (separate ? samples : 1);
        int offsets = page.count(tiled ? TiffPage.TILE_OFFSETS : TiffPage.STRIP_OFFSETS);
        int counts = page.count(tiled ? TiffPage.TILE_BYTES : TiffPage.STRIP_BYTES);
        long stored = 0;
        for (int i = 0; i < expected && i < Math.min(offsets, counts); i++) {
            stored += Math.min(length(i), page.bytes().length());
        }
        stored = Math.min(stored, page.bytes().length()); // overlapping strips contain no more
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

    /**
     * Returns rows of a strip or tile, decompressed and without predictor.
     *
     * @param from first row, 0 unless {@link #hasPlainRows}
     * @param to row after the last
     */
    private byte[] rows(int i, int from, int to) {
        long row = (long) segmentWidth * together() * type.bytes();
        long offset = page.value(tiled ? TiffPage.TILE_OFFSETS : TiffPage.STRIP_OFFSETS, i);
        long length = length(i);
        if (offset < 0 || length < 0 || offset > page.bytes().length() - length) {
            throw new ImageException(
                    Problem.TRUNCATED,
                    file,
                    "the file ends before its image does, after " + page.bytes().length()
                            + " bytes; copy it again or leave it out",
                    null);
        }
        long before = Math.min(length, from * row);
        long size = (to - from) * row;
        long most = TiffCompression.most(page.first(TiffPage.COMPRESSION, 1), size);
        try {
            ByteBuffer packed = page.bytes().part(offset + before, Math.toIntExact(Math.min(length - before, most)));
            byte[] plain = TiffCompression.unpack(page.first(TiffPage.COMPRESSION, 1), packed, Math.toIntExact(size));
            ByteBuffer values = ByteBuffer.wrap(plain).order(page.bytes().order());
            TiffPredictor.undo(page.first(TiffPage.PREDICTOR, 1), values, type, segmentWidth, together());
            return plain;
        } catch (IOException | ArithmeticException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    /** Copies the intersection of a part with a strip or tile, whose corner is at {@code corner} of the page. */
    private void place(int index, Rectangle part, byte[] target, int plane, Point corner) {
        int rows = tiled ? segmentHeight : Math.min(segmentHeight, height - corner.y);
        Rectangle inside = part.intersection(new Rectangle(corner.x, corner.y, segmentWidth, rows));
        int first = hasPlainRows() ? inside.y - corner.y : 0;
        byte[] segment = rows(index, first, hasPlainRows() ? first + inside.height : rows);
        int size = type.bytes();
        for (int y = inside.y; y < inside.y + inside.height; y++) {
            int from = ((y - corner.y - first) * segmentWidth + inside.x - corner.x) * together() * size;
            int to = ((y - part.y) * part.width + inside.x - part.x) * samples * size;
            if (together() == samples) {
                System.arraycopy(segment, from, target, to, inside.width * samples * size);
                continue;
            }
            for (int x = 0; x < inside.width; x++) {
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
