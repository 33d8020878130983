// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compares each op with its definition, and its gradients with central differences. */
class TapeTest {
    private static final double STEP = 1e-6;

    private final SplittableRandom random = new SplittableRandom(7);

    private Tensor tensor(int... shape) {
        Tensor tensor = Tensor.of(shape);
        for (int i = 0; i < tensor.values().length; i++) {
            tensor.values()[i] = random.nextDouble(-1, 1);
        }
        return tensor;
    }

    /** Returns the sum of the results multiplied by fixed numbers. */
    private static double loss(Tensor out) {
        double sum = 0;
        for (int i = 0; i < out.values().length; i++) {
            sum += Math.sin(i) * out.values()[i];
        }
        return sum;
    }

    private static void checkGradients(Function<Tape, Tensor> graph, Tensor... inputs) {
        Tape tape = new Tape(new Decisions(Map.of()));
        Tensor out = graph.apply(tape);
        for (int i = 0; i < out.gradient().length; i++) {
            out.gradient()[i] = Math.sin(i);
        }
        for (Tensor input : inputs) {
            Arrays.fill(input.gradient(), 0);
        }
        tape.backward();
        for (Tensor input : inputs) {
            for (int i = 0; i < input.values().length; i++) {
                double value = input.values()[i];
                input.values()[i] = value + STEP;
                double above = loss(graph.apply(new Tape(new Decisions(Map.of()))));
                input.values()[i] = value - STEP;
                double below = loss(graph.apply(new Tape(new Decisions(Map.of()))));
                input.values()[i] = value;
                assertThat(input.gradient()[i]).as("value " + i).isCloseTo((above - below) / (2 * STEP), within(1e-7));
            }
        }
    }

    @Test
    void convolutionsAreSumsOverTheirWindows() {
        Tensor images = tensor(2, 5, 6, 3);
        Tensor kernel = tensor(3, 3, 3, 4);
        Tensor bias = tensor(4);
        Tensor out = new Tape(new Decisions(Map.of())).convolution(images, kernel, bias, 2, 1);
        assertThat(out.shape()).containsExactly(2, 3, 3, 4);
        for (int i = 0; i < out.values().length; i++) {
            int o = i % 4;
            int x = i / 4 % 3;
            int y = i / 12 % 3;
            double expected = bias.values()[o];
            for (int k = 0; k < 27; k++) {
                int row = 2 * y - 1 + k / 9;
                int column = 2 * x - 1 + k / 3 % 3;
                if (row >= 0 && row < 5 && column >= 0 && column < 6) {
                    expected +=
                            images.values()[((i / 36 * 5 + row) * 6 + column) * 3 + k % 3] * kernel.values()[k * 4 + o];
                }
            }
            assertThat(out.values()[i]).isCloseTo(expected, within(1e-12));
        }
        checkGradients(tape -> tape.convolution(images, kernel, bias, 2, 1), images, kernel, bias);
    }

    @Test
    void deconvolutionsWriteFourPixelsOfEach() {
        Tensor images = tensor(2, 2, 3, 3);
        Tensor kernel = tensor(2, 2, 4, 3);
        Tensor bias = tensor(4);
        Tensor out = new Tape(new Decisions(Map.of())).deconvolution(images, kernel, bias);
        assertThat(out.shape()).containsExactly(2, 4, 6, 4);
        for (int i = 0; i < out.values().length; i++) {
            int o = i % 4;
            int x = i / 4 % 6;
            int y = i / 24 % 4;
            double expected = bias.values()[o];
            for (int c = 0; c < 3; c++) {
                expected += images.values()[((i / 96 * 2 + y / 2) * 3 + x / 2) * 3 + c]
                        * kernel.values()[((y % 2 * 2 + x % 2) * 4 + o) * 3 + c];
            }
            assertThat(out.values()[i]).isCloseTo(expected, within(1e-12));
        }
        checkGradients(tape -> tape.deconvolution(images, kernel, bias), images, kernel, bias);
    }

    @Test
    void normsReLUsSumsAndPoolsPassGradientsBack() {
        Tensor a = tensor(2, 4, 4, 3);
        Tensor b = tensor(2, 4, 4, 3);
        Norm norm = new Norm(tensor(3), tensor(3), tensor(3), tensor(3));
        for (int c = 0; c < 3; c++) {
            norm.variance().values()[c] = 1 + c;
        }
        checkGradients(tape -> tape.norm(tape.relu("r", tape.sum(a, b)), norm), a, b, norm.gamma(), norm.beta());
        checkGradients(tape -> tape.maxPool("p", a), a);
        checkGradients(tape -> tape.nearest(tape.nearest(a, 2), 0.5), a);
    }

    @Test
    void rowsOfLevelsAreJoinedPerImage() {
        Tensor a = tensor(2, 3, 2);
        Tensor b = tensor(2, 1, 2);
        Tensor out = new Tape(new Decisions(Map.of())).concat(List.of(a, b));
        assertThat(out.values()[6]).isEqualTo(b.values()[0]);
        assertThat(out.values()[8]).isEqualTo(a.values()[6]);
        checkGradients(tape -> tape.concat(List.of(a, b)), a, b);
    }

    @Test
    void cropsReadTheLevelOfTheirSize() {
        List<Tensor> pyramid =
                List.of(tensor(2, 16, 16, 2), tensor(2, 8, 8, 2), tensor(2, 4, 4, 2), tensor(2, 2, 2, 2));
        float[] rois = {0.1f, 0.2f, 0.5f, 0.55f, 0f, 0f, 1f, 1f, 0.3f, 0.3f, 0.31f, 0.9f};
        Crops crops = new Crops(rois, new int[] {0, 1, 1}, 3, 64);
        checkGradients(
                tape -> tape.crops(crops, pyramid), pyramid.get(0), pyramid.get(1), pyramid.get(2), pyramid.get(3));
    }

    @Test
    void decisionsOfAnotherComputationHoldAndAreCounted() {
        Tensor in = Tensor.of(new float[] {1e-9f, -1e-9f, 2, -2}, 4);
        Decisions decisions = new Decisions(Map.of("layer", new float[] {0, 1, 2, 0}));
        Tape tape = new Tape(decisions);
        Tensor out = tape.relu("layer", in);
        assertThat(out.values()).containsExactly(0, in.values()[1], 2, 0);
        assertThat(decisions.flipped()).isEqualTo(2);
        assertThat(decisions.farthest()).isCloseTo(1e-9 / Math.sqrt(2), within(1e-14));
    }
}
