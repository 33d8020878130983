// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import org.mrcnn.engine.internal.Parallel;

/**
 * The arithmetic of {@link BatchNorm}: rows of {@code channels} values, in tiles of whole rows. Sums are computed in double, in
 * a fixed number of blocks, so that they have the same bits for any number of threads.
 */
final class BatchNormKernels {

    private static final int TILE = 4096;
    private static final int BLOCKS = 16;

    private final int channels;
    private final int tileLength;
    private final int length;
    private final int tiles;

    BatchNormKernels(int channels, long length) {
        this.channels = channels;
        this.tileLength = channels * Math.max(1, TILE / Math.max(1, channels));
        this.length = Math.toIntExact(length);
        this.tiles = tileLength == 0 ? 0 : (this.length + tileLength - 1) / tileLength;
    }

    /** Processes one tile: {@code length} values starting at {@code offset}, both multiples of the number of channels. */
    interface Tile {
        void run(int offset, int length);
    }

    /** Like {@link Tile}, but adds to sums. */
    interface SumTile {
        void run(int offset, int length, double[] sums);
    }

    /** Creates a worker that has its own scratch memory. */
    interface Worker<T> {
        T withScratch(int tileLength);
    }

    int channels() {
        return channels;
    }

    /** Returns the number of values per channel. */
    int count() {
        return channels == 0 ? 0 : length / channels;
    }

    void forTiles(Worker<Tile> worker) {
        Parallel.range(tiles, (from, to) -> {
            Tile body = worker.withScratch(tileLength);
            for (int t = from; t < to; t++) {
                body.run(t * tileLength, Math.min(tileLength, length - t * tileLength));
            }
        });
    }

    /** Returns the sums over all tiles. */
    double[] sum(int size, Worker<SumTile> worker) {
        double[][] sums = new double[BLOCKS][size];
        Parallel.range(BLOCKS, (from, to) -> {
            SumTile body = worker.withScratch(tileLength);
            for (int block = from; block < to; block++) {
                int end = (int) ((long) tiles * (block + 1) / BLOCKS);
                for (int t = (int) ((long) tiles * block / BLOCKS); t < end; t++) {
                    body.run(t * tileLength, Math.min(tileLength, length - t * tileLength), sums[block]);
                }
            }
        });
        double[] total = new double[size];
        for (double[] sum : sums) {
            for (int i = 0; i < size; i++) {
                total[i] += sum[i];
            }
        }
        return total;
    }

    /** Mean and variance per channel. */
    static final class Statistics {
        private final float[] mean;
        private final float[] variance;

        Statistics(float[] mean, float[] variance) {
            this.mean = mean;
            this.variance = variance;
        }

        float[] mean() {
            return mean;
        }

        float[] variance() {
            return variance;
        }

        /** Returns {@code gamma / sqrt(variance + epsilon)}. */
        float[] scale(float[] gamma, double epsilon) {
            float[] scale = new float[gamma.length];
            for (int c = 0; c < scale.length; c++) {
                scale[c] = (float) (gamma[c] / Math.sqrt(variance[c] + epsilon));
            }
            return scale;
        }

        /** Returns {@code beta - mean * scale}. */
        float[] shift(float[] scale, float[] beta) {
            float[] shift = new float[beta.length];
            for (int c = 0; c < shift.length; c++) {
                shift[c] = (float) (beta[c] - (double) mean[c] * scale[c]);
            }
            return shift;
        }
    }

    /**
     * Computes mean and variance in two passes: the difference of two large sums would be too inaccurate as the variance of a
     * channel far from zero.
     */
    Statistics statistics(FloatBuffer x) {
        double[] mean = new double[channels];
        double[] sums = sumDeviations(x, mean, false);
        for (int c = 0; c < channels; c++) {
            mean[c] = sums[c] / Math.max(1, count());
        }
        double[] squares = sumDeviations(x, mean, true);
        float[] means = new float[channels];
        float[] variances = new float[channels];
        for (int c = 0; c < channels; c++) {
            means[c] = (float) mean[c];
            variances[c] = (float) (squares[c] / Math.max(1, count()));
        }
        return new Statistics(means, variances);
    }

    private double[] sumDeviations(FloatBuffer x, double[] center, boolean squared) {
        return sum(channels, scratch -> {
            float[] tile = new float[scratch];
            return (offset, n, sums) -> {
                x.get(offset, tile, 0, n);
                for (int row = 0; row < n; row += channels) {
                    for (int c = 0; c < channels; c++) {
                        double d = tile[row + c] - center[c];
                        sums[c] += squared ? d * d : d;
                    }
                }
            };
        });
    }

    /** Sets {@code y = x * scale + shift}, or the positive part of it if there is a ReLU. */
    void normalise(FloatBuffer x, float[] scale, float[] shift, boolean relu, FloatBuffer y) {
        float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
        forTiles(scratch -> {
            float[] tile = new float[scratch];
            return (offset, n) -> {
                x.get(offset, tile, 0, n);
                for (int row = 0; row < n; row += channels) {
                    for (int c = 0; c < channels; c++) {
                        tile[row + c] = Math.max(floor, tile[row + c] * scale[c] + shift[c]);
                    }
                }
                y.put(offset, tile, 0, n);
            };
        });
    }
}
