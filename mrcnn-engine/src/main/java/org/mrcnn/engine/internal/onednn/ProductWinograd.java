// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.Parallel;

/**
 * Winograd's algorithm with transforms in Java and oneDNN's 1x1 convolutions for the products, for CPUs on which oneDNN has no
 * kernels of it. Computes a few hundred tiles at a time, whose transforms then stay in the cache.
 */
final class ProductWinograd implements WinogradPass {

    /** Limit on the transformed values of one piece. */
    static final long PIECE_BYTES = 16L << 20;

    private static final int VALUES = WinogradMatrix.VALUES;

    private final OneDnn dnn;
    private final ConvolutionShape shape;
    private final Kind kind;
    private final TileGrid grid;
    private final int channels;
    private final int filters;
    private final List<TileGrid.Piece> pieces;
    private final Map<Integer, TileProducts> products = new LinkedHashMap<>();
    private final TileProducts any;
    private final Kernel packing;

    ProductWinograd(OneDnn dnn, ConvolutionShape shape, Kind kind, long pieceBytes) {
        this.dnn = dnn;
        this.shape = shape;
        this.kind = kind;
        grid = TileGrid.of(shape);
        channels = (int) (kind.backward() ? shape.filters() : shape.channels());
        filters = (int) (kind.backward() ? shape.channels() : shape.filters());
        pieces = grid.pieces(pieceBytes, channels + filters);
        for (TileGrid.Piece piece : pieces) {
            products.computeIfAbsent(piece.count(), n -> new TileProducts(dnn, n, channels, filters));
        }
        any = products.values().iterator().next();
        packing = Kernel.reorder(dnn, plainLayout(), any.weightLayout());
    }

    /** Describes the transformed weights of one product in the order in which they are computed. */
    private memory.desc plainLayout() {
        memory.format_tag order = kind.backward() ? memory.format_tag.oihw : memory.format_tag.hwio;
        return new memory.desc(new long[] {filters, channels, 1, 1}, memory.data_type.f32, order);
    }

    @Override
    public PackedWeights.Key packedKey(String variable) {
        return new PackedWeights.Key(
                variable + (kind.backward() ? " turned for Winograd's products" : " for Winograd's products"),
                Layouts.bytes(any.weightLayout()));
    }

    @Override
    public PackedWeights pack(Pointer plainWeights) {
        return new PackedWeights(packedBytes(), to -> {
            try (memory transformed = new memory(OneDnn.bytes(transformedBytes()), dnn.engine())) {
                pack(plainWeights, transformed.get_data_handle(), to);
            }
        });
    }

    private long packedBytes() {
        return VALUES * any.weightBytes();
    }

    private long transformedBytes() {
        return Tiles.bytes((long) channels * filters);
    }

    private void pack(Pointer plainWeights, Pointer transformed, Pointer to) {
        long values = (long) channels * filters;
        TileWeights.transform(plainWeights, shape, kind.backward(), transformed);
        for (int i = 0; i < VALUES; i++) {
            packing.copy(Floats.at(transformed, i * values), Floats.at(to, i * any.weightBytes() / Float.BYTES));
        }
    }

    @Override
    public void run(Pointer from, KernelWeights weights, Pointer bias, Pointer residual, Pointer to) {
        Pointer u = weights.packed() == null
                ? packed(weights.plain())
                : weights.packed().address();
        float[] rowBias = rowBias(bias);
        for (TileGrid.Piece piece : pieces) {
            Pointer v = dnn.scratch(OneDnn.Scratch.SOURCE, piece.count() * Tiles.bytes(channels));
            Pointer m = dnn.scratch(OneDnn.Scratch.DESTINATION, piece.count() * Tiles.bytes(filters));
            Tiles.transform(
                    piece,
                    new TileArray(from, grid, channels, piece),
                    new Tiles.To(WinogradMatrix.SOURCE, v, channels));
            products.get(piece.count()).run(v, u, m);
            TileArray result = new TileArray(to, grid, filters, piece);
            TileArray addend = residual == null ? null : new TileArray(residual, grid, filters, piece);
            transformBack(piece, m, new Epilogue(rowBias, addend, kind.relu()), result);
        }
    }

    private Pointer packed(Pointer plainWeights) {
        Pointer u = dnn.scratch(OneDnn.Scratch.WEIGHTS, packedBytes());
        pack(plainWeights, dnn.scratch(OneDnn.Scratch.TRANSFORMED, transformedBytes()), u);
        return u;
    }

    /** Returns the bias of each pixel in a row of a tile. */
    private float[] rowBias(Pointer bias) {
        float[] row = new float[TileGrid.TILE * filters];
        if (bias != null) {
            FloatBuffer values = Floats.view(bias, 0, filters);
            for (int i = 0; i < TileGrid.TILE; i++) {
                values.get(0, row, i * filters, filters);
            }
        }
        return row;
    }

    private void transformBack(TileGrid.Piece piece, Pointer m, Epilogue epilogue, TileArray result) {
        FloatBuffer values = Floats.view(m, 0, (long) VALUES * piece.count() * filters);
        Parallel.range(piece.count(), (first, end) -> {
            TileTransform transform = new TileTransform(WinogradMatrix.RESULT, filters);
            float[][] addend = new float[TileGrid.TILE][TileGrid.TILE * filters];
            for (int tile = first; tile < end; tile++) {
                transform.load(values, piece.count(), tile);
                transform.run();
                epilogue.apply(piece.first() + tile, transform.to, addend);
                result.write(piece.first() + tile, transform.to);
            }
        });
    }

    /** What follows the convolution. */
    private static final class Epilogue {

        private final float[] bias;
        private final TileArray residual;
        private final boolean relu;

        /** @param residual may be null */
        Epilogue(float[] bias, TileArray residual, boolean relu) {
            this.bias = bias;
            this.residual = residual;
            this.relu = relu;
        }

        /** Completes the rows of a tile; {@code addend} is working memory of their size. */
        void apply(int tile, float[][] rows, float[][] addend) {
            if (residual != null) {
                residual.read(tile, 0, addend);
            }
            for (int i = 0; i < TileGrid.TILE; i++) {
                add(bias, rows[i]);
                if (residual != null) {
                    add(addend[i], rows[i]);
                }
                if (relu) {
                    rectify(rows[i], bias.length);
                }
            }
        }

        private static void add(float[] values, float[] to) {
            for (int i = 0; i < values.length; i++) {
                to[i] += values[i];
            }
        }

        private static void rectify(float[] values, int n) {
            for (int i = 0; i < n; i++) {
                values[i] = Math.max(0f, values[i]);
            }
        }
    }

    @Override
    public void close() {
        packing.close();
        products.values().forEach(TileProducts::close);
    }
}
