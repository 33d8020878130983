// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.data.EllipsesDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.data.internal.targets.RpnTargetSettings;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.data.transform.Augmentation;

@Timeout(60)
class TrainingItemsTest {

    private static final AnchorSettings ANCHORS = new AnchorSettings(
            new float[] {8, 16, 32, 64, 128}, new float[] {0.5f, 1, 2}, new int[] {4, 8, 16, 32, 64}, 1);

    private static TrainingSettings settings(Resize resize, int maxGt, int maskSide, boolean padToMax) {
        return settings(resize, maxGt, maskSide, padToMax, RpnTargetSettings.defaults());
    }

    private static TrainingSettings settings(
            Resize resize, int maxGt, int maskSide, boolean padToMax, RpnTargetSettings rpn) {
        return new TrainingSettings(
                resize,
                PixelNormalization.matterport(),
                4,
                maxGt,
                maskSide,
                maskSide,
                padToMax,
                ANCHORS,
                rpn,
                new Augmenter(List.of()));
    }

    private static TrainingItem build(TrainingSettings settings, Sample sample) {
        return new TrainingItems(settings).build(sample, new SplittableRandom(1));
    }

    /** A 64 x 64 image with one block on rows 8..24, columns 16..48. */
    private static Sample block(int... classIds) {
        byte[] mask = new byte[64 * 64];
        for (int y = 8; y < 24; y++) {
            Arrays.fill(mask, y * 64 + 16, y * 64 + 48, (byte) 1);
        }
        Rle rle = Rle.of(mask, 64, 64);
        Image image = Image.black(64, 64, 3);
        Arrays.fill(image.pixels(), (byte) 100);
        return Sample.of(3, "block", image, classIds, java.util.Collections.nCopies(classIds.length, rle));
    }

    /** An image as a transform can leave it, which no header shows. */
    @Test
    void imagesThatCannotBecomeNetworkInputAreBadData() {
        TrainingSettings none = settings(new Resize.None(), 10, 28, false);
        for (Image image : List.of(Image.black(64, 65, 3), Image.black(64, 64, 1))) {
            Sample sample = Sample.of(3, "odd", image, new int[0], List.of());
            assertThatThrownBy(() -> build(none, sample))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContainingAll("odd", image.channels() == 1 ? "UNFIT_SAMPLES" : "UNFIT_FOR_RESIZE");
        }
        TrainingSettings pad = settings(new Resize.Pad64(512, 0), 10, 28, false);
        Sample line = Sample.of(3, "line", Image.black(1, 200_000, 3), new int[0], List.of());
        assertThatThrownBy(() -> build(pad, line))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("line", "too extreme");
    }

    @Test
    void boxesMasksAndMetaByHand() {
        TrainingItem item = build(settings(new Resize.Square(128, 128, 0), 10, 28, false), block(2));
        assertThat(item.height()).isEqualTo(128);
        assertThat(item.gtBoxes()).containsExactly(16, 32, 48, 96);
        assertThat(item.gtClassIds()).containsExactly(2);
        assertThat(item.gtMasks().get(0)).hasSize(28 * 28).containsOnly(1);
        assertThat(item.image().sample(64, 64, 0)).isEqualTo(100);
        ImageMeta meta = item.meta();
        assertThat(meta.imageId()).isEqualTo(3);
        assertThat(meta.originalShape()).containsExactly(64, 64, 3);
        assertThat(meta.window()).containsExactly(0, 0, 128, 128);
        assertThat(meta.scale()).isEqualTo(2);
        assertThat(meta.activeClassIds()).containsExactly(1, 1, 1, 1);
        assertThat(item.rpnMatch())
                .hasSize(new AnchorGenerator(ANCHORS).count(128, 128))
                .contains(1, -1, 0);
        assertThat(item.rpnBbox()).hasSize(256 * 4);
    }

