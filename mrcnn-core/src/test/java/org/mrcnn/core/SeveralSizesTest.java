// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.LoadingConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.train.TrainStep;

/** Tests training on batches of images of several sizes. */
class SeveralSizesTest {

    private static final int[][] SIZES = {{64, 64}, {128, 64}, {64, 192}};

    /** The images of {@link Blocks} in the top left corner of larger grey images; every fourth one has no objects. */
    private record Larger(int size) implements Dataset {
        @Override
        public List<String> labels() {
            return new Blocks(1).labels();
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "larger-" + index;
        }

        @Override
        public Sample load(int index) {
            Sample small = new Blocks(size).load(index);
            int h = SIZES[index % SIZES.length][0];
            int w = SIZES[index % SIZES.length][1];
            Image image = Image.black(h, w, 3);
            Arrays.fill(image.pixels(), (byte) 110);
            for (int y = 0; y < Blocks.SIDE; y++) {
                System.arraycopy(
                        small.image().pixels(), 3 * y * Blocks.SIDE, image.pixels(), 3 * y * w, 3 * Blocks.SIDE);
            }
            List<Rle> masks = small.masks().stream().map(m -> larger(m, h, w)).toList();
            return index % 4 == 3
                    ? Sample.of(index, imageName(index), image, new int[0], List.of())
                    : Sample.of(index, imageName(index), image, small.classIds(), masks);
        }

        private static Rle larger(Rle mask, int h, int w) {
            byte[] small = mask.toMask();
            byte[] all = new byte[h * w];
            for (int y = 0; y < Blocks.SIDE; y++) {
                System.arraycopy(small, y * Blocks.SIDE, all, y * w, Blocks.SIDE);
            }
            return Rle.of(all, h, w);
        }
    }

    private static MaskRcnnConfig config(boolean miniMasks, LoadingConfig loading) {
        MaskRcnnConfig config = SmallModels.config(3);
        return config.withModel(config.model().withNormalization(ModelConfig.Normalization.FROZEN))
                .withImage(config.image().withMode(ImageConfig.Mode.NONE))
                .withRoi(config.roi().withMiniMask(miniMasks, 28))
                .withTrain(config.train().withBatchSize(3).withLoading(loading))
                .validate();
    }

    /**
     * Creates a model with numbers of channels that are multiples of 16: with 4, oneDNN 2.5.2 writes past the end of its memory
     * in strided 1x1 convolutions of some sizes.
     */
    private static MaskRcnn model(MaskRcnnConfig config) {
        return MaskRcnn.create(config, new Blocks(1).labels(), SmallModels.LEARNER);
    }

    @Test
    void lossesOfPaddedBatchesAreFinite() {
        for (boolean miniMasks : new boolean[] {true, false}) {
            MaskRcnnConfig config = config(miniMasks, LoadingConfig.defaults());
            Dataset data = new Larger(9);
            try (MaskRcnn model = model(config);
                    AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                    GraphStep step = new GraphStep(model.parts(config), anchors, List.of(), false);
                    var loader = TrainingItems.loader(
                            data,
                            DataSettings.training(config, data.labels().size()),
                            DataSettings.loader(config.train(), BadDataPolicy.FAIL))) {
                boolean padded = false;
                for (int i = 0; i < 3; i++) {
                    TrainingBatch batch = loader.next();
                    padded |= batch.height() == 128 && batch.width() == 192;
                    TrainStep.Result report = step.step(step.inputs(batch, i), 1e-3, out -> {});
                    assertThat(report.losses().firstNonFinite()).isEmpty();
                    assertThat(report.losses().value("rpn_bbox_loss")).isPositive();
                    assertThat(report.gradientNorm()).isFinite().isPositive();
                }
                assertThat(padded).isTrue();
            }
        }
    }

    /** All options at once: grouped by aspect, repeated, cached, without empty images, with one worker or four. */
    @Test
    void lossesAreThoseOfOneWorkerWithAnyNumberAndWithTheCache() {
        LoadingConfig loading = LoadingConfig.defaults().withOrder(true, 0.9f).withEmptyImages(false);
        List<Map<String, Double>> one = losses(config(true, loading), 1);
        List<Map<String, Double>> four = losses(config(true, loading.withMemory(3, 1)), 4);
        assertThat(four).hasSize(3).isEqualTo(one);
    }

    private static List<Map<String, Double>> losses(MaskRcnnConfig config, int workers) {
        try (MaskRcnn model = model(SmallModels.with(config, t -> t.withWorkers(workers)))) {
            return Training.of(model, new Larger(9)).run().history().steps().stream()
                    .map(s -> s.losses().losses())
                    .toList();
        }
    }
}
