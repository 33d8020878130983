// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.Precision;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tests all fused layers in one small network: against SameDiff's own ops, in bfloat16, over many runs, and in several threads.
 */
class FusedLayersTest {

    @AfterEach
    void backToOneDnn() {
        System.clearProperty("mrcnn.engine");
    }

    /**
     * Returns a network of a stem, a residual block, a pyramid sum, a deconvolution and a dense layer; all weights are
     * trainable or all constant.
     */
    private static SameDiff network(Precision precision, boolean trainable, boolean relu) {
        SameDiff sd = SameDiff.create();
        Convolution plain = Convolution.plain().withPrecision(precision);
        SDVariable x = sd.var("x", TestArrays.random(1, 2, 16, 16, 3));
        SDVariable stem =
                layer(sd, "stem", plain.withStride(2).withPadding(3).withRelu(relu), x, 7, 16, null, trainable);
        SDVariable inner = layer(sd, "inner", plain.withPadding(1).withRelu(relu), stem, 3, 16, null, trainable);
        SDVariable block =
                layer(sd, "block", plain.withRelu(relu).withResidual(Residual.SAME), inner, 1, 16, stem, trainable);
        SDVariable top = layer(sd, "top", plain.withStride(2), block, 1, 16, null, trainable);
        SDVariable sum = layer(sd, "sum", plain.withResidual(Residual.UPSAMPLED), block, 1, 16, top, trainable);
        SDVariable large = FusedDeconvolution.apply(
                "large",
                relu,
                precision,
                sum,
                LayerWeights.of(weights(sd, "largeW", trainable, 2, 2, 4, 16), weights(sd, "largeB", trainable, 4)));
        FusedDense.apply(
                "y",
                false,
                precision,
                sd.reshape(large, 2, 1024),
                LayerWeights.of(weights(sd, "denseW", trainable, 1024, 8), weights(sd, "denseB", trainable, 8)));
        sd.getVariable("y")
                .mul(sd.constant("c", TestArrays.random(9, 2, 8)))
                .sum()
                .rename("loss");
        return sd;
    }

    private static SDVariable layer(
            SameDiff sd,
            String name,
            Convolution c,
            SDVariable x,
            int kernel,
            int filters,
            SDVariable residual,
            boolean trainable) {
        long channels = name.equals("stem") ? 3 : 16;
        return FusedConvolution.apply(
                name,
                c,
                x,
                LayerWeights.of(
                        weights(sd, name + "W", trainable, kernel, kernel, channels, filters),
                        weights(sd, name + "B", trainable, filters)),
                residual);
    }

    private static SDVariable weights(SameDiff sd, String name, boolean trainable, long... shape) {
        INDArray values = TestArrays.random(name.hashCode(), shape);
        return trainable ? sd.var(name, values) : sd.constant(name, values);
    }

    private static Map<String, INDArray> outputAndGradients(SameDiff sd) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss", "y"), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            Map<String, INDArray> arrays = new TreeMap<>();
            arrays.put("y", out.get("y").dup());
            runner.trainable().forEach(v -> arrays.put(v, out.gradient(v).dup()));
            return arrays;
        }
    }

    /** Returns the norm of the difference divided by the norm of the expected array. */
    private static double relativeError(INDArray actual, INDArray expected) {
        return actual.sub(expected).norm2Number().doubleValue()
                / expected.norm2Number().doubleValue();
    }

    @Test
    void sameDiffsOwnOpsGiveTheSameOutputsAndGradients() {
        Map<String, INDArray> fused = outputAndGradients(network(Precision.F32, true, true));
        System.setProperty("mrcnn.engine", "samediff");
        SameDiff plain = network(Precision.F32, true, true);
        assertThat(plain.ops()).noneMatch(op -> op.opName().startsWith("mrcnn_"));
        Map<String, INDArray> expected = outputAndGradients(plain);
        assertThat(fused.keySet()).isEqualTo(expected.keySet()).hasSize(16);
        // Both sum in float32 (6e-8 per rounding) in different orders, through seven layers.
        expected.forEach((name, array) ->
                assertThat(relativeError(fused.get(name), array)).as(name).isLessThan(5e-6));
    }

    @Test
    void bfloat16RoundsEveryFactorOnce() {
        assumeThat(Precision.BF16.isSupported()).isTrue();
        Map<String, INDArray> exact = outputAndGradients(network(Precision.F32, true, false));
        Map<String, INDArray> rounded = outputAndGradients(network(Precision.BF16, true, false));
        // Without ReLU, because its mask may differ for results near 0. A value of 8 bits is rounded by at most 2^-9 of
        // it, a product by 2^-8; seven layers, if all errors add up: 7 * 2^-8.
        exact.forEach((name, array) ->
                assertThat(relativeError(rounded.get(name), array)).as(name).isLessThan(7.0 / 256));
        // The results must not be those of float32.
        assertThat(relativeError(rounded.get("y"), exact.get("y"))).isGreaterThan(1e-5);
    }

    @Test
    void repeatedRunsDoNotGrow() {
        SameDiff sd = network(Precision.F32, true, true);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared)) {
            long afterWarmUp = 0;
            for (int i = 0; i < 40; i++) {
                try (GraphRunner.Outputs out = runner.run(Map.of())) {
                    assertThat(out.get("loss").getDouble(0)).isFinite();
                }
                if (i == 10) {
                    afterWarmUp = Pointer.totalBytes();
                }
            }
            assertThat(Pointer.totalBytes() - afterWarmUp).isLessThan(1 << 20);
        }
    }

    @Test
    void threadsShareTheWeightsThatWerePackedOnce() throws InterruptedException {
        SameDiff sd = network(Precision.F32, false, true);
        INDArray expected = output(sd);
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        try (OpResources shared = new OpResources();
                GraphRunner first = GraphRunner.forOutputs(sd, List.of("y"), shared);
                GraphRunner second = GraphRunner.forOutputs(sd, List.of("y"), shared)) {
            List<Thread> threads =
                    List.of(new Thread(runs(first, expected, faults)), new Thread(runs(second, expected, faults)));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            // A runner may continue in another thread than the one that created its kernels.
            runs(first, expected, faults).run();
        }
        assertThat(faults).isEmpty();
    }

    private static Runnable runs(GraphRunner runner, INDArray expected, List<Throwable> faults) {
        return () -> {
            try {
                for (int i = 0; i < 10; i++) {
                    try (GraphRunner.Outputs out = runner.run(Map.of())) {
                        assertThat(relativeError(out.get("y"), expected)).isLessThan(1e-6);
                    }
                }
            } catch (Throwable e) {
                faults.add(e);
            }
        };
    }

    private static INDArray output(SameDiff sd) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("y"), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            return out.get("y").dup();
        }
    }
}
