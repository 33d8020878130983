// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.engine.internal.onednn.ConvolutionForward.Addend;

/** Winograd's algorithm agrees with the definition, as a whole and in pieces. */
class WinogradTest {

    /** Maximum difference, relative to the largest result, between sums in different orders. */
    private static final float ROUNDING = 2e-5f;

    /** Creates kernels of the weights' gradients. */
    private interface WeightKernels {
        ConvolutionBackwardWeights create(OneDnn dnn, ConvolutionShape s, long bytes);
    }

    private static List<WeightKernels> weightKernels() {
        return OneDnn.hasAvx512()
                ? List.of(ProductWinogradWeights::new, BlockedWinogradWeights::new)
                : List.of(ProductWinogradWeights::new);
    }

    private static final String SHAPES =
            """
            # batch, height, width, channels, filters, bytes a piece
            1, 24, 24, 32, 16, 100000000
            1, 24, 24, 32, 16, 100000
            1, 23, 29, 16, 48, 60000
            7, 14, 14, 32, 32, 100000000
            7, 14, 14, 32, 32, 1
            7, 14, 14, 32, 32, 400000
            2, 17, 31, 16, 16, 90000
            """;

    /** Creates kernels of one of the implementations. */
    private interface Kernels {
        WinogradPass create(OneDnn dnn, ConvolutionShape s, WinogradPass.Kind kind, long bytes);
    }

    /** Returns the implementations that this CPU has; oneDNN's kernels are for AVX-512 alone. */
    private static List<Kernels> kernels() {
        return OneDnn.hasAvx512() ? List.of(ProductWinograd::new, BlockedWinograd::new) : List.of(ProductWinograd::new);
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void forwardIsTheConvolution(int batch, int height, int width, int channels, int filters, long bytes) {
        ConvolutionShape s = shape(batch, height, width, channels, filters);
        for (Kernels kernels : kernels()) {
            for (Addend addend : new Addend[] {Addend.NONE, Addend.SAME}) {
                for (boolean relu : new boolean[] {false, true}) {
                    assertForward(new ConvolutionForward.Key(s, addend, relu), kernels, bytes);
                }
            }
        }
    }

    private static void assertForward(ConvolutionForward.Key key, Kernels kernels, long bytes) {
        ConvolutionShape s = key.shape();
        try (OneDnn dnn = new OneDnn();
                ConvolutionForward direct = new DirectForward(dnn, key);
                ConvolutionForward fast =
                        new WinogradForward(kernels.create(dnn, s, WinogradForward.kind(key), bytes));
                FloatPointer x = random(1, s.input());
                FloatPointer w = random(2, 3, 3, s.channels(), s.filters());
                FloatPointer b = random(3, s.filters());
                FloatPointer r = random(4, s.output());
                FloatPointer expected = random(5, s.output());
                FloatPointer actual = random(6, s.output());
                PackedWeights packed = fast.pack(w)) {
            FloatPointer added = key.addend() == Addend.NONE ? null : r;
            direct.run(x, new KernelWeights(w, null), b, added, expected);
            fast.run(x, new KernelWeights(w, null), b, added, actual);
            assertClose(actual, expected);
            scramble(actual);
            fast.run(x, new KernelWeights(null, packed), b, added, actual);
            assertClose(actual, expected);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void inputGradientIsTheConvolutions(int batch, int height, int width, int channels, int filters, long bytes) {
        ConvolutionShape s = shape(batch, height, width, channels, filters);
        for (Kernels kernels : kernels()) {
            try (OneDnn dnn = new OneDnn();
                    ConvolutionBackwardData direct = new DirectBackwardData(dnn, new ConvolutionBackwardData.Key(s));
                    ConvolutionBackwardData fast =
                            new WinogradBackwardData(kernels.create(dnn, s, WinogradBackwardData.KIND, bytes));
                    FloatPointer g = random(1, s.output());
                    FloatPointer w = random(2, 3, 3, channels, filters);
                    FloatPointer expected = random(5, s.input());
                    FloatPointer actual = random(6, s.input());
                    PackedWeights packed = fast.pack(w)) {
                direct.run(g, w, null, expected);
                fast.run(g, w, null, actual);
                assertClose(actual, expected);
                scramble(actual);
                fast.run(g, null, packed, actual);
                assertClose(actual, expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void weightGradientsAreTheConvolutions(int batch, int height, int width, int channels, int filters, long bytes) {
        ConvolutionShape s = shape(batch, height, width, channels, filters);
        try (OneDnn dnn = new OneDnn();
                ConvolutionBackwardWeights direct =
                        new DirectBackwardWeights(dnn, new ConvolutionBackwardWeights.Key(s));
                FloatPointer x = random(1, s.input());
                FloatPointer g = random(2, s.output());
                FloatPointer expected = random(5, 3, 3, channels, filters);
                FloatPointer expectedBias = random(7, filters)) {
            direct.run(x, g, expected, expectedBias);
            for (WeightKernels kernels : weightKernels()) {
                try (ConvolutionBackwardWeights fast = kernels.create(dnn, s, bytes);
                        FloatPointer actual = random(6, 3, 3, channels, filters);
                        FloatPointer actualBias = random(8, filters)) {
                    for (int run = 0; run < 2; run++) {
                        fast.run(x, g, actual, actualBias);
                        assertClose(actual, expected);
                        assertClose(actualBias, expectedBias);
                    }
                }
            }
        }
    }

    private static ConvolutionShape shape(int batch, int height, int width, int channels, int filters) {
        ConvolutionShape s = new ConvolutionShape(
                batch, height, width, channels, 3, 3, filters, new ConvolutionShape.Window(1, 1, 1), false);
        assertThat(Winograd.applies(s)).isTrue();
        return s;
    }

    private static FloatPointer random(long seed, long... shape) {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return new FloatPointer(values);
    }

    private static void scramble(FloatPointer array) {
        float[] values = new float[(int) array.capacity()];
        Arrays.fill(values, Float.NaN);
        array.put(values);
    }

    private static void assertClose(FloatPointer actual, FloatPointer expected) {
        float[] a = values(actual);
        float[] e = values(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < e.length; i++) {
            largest = Math.max(largest, Math.abs(e[i]));
            difference = Math.max(difference, Float.isNaN(a[i]) ? Double.POSITIVE_INFINITY : Math.abs(a[i] - e[i]));
        }
        assertThat(largest).isPositive();
        assertThat(difference).isLessThan(ROUNDING * largest);
    }

    private static float[] values(FloatPointer p) {
        float[] values = new float[(int) p.capacity()];
        p.get(values);
        return values;
    }
}
