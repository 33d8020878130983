// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;

/** The sample types of image files. */
enum SampleType {
    UINT8(1, "8 bit"),
    UINT16(2, "16 bit"),
    UINT32(4, "32 bit"),
    INT8(1, "signed 8 bit"),
    INT16(2, "signed 16 bit"),
    INT32(4, "signed 32 bit"),
    UINT64(8, "64 bit"),
    INT64(8, "signed 64 bit"),
    FLOAT16(2, "floating-point 16 bit"),
    FLOAT32(4, "floating-point 32 bit"),
    FLOAT64(8, "floating-point 64 bit");

    private final int bytes;
    private final String text;

    SampleType(int bytes, String text) {
        this.bytes = bytes;
        this.text = text;
    }

    /**
     * Returns the type for SampleFormat (1 unsigned, 2 signed, 3 floating point) and BitsPerSample of a TIFF file; null for
     * other types.
     */
    static SampleType of(long format, long bits) {
        return switch ((int) (format * 1000 + bits)) {
            case 1008 -> UINT8;
            case 1016 -> UINT16;
            case 1032 -> UINT32;
            case 1064 -> UINT64;
            case 2064 -> INT64;
            case 2008 -> INT8;
            case 2016 -> INT16;
            case 2032 -> INT32;
            case 3016 -> FLOAT16;
            case 3032 -> FLOAT32;
            case 3064 -> FLOAT64;
            default -> null;
        };
    }

    int bytes() {
        return bytes;
    }

    /** Returns whether the type itself implies a range of values, of which the lowest is black and the highest white. */
    boolean hasRange() {
        return this == UINT8 || this == UINT16;
    }

    boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** Returns the highest value; infinite for floating point. */
    double highest() {
        if (isFloat()) {
            return Double.POSITIVE_INFINITY;
        }
        boolean signed = this == INT8 || this == INT16 || this == INT32 || this == INT64;
        return Math.pow(2, Byte.SIZE * bytes - (signed ? 1 : 0)) - 1;
    }

    /** Returns the value at an index; for 64-bit integers, the nearest double. */
    double at(ByteBuffer values, int index) {
        int place = index * bytes;
        return switch (this) {
            case UINT8 -> values.get(place) & 0xff;
            case UINT16 -> values.getShort(place) & 0xffff;
            case UINT32 -> values.getInt(place) & 0xffffffffL;
            case INT8 -> values.get(place);
            case INT16 -> values.getShort(place);
            case INT32 -> values.getInt(place);
            case UINT64 -> unsigned(values.getLong(place));
            case INT64 -> values.getLong(place);
            case FLOAT16 -> half(values.getShort(place));
            case FLOAT32 -> values.getFloat(place);
            case FLOAT64 -> values.getDouble(place);
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /** IEEE 754 binary16, which Java 17 does not support. */
    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb(1024.0 + fraction, exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }

    @Override
    public String toString() {
        return text;
    }
}
