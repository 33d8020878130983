package org.mrcnn.engine.train;

import java.nio.FloatBuffer;
import org.mrcnn.engine.Parallel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of squares of a float array, in double, with the same bits whatever the number of threads. */
final class GradientNorm {

    private static final int BLOCK = 1 << 16;
    private static final int TILE = 1024;

    private GradientNorm() {}

    /** Not finite exactly if a value is not: the squares of floats cannot overflow a double. */
    static double sumOfSquares(INDArray array) {
        boolean plain = TiledUpdate.isRowMajor(array);
        INDArray rows = plain ? array : array.dup('c');
        int length = Math.toIntExact(rows.length());
        double[] sums = new double[(length + BLOCK - 1) / BLOCK];
        FloatBuffer values = rows.data().asNioFloat();
        Parallel.range(sums.length, (from, to) -> {
            float[] tile = new float[TILE];
            for (int block = from; block < to; block++) {
                sums[block] = block(values, block * BLOCK, Math.min(length, (block + 1) * BLOCK), tile);
            }
        });
        if (!plain) {
            rows.close();
        }
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }

    private static double block(FloatBuffer values, int from, int to, float[] tile) {
        // A sum for each place of a tile, since additions to one sum would wait for each other.
        double[] sums = new double[TILE];
        for (int at = from; at < to; at += TILE) {
            int n = Math.min(TILE, to - at);
            values.get(at, tile, 0, n);
            for (int i = 0; i < n; i++) {
                sums[i] += (double) tile[i] * tile[i];
            }
        }
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }
}
