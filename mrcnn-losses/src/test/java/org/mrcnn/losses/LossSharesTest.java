// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.losses.internal.maskrcnn.DeltaLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadMaskLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnClassLoss;
import org.mrcnn.losses.op.ScalarOp;
import org.mrcnn.losses.ssd.SsdLosses;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Tests the counts of losses: the losses of parts of a batch, weighted by them, give the loss of the batch. */
class LossSharesTest {

    private static final int IMAGES = 3;
    private static final int ROWS = 5;
    private static final int CLASSES = 3;
    private static final DeltaLoss PER_SAMPLE = DeltaLoss.of(DeltaLoss.Form.SMOOTH_L1_PER_SAMPLE, List.of());

    /** The arrays of some images of the batch, as constants of a graph. */
    private record Images(SameDiff sd, int from, int to) {

        /** Returns numbers around 0, [N, sizes]. */
        SDVariable floats(int seed, long... sizes) {
            return constant(gaussians(seed, sizes));
        }

        /** Returns 0 or 1, [N, sizes]. */
        SDVariable bits(int seed, long... sizes) {
            return constant(gaussians(seed, sizes).gt(0).castTo(DataType.FLOAT));
        }

        /** Returns boxes y1, x1, y2, x2, [N, rows, 4]. */
        SDVariable boxes(int seed) {
            INDArray low = Nd4j.math().abs(gaussians(seed, ROWS, 2));
            return constant(Nd4j.concat(
                    2,
                    low,
                    low.add(Nd4j.math().abs(gaussians(seed + 1, ROWS, 2))).add(0.1)));
        }

        /**
         * Returns labels [N, rows]: the first image has no positive one, the second has one, and most of the third are
         * positive.
         */
        SDVariable labels(int ignored, int background) {
            int[][] all = new int[IMAGES][ROWS];
            for (int[] row : all) {
                Arrays.fill(row, background);
                row[0] = ignored;
            }
            all[1][3] = 2;
            all[2] = new int[] {1, 2, 1, 1, ignored};
            return constant(Nd4j.createFromArray(all));
        }

        /** Returns matches [N, rows, 1] of anchors: 1, 0 and -1. */
        SDVariable matches() {
            int[][] all = {{0, -1, -1, 0, 0}, {1, -1, 0, 0, 0}, {1, 1, -1, -1, 1}};
            return constant(Nd4j.createFromArray(all).reshape(IMAGES, ROWS, 1));
        }

        private SDVariable constant(INDArray all) {
            return sd.constant(all.get(NDArrayIndex.interval(from, to)).dup('c').castTo(all.dataType()));
        }

        private static INDArray gaussians(int seed, long... sizes) {
            long[] shape = Stream.concat(
                            Stream.of((long) IMAGES), Arrays.stream(sizes).boxed())
                    .mapToLong(Long::longValue)
                    .toArray();
            Random random = new Random(seed);
            float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Nd4j.createFromArray(values).reshape(shape);
        }
    }

    private interface Made {
        Loss of(Images images);
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                loss("squared", i -> MeanSquaredError.of(i.floats(1, 4), i.floats(2, 4))),
                loss("smooth", i -> SmoothL1.of(i.floats(1, 4), i.floats(2, 4))),
                loss("binary", i -> BinaryCrossEntropy.fromLogits(i.bits(1, 4), i.floats(2, 4))),
                loss("focal", i -> FocalLoss.fromLogits(i.bits(1, 4), i.floats(2, 4))),
                loss("dice", i -> DiceLoss.fromLogits(i.bits(1, 4), i.floats(2, 4))),
                loss("giou", i -> BoxIouLoss.giou(i.boxes(1), i.boxes(3))),
                loss("softmax", i -> SoftmaxCrossEntropy.fromLogits(i.labels(-1, 0), i.floats(2, ROWS, CLASSES))),
                loss(
                        "weighted softmax",
                        i -> SoftmaxCrossEntropy.fromLogits(i.labels(-1, 0), i.floats(2, ROWS, CLASSES), 0.2, 3, 1)),
                loss("mean", i -> {
                    SDVariable mask = i.bits(1, 4);
                    SDVariable sum =
                            i.sd().math().square(i.floats(2, 4)).mul(mask).sum();
                    return Loss.mean(sum, mask.sum());
                }),
                loss("anchor classes", i -> RpnClassLoss.of(i.matches(), i.floats(2, ROWS, 2))),
                loss("anchor boxes", i -> RpnBoxLoss.of(i.floats(1, ROWS, 4), i.matches(), i.floats(2, ROWS, 4))),
                loss(
                        "anchor boxes per sample",
                        i -> RpnBoxLoss.of(PER_SAMPLE, i.floats(1, ROWS, 4), i.matches(), i.floats(2, ROWS, 4))),
                loss(
                        "head boxes per sample",
                        i -> HeadBoxLoss.of(
                                PER_SAMPLE, i.floats(1, ROWS, 4), i.labels(-1, 0), i.floats(2, ROWS, CLASSES, 4))),
                loss(
                        "head classes",
                        i -> HeadClassLoss.of(i.labels(-1, 0), i.floats(2, ROWS, CLASSES), i.bits(3, CLASSES))),
                loss(
                        "head boxes",
                        i -> HeadBoxLoss.of(i.floats(1, ROWS, 4), i.labels(-1, 0), i.floats(2, ROWS, CLASSES, 4))),
                loss(
                        "head masks",
                        i -> HeadMaskLoss.of(i.bits(1, ROWS, 2, 2), i.labels(-1, 0), i.floats(2, ROWS, 2, 2, CLASSES))),
                loss(
                        "head dice",
                        i -> HeadMaskLoss.dice(
                                i.bits(1, ROWS, 2, 2), i.labels(-1, 0), i.floats(2, ROWS, 2, 2, CLASSES))),
                loss(
                        "default boxes",
                        i -> SsdLosses.boxes(i.labels(-1, 0), i.floats(1, ROWS, 4), i.floats(2, ROWS, 4))));
    }

    private static Arguments loss(String name, Made made) {
        return Arguments.of(name, made);
    }

    /** Returns loss and count of some images. */
    private static double[] run(Made made, int from, int to) {
        SameDiff sd = SameDiff.create();
        SDVariable loss = made.of(new Images(sd, from, to)).apply(sd, "loss");
        SDVariable count = ScalarOp.countOf(loss);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("loss", count.name()), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            return new double[] {
                out.get("loss").getDouble(0), out.get(count.name()).getDouble(0)
            };
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void lossesOfPartsWeightedByWhatTheyCountAreTheLossOfTheBatch(String name, Made made) {
        double[] whole = run(made, 0, IMAGES);
        double sum = 0;
        double count = 0;
        for (int image = 0; image < IMAGES; image++) {
            double[] part = run(made, image, image + 1);
            sum += part[0] * part[1];
            count += part[1];
        }
        assertThat(whole[0]).isNotZero();
        assertThat(count).as("count").isCloseTo(whole[1], within(1e-6));
        assertThat(sum / count).isCloseTo(whole[0], within(1e-6));
    }

    @Test
    void aMeanOverNothingIsZeroAndACountBelowZeroIsRefused() {
        assertThat(run(i -> Loss.mean(i.floats(1, 4).sum(), i.sd().constant(0f)), 0, 1))
                .containsExactly(0, 0);
        assertThatThrownBy(() -> run(i -> Loss.mean(i.floats(1, 4).sum(), i.sd().constant(-2f)), 0, 1))
                .hasMessageContaining("loss: expected one count of at least 0 in ");
    }
}
