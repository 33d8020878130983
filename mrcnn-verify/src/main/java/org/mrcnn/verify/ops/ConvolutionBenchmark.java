// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.ops;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardData;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardWeights;
import org.mrcnn.engine.internal.onednn.ConvolutionForward;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.mrcnn.engine.internal.onednn.KernelWeights;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmarks of convolutions of ResNet-50, feature pyramid, RPN and mask head at 512 x 512, with bias and ReLU, in all three
 * directions.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

    /** Channels, filters, kernel, stride, side of the input. */
    @Param({
        "3,64,7,2,512",
        "64,64,3,1,128",
        "64,256,1,1,128",
        "128,128,3,1,64",
        "256,256,3,1,32",
        "1024,256,1,1,32",
        "512,512,3,1,16",
        "256,256,3,1,128"
    })
    public String shape;

    /** Whether bfloat16 is used. */
    @Param({"false", "true"})
    public boolean bf16;

    private OneDnn dnn;
    private ConvolutionForward forward;
    private ConvolutionBackwardData backwardData;
    private ConvolutionBackwardWeights backwardWeights;
    private PackedWeights packed;
    private FloatPointer input;
    private FloatPointer kernel;
    private FloatPointer bias;
    private FloatPointer output;

    /** Creates input, kernel and the primitives. */
    @Setup(Level.Trial)
    public void setUp() {
        if (bf16 && !OneDnn.hasBf16()) {
            throw new IllegalStateException("this CPU has no bf16: give -p bf16=false");
        }
        String[] numbers = shape.split(",", -1);
        int channels = Integer.parseInt(numbers[0]);
        int filters = Integer.parseInt(numbers[1]);
        int side = Integer.parseInt(numbers[2]);
        int stride = Integer.parseInt(numbers[3]);
        int size = Integer.parseInt(numbers[4]);
        dnn = new OneDnn();
        ConvolutionShape.Window window = new ConvolutionShape.Window(stride, side / 2, 1);
        ConvolutionShape convolution = new ConvolutionShape(1, size, size, channels, side, side, filters, window, bf16);
        long[] out = convolution.output();
        input = Values.of((long) size * size * channels);
        kernel = Values.of((long) side * side * channels * filters);
        bias = Values.of(filters);
        output = new FloatPointer(out[1] * out[2] * out[3]);
        forward = ConvolutionForward.create(
                dnn, new ConvolutionForward.Key(convolution, ConvolutionForward.Addend.NONE, true));
        packed = forward.pack(kernel);
        backwardData = ConvolutionBackwardData.create(dnn, new ConvolutionBackwardData.Key(convolution));
        backwardWeights = ConvolutionBackwardWeights.create(dnn, new ConvolutionBackwardWeights.Key(convolution));
        packedAndPlainWeightsAgree(out[1] * out[2] * out[3]);
    }

    private void packedAndPlainWeightsAgree(long length) {
        float[] first = new float[(int) length];
        float[] second = new float[(int) length];
        forwardPacked();
        output.get(first);
        forward();
        output.get(second);
        for (int i = 0; i < first.length; i++) {
            Values.require(first[i], second[i], bf16 ? 1e-2 : 1e-4);
        }
    }

    /** Uses packed weights, as in detection. */
    @Benchmark
    public void forwardPacked() {
        forward.run(input, new KernelWeights(kernel, packed), bias, null, output);
    }

    /** Packs the weights in each run, as in training. */
    @Benchmark
    public void forward() {
        forward.run(input, new KernelWeights(kernel, null), bias, null, output);
    }

    /** Computes the gradient of the input. */
    @Benchmark
    public void backwardData() {
        backwardData.run(output, kernel, null, input);
    }

    /** Computes the gradient of kernel and bias. */
    @Benchmark
    public void backwardWeights() {
        backwardWeights.run(input, output, kernel, bias);
    }

    /** Frees the native memory. */
    @TearDown(Level.Trial)
    public void tearDown() {
        packed.close();
        forward.close();
        backwardData.close();
        backwardWeights.close();
        for (FloatPointer pointer : new FloatPointer[] {input, kernel, bias, output}) {
            pointer.close();
        }
        dnn.close();
    }
}