    @Test
    void fullMasksFillTheImage() {
        TrainingItem item = build(settings(new Resize.Square(0, 128, 0), 10, 0, false), block(1));
        assertThat(item.maskHeight()).isEqualTo(128);
        byte[] mask = item.gtMasks().get(0);
        assertThat(Boxes.fromMask(mask, 128, 128)).containsExactly(item.gtBoxes());
        assertThat(item.gtBoxes()).containsExactly(40, 48, 56, 80);
    }

    @Test
    void anImageWithoutObjectsTrainsAsNegative() {
        TrainingItem item = build(settings(new Resize.Square(0, 128, 0), 10, 28, false), block());
        assertThat(item.count()).isZero();
        assertThat(item.rpnMatch()).doesNotContain(1);
        assertThat(Arrays.stream(item.rpnMatch()).filter(m -> m == -1).count()).isEqualTo(256);
        assertThat(item.rpnBbox()).containsOnly(0);
    }

    @Test
    void objectsOutsideTheCropAreLeftOut() {
        Resize crop = new Resize.Crop(64, 4);
        int kept = 0;
        for (int seed = 0; seed < 40; seed++) {
            TrainingItem item =
                    new TrainingItems(settings(crop, 10, 28, false)).build(block(2), new SplittableRandom(seed));
            kept += item.count();
            for (float side : item.gtBoxes()) {
                assertThat(side).isBetween(0f, 64f);
            }
        }
        assertThat(kept).isBetween(1, 39);
    }

    /** The limit is applied first: the RPN must be trained on exactly the objects that the heads use. */
    @Test
    void objectsAreLimitedBeforeRpnTargetsAreMade() {
        TrainingItem item = build(settings(new Resize.None(), 3, 28, false), grid());
        assertThat(item.count()).isEqualTo(3);
        float[] anchors = new AnchorGenerator(ANCHORS).pixels(128, 128);
        boolean[] reached = new boolean[3];
        for (int a = 0; a < item.rpnMatch().length; a++) {
            if (item.rpnMatch()[a] == 1) {
                double best = 0;
                for (int k = 0; k < 3; k++) {
                    float iou = Boxes.iou(anchors, a, item.gtBoxes(), k);
                    best = Math.max(best, iou);
                    reached[k] |= iou > 0.5;
                }
                assertThat(best).isGreaterThan(0.3);
            }
        }
        assertThat(reached).containsOnly(true);
    }

    @Test
    void inMatterportsDialectTheObjectsBeyondTheLimitTeachTheAnchorsToo() {
        RpnTargetSettings defaults = RpnTargetSettings.defaults();
        RpnTargetSettings dialect = new RpnTargetSettings(
                defaults.anchorsPerImage(),
                defaults.foreground(),
                defaults.background(),
                defaults.coder(),
                Matterport.RULES);
        TrainingItem limited = build(settings(new Resize.None(), 3, 28, false, dialect), grid());
        TrainingItem whole = build(settings(new Resize.None(), 16, 28, false), grid());
        assertThat(limited.count()).isEqualTo(3);
        assertThat(Arrays.stream(limited.rpnMatch()).filter(m -> m == 1).count())
                .isEqualTo(Arrays.stream(whole.rpnMatch()).filter(m -> m == 1).count());
    }

