package org.mrcnn.core.internal.graph;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * First values of weights. Each tensor has a random sequence of its own, given by seed and name: a change elsewhere in the
 * network leaves it as it was.
 */
final class WeightInitializer {

    /** The distribution of a weight's first values. */
    enum Kind {
        /** Normal with variance 2 / fan-in, for layers before a ReLU (He et al. 2015, https://arxiv.org/abs/1502.01852). */
        HE,
        /** Normal with variance 1 / fan-in, for layers without a ReLU. */
        LECUN,
        /** Normal with deviation 0.01, for the layers that score: the first losses are those of even odds. */
        SMALL,
        /** Normal with deviation 0.001, for the layers that move boxes: the first boxes stay where they are. */
        TINY,
        ZERO,
        ONE,
        /** 0.3: the last scale of a residual block, so that a deep network starts near the identity. */
        BLOCK_END
    }

    private final long seed;

    WeightInitializer(long seed) {
        this.seed = seed;
    }

    /** A new array of the weight's stored shape; fan-in is the product of all sides but {@code fanOutAxis}. */
    INDArray create(String name, Kind kind, int fanOutAxis, long... shape) {
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        long fanIn = shape.length < 2 ? size : size / shape[fanOutAxis];
        float[] values = new float[Math.toIntExact(size)];
        switch (kind) {
            case HE -> fillNormal(values, name, Math.sqrt(2.0 / fanIn));
            case LECUN -> fillNormal(values, name, Math.sqrt(1.0 / fanIn));
            case SMALL -> fillNormal(values, name, 0.01);
            case TINY -> fillNormal(values, name, 0.001);
            case ZERO -> java.util.Arrays.fill(values, 0);
            case ONE -> java.util.Arrays.fill(values, 1);
            case BLOCK_END -> java.util.Arrays.fill(values, 0.3f);
        }
        return NativeCopy.of(values, shape);
    }

    private void fillNormal(float[] values, String name, double deviation) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + crc.getValue());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
    }
}
