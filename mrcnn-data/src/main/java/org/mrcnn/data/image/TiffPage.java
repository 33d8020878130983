// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.util.HashMap;
import java.util.Map;

/** An image directory of a TIFF file: tags with numbers, which are read on demand. */
final class TiffPage {

    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int SUB_DIRECTORIES = 330;
    static final int NO_INDEX = -1;
    private static final int SUBFILE = 254;
    private static final int ORIENTATION = 274;
    private static final int FILL_ORDER = 266;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int INKS = 5;
    private static final int CIE_LAB = 8;
    private static final int ITU_LAB = 10;
    private static final int REDUCED = 0b001;
    private static final int REDUCED_OR_MASK = 0b101;

    private final int index;
    private final TiffBytes bytes;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private record Entry(int type, int count, long place) {}

    TiffPage(int index, TiffBytes bytes) {
        this.index = index;
        this.bytes = bytes;
    }

    /** Returns the size of a value in bytes; 0 for an unknown type. */
    static int size(int type) {
        return switch (type) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 4, 9, 11, 13 -> 4;
            case 5, 10, 12, 16, 17, 18 -> 8;
            default -> 0;
        };
    }

    void put(int tag, int type, int count, long place) {
        entries.put(tag, new Entry(type, count, place));
    }

    /** Returns the index among the directories of the file; {@link #NO_INDEX} for one below another page. */
    int index() {
        return index;
    }

    TiffBytes bytes() {
        return bytes;
    }

    int count(int tag) {
        return entries.containsKey(tag) ? entries.get(tag).count() : 0;
    }

    /** Returns the first value of a tag. */
    long first(int tag, long otherwise) {
        return count(tag) == 0 ? otherwise : value(tag, 0);
    }

    /** Returns a value of a tag that has at least i + 1 values. */
    long value(int tag, int i) {
        Entry entry = entries.get(tag);
        int size = size(entry.type());
        return bytes.number(entry.place() + (long) i * size, size);
    }

    long height() {
        return first(HEIGHT, 0);
    }

    long width() {
        return first(WIDTH, 0);
    }

    /** Returns the number of samples per pixel, at least 1. */
    int samples() {
        return (int) Math.max(1, first(SAMPLES, 1));
    }

    /** Returns the type of all samples; null if types differ or are not supported. */
    SampleType type() {
        long bits = first(BITS, 1);
        for (int i = 1; i < count(BITS); i++) {
            if (value(BITS, i) != bits) {
                return null;
            }
        }
        return first(FILL_ORDER, 1) == 1 ? SampleType.of(first(SAMPLE_FORMAT, 1), bits) : null;
    }

    /** Returns the number of bits of the first sample. */
    long bits() {
        return first(BITS, 1);
    }

    boolean isGrey() {
        long photometric = first(PHOTOMETRIC, BLACK_IS_ZERO);
        return photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO;
    }

    boolean isWhiteZero() {
        return first(PHOTOMETRIC, BLACK_IS_ZERO) == WHITE_IS_ZERO;
    }

    boolean isRgb() {
        return first(PHOTOMETRIC, BLACK_IS_ZERO) == RGB;
    }

    /** Returns whether samples are inks, or lightness and two colours. */
    boolean isColourSeparated() {
        long photometric = first(PHOTOMETRIC, BLACK_IS_ZERO);
        return photometric == INKS || (photometric >= CIE_LAB && photometric <= ITU_LAB);
    }

    /** Returns whether samples have 9 to 15 bits, so that several share a byte. */
    boolean isPacked() {
        return bits() > Byte.SIZE && bits() < Short.SIZE;
    }

    /** Returns whether this extra sample, beyond those of the colour, is opacity. */
    boolean hasAlphaAt(int extra) {
        return count(EXTRA_SAMPLES) > extra && value(EXTRA_SAMPLES, extra) != 0;
    }

    /** Returns the orientation of the stored pixels, 1 to 8, see {@link ExifOrientation}. */
    int orientation() {
        boolean known =
                entries.containsKey(ORIENTATION) && entries.get(ORIENTATION).type() == ExifOrientation.SHORT;
        long value = known ? first(ORIENTATION, 0) : 0;
        return value >= 1 && value <= 8 ? (int) value : ExifOrientation.AS_STORED;
    }

    boolean isTiled() {
        return count(TILE_OFFSETS) > 0;
    }

    /** Returns whether the page is marked as another page at a smaller size. */
    boolean isReduced() {
        return (first(SUBFILE, 0) & REDUCED) != 0;
    }

    /** Returns whether the page is neither a preview of another page nor its mask. */
    boolean isImage() {
        return (first(SUBFILE, 0) & REDUCED_OR_MASK) == 0;
    }
}
