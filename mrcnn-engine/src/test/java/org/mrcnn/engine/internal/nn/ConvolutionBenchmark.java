package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardData;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardWeights;
import org.mrcnn.engine.internal.onednn.ConvolutionForward;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.mrcnn.engine.internal.onednn.KernelWeights;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.mrcnn.engine.internal.onednn.PackedWeights;

/**
 * Times every convolution shape of ResNet-50, feature pyramid and RPN, printing a JSON line each: milliseconds and
 * GFLOP/s forward with packed weights, forward with weights laid out at each run, backward data, backward weights; in F32
 * and BF16; then the sum over the network and the machine's matrix product for comparison. Arguments: image size
 * (default 512), repetitions (default 5).
 */
final class ConvolutionBenchmark {

    /** A convolution and how often the network has it. */
    private record Layer(int channels, int filters, int kernel, int stride, int size, int count) {}

    private static final String[] DIRECTIONS = {"forward packed", "forward", "backward data", "backward weights"};

    private ConvolutionBenchmark() {}

    /** Java main entry. */
    public static void main(String[] arguments) {
        int size = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 512;
        int repetitions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        try (OneDnn dnn = new OneDnn()) {
            for (boolean bf16 : OneDnn.hasBf16() ? new boolean[] {false, true} : new boolean[] {false}) {
                double[] sums = new double[DIRECTIONS.length];
                double gflop = 0;
                for (Layer layer : layers(size)) {
                    double[] times = time(dnn, layer, bf16, repetitions);
                    gflop += layer.count() * gflop(layer);
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += layer.count() * times[i];
                    }
                    print(layer.toString(), bf16, gflop(layer), times);
                }
                print("network", bf16, gflop, sums);
                product(dnn, bf16, repetitions);
            }
        }
    }

    private static void print(String name, boolean bf16, double gflop, double[] times) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"layer\": \"%s\", \"precision\": \"%s\", \"gflop\": %.2f",
                name,
                bf16 ? "bf16" : "f32",
                gflop));
        for (int i = 0; i < times.length; i++) {
            line.append(String.format(
                    Locale.ROOT,
                    ", \"%s\": {\"ms\": %.2f, \"gflops\": %.0f}",
                    DIRECTIONS[i],
                    times[i],
                    gflop / times[i] * 1e3));
        }
        System.out.println(line.append('}'));
    }

    private static List<Layer> layers(int size) {
        List<Layer> layers = new ArrayList<>(List.of(new Layer(3, 64, 7, 2, size, 1)));
        int[] blocks = {3, 4, 6, 3};
        int in = 64;
        int h = size / 4;
        for (int stage = 0; stage < 4; stage++) {
            int inner = 64 << stage;
            int out = 4 * inner;
            int stride = stage == 0 ? 1 : 2;
            layers.add(new Layer(in, inner, 1, stride, h, 1));
            layers.add(new Layer(in, out, 1, stride, h, 1));
            h /= stride;
            layers.add(new Layer(inner, inner, 3, 1, h, blocks[stage]));
            layers.add(new Layer(inner, out, 1, 1, h, blocks[stage]));
            layers.add(new Layer(out, inner, 1, 1, h, blocks[stage] - 1));
            layers.add(new Layer(out, 256, 1, 1, h, 1));
            layers.add(new Layer(256, 256, 3, 1, h, 1));
            layers.add(new Layer(256, 512, 3, 1, h, 1));
            in = out;
        }
        return layers;
    }

    private static double gflop(Layer l) {
        double pixels = Math.pow((double) l.size() / l.stride(), 2);
        return 2e-9 * pixels * l.kernel() * l.kernel() * l.channels() * l.filters();
    }

    private static double[] time(OneDnn dnn, Layer l, boolean bf16, int repetitions) {
        ConvolutionShape shape = new ConvolutionShape(
                1,
                l.size(),
                l.size(),
                l.channels(),
                l.kernel(),
                l.kernel(),
                l.filters(),
                new ConvolutionShape.Window(l.stride(), l.kernel() / 2, 1),
                bf16);
        long[] y = shape.output();
        try (FloatPointer x = values((long) l.size() * l.size() * l.channels());
                FloatPointer w = values((long) l.kernel() * l.kernel() * l.channels() * l.filters());
                FloatPointer b = values(l.filters());
                FloatPointer out = values(y[1] * y[2] * y[3]);
                ConvolutionForward forward = ConvolutionForward.create(
                        dnn, new ConvolutionForward.Key(shape, ConvolutionForward.Addend.NONE, true));
                PackedWeights packed = forward.pack(w);
                ConvolutionBackwardData data =
                        ConvolutionBackwardData.create(dnn, new ConvolutionBackwardData.Key(shape));
                ConvolutionBackwardWeights weights =
                        ConvolutionBackwardWeights.create(dnn, new ConvolutionBackwardWeights.Key(shape))) {
            return new double[] {
                best(repetitions, () -> forward.run(x, new KernelWeights(w, packed), b, null, out)),
                best(repetitions, () -> forward.run(x, new KernelWeights(w, null), b, null, out)),
                best(repetitions, () -> data.run(out, w, null, x)),
                best(repetitions, () -> weights.run(x, out, w, b))
            };
        }
    }

    private static void product(OneDnn dnn, boolean bf16, int repetitions) {
        int[][] shapes = {{2048, 2048, 2048}, {1000, 12544, 1024}, {1000, 1024, 1024}, {200, 12544, 1024}};
        for (int[] s : shapes) {
            int m = s[0];
            int k = s[1];
            int n = s[2];
            try (FloatPointer a = values((long) m * k);
                    FloatPointer b = values((long) k * n);
                    FloatPointer c = values((long) m * n);
                    MatrixProduct forward = new MatrixProduct(
                            dnn, new MatrixProduct.Key(m, k, n, false, false, true, false, false, bf16));
                    PackedWeights packed = forward.pack(b);
                    MatrixProduct plain = new MatrixProduct(
                            dnn, new MatrixProduct.Key(m, k, n, false, false, false, false, false, bf16));
                    MatrixProduct data = new MatrixProduct(
                            dnn, new MatrixProduct.Key(m, n, k, false, true, false, false, false, bf16));
                    MatrixProduct weights = new MatrixProduct(
                            dnn, new MatrixProduct.Key(k, m, n, true, false, false, false, false, bf16))) {
                double[] times = {
                    best(repetitions, () -> forward.run(a, b, packed, null, c)),
                    best(repetitions, () -> plain.run(a, b, null, null, c)),
                    best(repetitions, () -> data.run(c, b, null, null, a)),
                    best(repetitions, () -> weights.run(a, c, null, null, b))
                };
                print("product " + Arrays.toString(s), bf16, 2e-9 * m * k * n, times);
            }
        }
    }

    private static FloatPointer values(long length) {
        FloatPointer p = new FloatPointer(length);
        for (long i = 0; i < length; i++) {
            p.put(i, (i * 7919 % 1000 - 500) * 1e-3f);
        }
        return p;
    }

    private static double best(int repetitions, Runnable work) {
        work.run();
        double best = Double.MAX_VALUE;
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) / 1e6);
        }
        return best;
    }
}
