// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Undoes the differences between neighbours, which compress better than the values. */
final class TiffPredictor {

    private static final int NONE = 1;
    private static final int DIFFERENCES = 2;
    private static final int FLOATING_POINT = 3;

    private TiffPredictor() {}

    /**
     * Restores the values in place.
     *
     * @param values whole rows
     * @param width number of pixels per row
     * @param samples number of values per pixel
     */
    static void undo(long predictor, ByteBuffer values, SampleType type, int width, int samples) throws IOException {
        int row = width * samples;
        int rows = values.limit() / (row * type.bytes());
        if (predictor == DIFFERENCES) {
            for (int y = 0; y < rows; y++) {
                for (int i = y * row + samples; i < (y + 1) * row; i++) {
                    add(values, type.bytes(), i, i - samples);
                }
            }
        } else if (predictor == FLOATING_POINT && type.isFloat()) {
            for (int y = 0; y < rows; y++) {
                undoBytes(values, y * row * type.bytes(), row, type.bytes(), samples);
            }
        } else if (predictor != NONE) {
            throw new IOException("predictor " + predictor + " of " + type + " samples");
        }
    }

    private static void add(ByteBuffer values, int size, int to, int from) {
        switch (size) {
            case 1 -> values.put(to, (byte) (values.get(to) + values.get(from)));
            case 2 -> values.putShort(2 * to, (short) (values.getShort(2 * to) + values.getShort(2 * from)));
            case 4 -> values.putInt(4 * to, values.getInt(4 * to) + values.getInt(4 * from));
            default -> values.putLong(8 * to, values.getLong(8 * to) + values.getLong(8 * from));
        }
    }

    /** Undoes differences of bytes: a row has the highest bytes of all values, then the next ones. */
    private static void undoBytes(ByteBuffer values, int start, int row, int size, int samples) {
        byte[] bytes = new byte[row * size];
        values.get(start, bytes);
        for (int i = samples; i < bytes.length; i++) {
            bytes[i] += bytes[i - samples];
        }
        boolean little = values.order() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < row; i++) {
            for (int b = 0; b < size; b++) {
                values.put(start + i * size + (little ? size - 1 - b : b), bytes[b * row + i]);
            }
        }
    }
}
