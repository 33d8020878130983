// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import java.nio.ByteBuffer;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The element types that can be read from weight files, with the types of the resulting arrays. */
public enum TensorType {
    F32(4, DataType.FLOAT) {
        @Override
        public float next(ByteBuffer from) {
            return from.getFloat();
        }
    },
    /** Rounded if FLOAT is requested. */
    F64(8, DataType.DOUBLE) {
        @Override
        public float next(ByteBuffer from) {
            return (float) from.getDouble();
        }
    },
    I32(4, DataType.INT32) {
        @Override
        public float next(ByteBuffer from) {
            return from.getInt();
        }
    },
    I64(8, DataType.INT64) {
        @Override
        public float next(ByteBuffer from) {
            return from.getLong();
        }
    },
    I16(2, DataType.INT16) {
        @Override
        public float next(ByteBuffer from) {
            return from.getShort();
        }
    },
    I8(1, DataType.INT8) {
        @Override
        public float next(ByteBuffer from) {
            return from.get();
        }
    },
    U8(1, DataType.UINT8) {
        @Override
        public float next(ByteBuffer from) {
            return from.get() & 0xff;
        }
    },
    /** 0 or 1. */
    BOOL(1, DataType.BOOL) {
        @Override
        public float next(ByteBuffer from) {
            return from.get() == 0 ? 0 : 1;
        }
    },
    /** Widened, exactly. */
    F16(2, DataType.FLOAT) {
        @Override
        public float next(ByteBuffer from) {
            return halfToFloat(from.getShort());
        }
    },
    /** The upper half of a float32; widened, exactly. */
    BF16(2, DataType.FLOAT) {
        @Override
        public float next(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << 16);
        }
    };

    private static final int HALF_BIAS = 15;
    private static final int FLOAT_BIAS = 127;

    private final int width;
    private final DataType arrayType;

    TensorType(int width, DataType arrayType) {
        this.width = width;
        this.arrayType = arrayType;
    }

    /** Returns the number of bytes of an element in the file. */
    public int width() {
        return width;
    }

    DataType arrayType() {
        return arrayType;
    }

    /** Returns whether an array has the same bytes as the file. */
    boolean sameBytes() {
        return width == arrayType.width();
    }

    /** Returns the next element of a file as a float, read in the byte order of the buffer. */
    public abstract float next(ByteBuffer from);

    /** Converts file elements to those of FLOAT arrays, both little-endian; for types without {@link #sameBytes}. */
    void widen(ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining()) {
            to.putFloat(next(from));
        }
    }

    /** Returns the file type for an array that is written. */
    static TensorType of(String name, DataType type) {
        for (TensorType t : List.of(F32, F64, I32, I64, I8)) {
            if (t.arrayType == type) {
                return t;
            }
        }
        throw new IllegalArgumentException(
                "weights " + name + " have type " + type + "; FLOAT, DOUBLE, INT32, INT64 and INT8 can be written");
    }

    /** IEEE 754 binary16 to binary32. */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - HALF_BIAS + FLOAT_BIAS;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
