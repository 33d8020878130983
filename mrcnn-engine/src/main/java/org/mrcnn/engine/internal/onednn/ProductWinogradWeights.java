// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/** The gradients of weights and bias by Winograd's algorithm, as {@link ProductWinograd}, summed over the pieces in their order. */
final class ProductWinogradWeights implements ConvolutionBackwardWeights {

    /** Index of the transformed value that is the sum of a tile's 16 values. */
    private static final int SUM = 7;

    private final OneDnn dnn;
    private final ConvolutionShape shape;
    private final TileGrid grid;
    private final int channels;
    private final int filters;
    private final List<TileGrid.Piece> pieces;
    private final Map<TileGradients.Key, TileGradients> products = new LinkedHashMap<>();

    ProductWinogradWeights(OneDnn dnn, ConvolutionShape shape, long pieceBytes) {
        this.dnn = dnn;
        this.shape = shape;
        grid = TileGrid.of(shape);
        channels = (int) shape.channels();
        filters = (int) shape.filters();
        pieces = grid.pieces(pieceBytes, channels + filters);
        for (TileGrid.Piece piece : pieces) {
            products.computeIfAbsent(key(piece), k -> new TileGradients(dnn, k));
        }
    }

    private TileGradients.Key key(TileGrid.Piece piece) {
        return new TileGradients.Key(piece.count(), channels, filters, piece.first() > 0);
    }

    @Override
    public void run(Pointer x, Pointer yGradient, Pointer weightGradient, Pointer biasGradient) {
        Pointer u = dnn.scratch(OneDnn.Scratch.WEIGHTS, Tiles.bytes((long) channels * filters));
        float[] bias = new float[filters];
        for (TileGrid.Piece piece : pieces) {
            Pointer v = dnn.scratch(OneDnn.Scratch.SOURCE, Tiles.bytes((long) piece.count() * channels));
            Pointer m = dnn.scratch(OneDnn.Scratch.DESTINATION, Tiles.bytes((long) piece.count() * filters));
            TileArray source = new TileArray(x, grid, channels, piece);
            TileArray gradient = new TileArray(yGradient, grid, filters, piece);
            Tiles.transform(piece, source, new Tiles.To(WinogradMatrix.SOURCE, v, channels));
            Tiles.transform(piece, gradient, new Tiles.To(WinogradMatrix.RESULT_GRADIENT, m, filters));
            products.get(key(piece)).run(v, m, u);
            addSums(piece, m, bias);
        }
        TileWeights.transformBack(u, shape, weightGradient);
        Floats.view(biasGradient, 0, filters).put(bias);
    }

    private void addSums(TileGrid.Piece piece, Pointer m, float[] bias) {
        long length = (long) piece.count() * filters;
        FloatBuffer sums = Floats.view(m, SUM * length, length);
        float[] tile = new float[filters];
        for (int i = 0; i < piece.count(); i++) {
            sums.get(tile);
            for (int f = 0; f < filters; f++) {
                bias[f] += tile[f];
            }
        }
    }

    @Override
    public void close() {
        products.values().forEach(TileGradients::close);
    }
}