    /** Sixteen blocks of 16 x 16 pixels in an image of 128 x 128. */
    private static Sample grid() {
        Image image = Image.black(128, 128, 3);
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            byte[] mask = new byte[128 * 128];
            int top = 32 * (i / 4) + 8;
            int left = 32 * (i % 4) + 8;
            for (int y = top; y < top + 16; y++) {
                Arrays.fill(mask, y * 128 + left, y * 128 + left + 16, (byte) 1);
            }
            masks.add(Rle.of(mask, 128, 128));
        }
        int[] classIds = new int[16];
        Arrays.fill(classIds, 1);
        return Sample.of(1, "many", image, classIds, masks);
    }

    @Test
    void crowdsKeepTheirSign() {
        TrainingItem item = build(settings(new Resize.Square(0, 64, 0), 10, 28, false), block(-2));
        assertThat(item.gtClassIds()).containsExactly(-2);
        assertThat(item.rpnMatch()).doesNotContain(1);
    }

    @Test
    void batchLaysMasksOutAsThePlaceholder() {
        TrainingSettings settings = settings(new Resize.Square(0, 64, 0), 10, 4, false);
        TrainingItem one = build(settings, block(1));
        TrainingItem two = build(settings, block(2, -3));
        two.gtMasks().get(1)[5] = 0;
        TrainingBatch batch = TrainingBatch.of(List.of(one, two), settings);
        assertThat(batch.gtCount()).isEqualTo(2);
        assertThat(batch.inputGtClassIds()).containsExactly(1, 0, 2, -3);
        assertThat(batch.inputGtBoxes()).containsExactly(8, 16, 24, 48, 0, 0, 0, 0, 8, 16, 24, 48, 8, 16, 24, 48);
        // [N, 4, 4, G]: image 0 has ones and padding alternately; image 1 has ones except for pixel 5 of object 1.
        for (int p = 0; p < 16; p++) {
            assertThat(batch.inputGtMasks()[2 * p]).isEqualTo((byte) 1);
            assertThat(batch.inputGtMasks()[2 * p + 1]).isZero();
            assertThat(batch.inputGtMasks()[32 + 2 * p]).isEqualTo((byte) 1);
            assertThat(batch.inputGtMasks()[32 + 2 * p + 1]).isEqualTo((byte) (p == 5 ? 0 : 1));
        }
        assertThat(batch.inputImage()).hasSize(2 * 64 * 64 * 3);
        assertThat(batch.inputImage()[3 * 64 * 64]).isEqualTo((float) (100 - (double) 123.7f));
        assertThat(Arrays.copyOfRange(batch.inputRpnMatch(), batch.anchors(), 2 * batch.anchors()))
                .isEqualTo(two.rpnMatch());
        assertThat(Arrays.copyOf(batch.inputRpnBbox(), 1024)).isEqualTo(one.rpnBbox());
        assertThat(batch.metaLength()).isEqualTo(16);
        assertThat(batch.imageIds()).containsExactly(3, 3);
    }

    @Test
    void batchIsPaddedToAFixedCountOrAtLeastOne() {
        TrainingSettings settings = settings(new Resize.Square(0, 64, 0), 5, 4, false);
        TrainingSettings fixed = settings(new Resize.Square(0, 64, 0), 5, 4, true);
        assertThat(TrainingBatch.of(List.of(build(settings, block())), settings).gtCount())
                .isEqualTo(1);
        TrainingItem two = build(settings, block(1, 2));
        assertThat(TrainingBatch.of(List.of(two), fixed).inputGtClassIds()).containsExactly(1, 2, 0, 0, 0);
        assertThatThrownBy(() -> TrainingBatch.of(List.of(two), settings(new Resize.None(), 1, 4, true)))
                .hasMessageContaining("block");
        assertThatThrownBy(() -> TrainingBatch.of(List.of(), fixed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loaderGivesTheSameBatchesWithAnyNumberOfThreads() {
        Dataset data = EllipsesDataset.ofThreeClasses(9, 4);
        TrainingSettings settings = new TrainingSettings(
                new Resize.Square(0, 128, 0),
                PixelNormalization.matterport(),
                4,
                2,
                14,
                14,
                true,
                ANCHORS,
                RpnTargetSettings.defaults(),
                new Augmenter(List.of(Augmentation.horizontalFlip(0.5))));
        try (var one = TrainingItems.loader(
                        data, settings, LoaderSettings.of(2, 7).withWorkers(1));
                var eight = TrainingItems.loader(
                        data, settings, LoaderSettings.of(2, 7).withWorkers(8))) {
            for (int i = 0; i < 10; i++) {
                TrainingBatch a = one.next();
                TrainingBatch b = eight.next();
                assertThat(b.imageIds()).isEqualTo(a.imageIds());
                assertThat(b.inputImage()).isEqualTo(a.inputImage());
                assertThat(b.inputRpnMatch()).isEqualTo(a.inputRpnMatch());
                assertThat(b.inputRpnBbox()).isEqualTo(a.inputRpnBbox());
                assertThat(b.inputGtBoxes()).isEqualTo(a.inputGtBoxes());
                assertThat(b.inputGtMasks()).isEqualTo(a.inputGtMasks());
                assertThat(a.gtCount()).isEqualTo(2);
            }
        }
    }

    @Test
    void miniMasksShowWhatFullMasksShow() {
        Sample sample = EllipsesDataset.ofTwoClasses(1, 2, 128).load(0);
        Resize resize = new Resize.Square(0, 512, 1.5);
        TrainingItem full = build(settings(resize, 100, 0, false), sample);
        TrainingItem mini = build(settings(resize, 100, 56, false), sample);
        assertThat(mini.gtBoxes()).isEqualTo(full.gtBoxes());
        for (int k = 0; k < full.count(); k++) {
            float[] boxes = full.gtBoxes();
            double boxArea = (boxes[4 * k + 2] - boxes[4 * k]) * (boxes[4 * k + 3] - boxes[4 * k + 1]);
            double share = sum(full.gtMasks().get(k)) / boxArea;
            double miniShare = sum(mini.gtMasks().get(k)) / (56.0 * 56);
            // An outline of up to 4 * 56 mini pixels may be on either side, by half a pixel at most.
            assertThat(miniShare).isBetween(share - 2.0 / 56, share + 2.0 / 56);
        }
    }

    private static int sum(byte[] mask) {
        int sum = 0;
        for (byte m : mask) {
            sum += m;
        }
        return sum;
    }

    @Test
    void refusesSettingsThatDoNotFit() {
        assertThatThrownBy(() -> settings(new Resize.None(), 0, 28, false)).hasMessageContaining("maxGtInstances");
        assertThatThrownBy(() -> TrainingItems.loader(
                        EllipsesDataset.ofTwoClasses(1, 1, 128),
                        settings(new Resize.None(), 9, 28, false),
                        LoaderSettings.of(1, 1)))
                .hasMessageContaining("3 labels")
                .hasMessageContaining("4 classes");
    }

    @Test
    void objectsThatNeverReachTrainingAreCounted() {
        Augmenter counts = new Augmenter(List.of());
        TrainingSettings small = new TrainingSettings(
                new Resize.Square(64, 64, 0),
                PixelNormalization.matterport(),
                4,
                2,
                28,
                28,
                false,
                ANCHORS,
                RpnTargetSettings.defaults(),
                counts);
        byte[] dot = new byte[2048 * 2048];
        dot[5 * 2048 + 5] = 1;
        Rle tiny = Rle.of(dot, 2048, 2048);
        Rle large = Rle.fromBox(new double[] {100, 100, 900, 900}, 2048, 2048);
        Sample sample = Sample.of(
                1,
                "tiny",
                Image.black(2048, 2048, 3),
                new int[] {1, 1, 2, 2, 3},
                List.of(tiny, large, large, tiny, large));
        assertThat(build(small, sample).gtClassIds()).hasSize(2);
        assertThat(counts.dropped())
                .containsOnly(
                        java.util.Map.entry(TrainingItems.LOST_BY_RESIZING, 2L),
                        java.util.Map.entry(TrainingItems.LOST_BY_LIMIT, 1L));
    }

    /** Data sets and transforms are code of users. */
    @Test
    void samplesThatAreMissingOrHaveUnknownClassesAreRefused() {
        TrainingSettings settings = settings(new Resize.Square(128, 128, 0), 10, 28, false);
        for (int id : new int[] {4, -4}) {
            assertThatThrownBy(() -> build(settings, block(id)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContainingAll("UNKNOWN_CATEGORY in block", "class ids of 1 to 3", "found " + id);
        }
        assertThatThrownBy(() -> build(settings, null)).hasMessageContaining("data set: expected a sample, found none");
        Augmenter forgetful = new Augmenter(List.of((sample, random) -> null));
        assertThatThrownBy(() -> forgetful.apply(block(1), new SplittableRandom(1), () -> block(1)))
                .hasMessage("transform 1: expected the changed sample, found none (null)");
    }
}
