package org.mrcnn.engine.train;

import java.nio.FloatBuffer;
import org.mrcnn.engine.Parallel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of squares of a float array, in double, with the same bits whatever the number of threads. */
final class GradientNorm {

    private static final int BLOCK = 1 << 16;
    private static final int TILE = 4096;

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
        // Four sums, since each addition waits for the one before it in the same sum.
        double sum = 0;
        for (int at = from; at < to; at += TILE) {
            int n = Math.min(TILE, to - at);
            values.get(at, tile, 0, n);
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = 0;
            for (; i + 4 <= n; i += 4) {
                a += (double) tile[i] * tile[i];
                b += (double) tile[i + 1] * tile[i + 1];
                c += (double) tile[i + 2] * tile[i + 2];
                d += (double) tile[i + 3] * tile[i + 3];
            }
            for (; i < n; i++) {
                a += (double) tile[i] * tile[i];
            }
            sum += a + b + c + d;
        }
        return sum;
    }
}
