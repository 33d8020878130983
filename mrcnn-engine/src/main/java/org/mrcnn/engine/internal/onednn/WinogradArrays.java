// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Piece;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Shape;

/**
 * Copies the rows of one array of a Winograd kernel between the graph's layout, with channels last, and the kernel's own
 * layout: either all rows that the kernel computes, or only the valid ones.
 */
final class WinogradArrays implements AutoCloseable {

    /** The direction of a copy, and which rows it includes. */
    enum Way {
        /** To the kernel: all rows that it computes. */
        ALL_IN,
        /** To the kernel: the valid rows; the others do not change. */
        IN,
        /** From the kernel: the valid rows. */
        OUT
    }

    private final long height;
    private final long pixelRowBytes;
    private final boolean whole;
    private final Kernel move;

    /**
     * Creates the copies for one argument of a kernel.
     *
     * @param graph shape [batch, height, width, channels] of the array in the graph
     * @param wanted the kernel's layout of the piece
     */
    WinogradArrays(OneDnn dnn, long[] graph, Shape piece, memory.desc wanted, Way way) {
        height = graph[1];
        pixelRowBytes = graph[2] * graph[3] * Float.BYTES;
        whole = way == Way.ALL_IN;
        int rows = whole ? piece.taken() : piece.rows();
        try (memory.desc plain = Layouts.nhwc(memory.data_type.f32, piece.images(), rows, graph[2], graph[3]);
                memory.desc part = wanted.submemory_desc(
                        new long[] {piece.images(), graph[3], rows, graph[2]},
                        new long[] {0, 0, whole ? 0 : piece.skipped(), 0})) {
            move = way == Way.OUT ? Kernel.reorder(dnn, part, plain) : Kernel.reorder(dnn, plain, part);
        }
    }

    /** Copies the rows of a piece from an array of the graph to a kernel's memory. */
    void load(Pointer array, Piece piece, Pointer blocked) {
        move.copy(rowsOf(array, piece), blocked);
    }

    /** Copies the rows of a piece from a kernel's memory to an array of the graph. */
    void store(Pointer blocked, Pointer array, Piece piece) {
        move.copy(blocked, rowsOf(array, piece));
    }

    private Pointer rowsOf(Pointer array, Piece piece) {
        long row = piece.image() * height + (whole ? piece.from() : piece.row());
        return new BytePointer(array).position(row * pixelRowBytes);
    }

    @Override
    public void close() {
        move.close();
    }
}
