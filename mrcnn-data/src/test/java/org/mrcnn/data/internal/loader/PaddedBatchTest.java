// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.PixelNormalization;
import org.mrcnn.data.internal.image.Resampling;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.data.internal.targets.RpnTargetSettings;
import org.mrcnn.data.mask.Rle;

/** Images of different sizes in one batch: each must be trained on as it would be alone. */
@Timeout(60)
class PaddedBatchTest {

    private static final int[][] SIZES = {{100, 190}, {64, 64}, {260, 120}, {130, 130}};

    private static TrainingSettings settings(int maskSide) {
        return settings(
                maskSide,
                new Resize.Pad64(64, 0),
                new AnchorSettings(
                        new float[] {8, 16, 32, 64, 128}, new float[] {0.5f, 1, 2}, new int[] {4, 8, 16, 32, 64}, 1));
    }

    private static TrainingSettings settings(int maskSide, Resize resize, AnchorSettings anchors) {
        return new TrainingSettings(
                resize,
                new PixelNormalization(new float[] {120, 110, 100}, 0.5f),
                4,
                20,
                maskSide,
                maskSide,
                false,
                anchors,
                RpnTargetSettings.defaults(),
                new Augmenter(List.of()));
    }

    /** Returns noise of a random size with a few rectangles on it. */
    private static Sample sample(int index) {
        SplittableRandom random = new SplittableRandom(index);
        int h = SIZES[index % SIZES.length][0];
        int w = SIZES[index % SIZES.length][1];
        Image image = Image.black(h, w, 3);
        random.nextBytes(image.pixels());
        List<Rle> masks = new ArrayList<>();
        int[] classIds = new int[random.nextInt(5)];
        for (int k = 0; k < classIds.length; k++) {
            classIds[k] = random.nextInt(1, 4);
            int y1 = random.nextInt(h - 12);
            int x1 = random.nextInt(w - 12);
            int x2 = random.nextInt(x1 + 8, w);
            byte[] mask = new byte[h * w];
            int y2 = random.nextInt(y1 + 8, h);
            for (int y = y1; y < y2; y++) {
                Arrays.fill(mask, y * w + x1, y * w + x2, (byte) 1);
            }
            masks.add(Rle.of(mask, h, w));
        }
        return Sample.of(index, "noise-" + index, image, classIds, masks);
    }

    private static List<TrainingItem> items(TrainingSettings settings, int count) {
        TrainingItems maker = new TrainingItems(settings);
        List<TrainingItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(maker.build(sample(i), new SplittableRandom(i)));
        }
        return items;
    }

    @Test
    void everyAnchorTrainsWhatItTrainsAlone() {
        TrainingSettings settings = settings(28);
        AnchorGenerator generator = new AnchorGenerator(settings.anchors());
        List<TrainingItem> items = items(settings, 8);
        TrainingBatch batch = TrainingBatch.of(items, settings);
        assertThat(batch.height()).isEqualTo(320);
        assertThat(batch.width()).isEqualTo(192);
        float[] all = generator.pixels(320, 192);
        for (int i = 0; i < items.size(); i++) {
            TrainingItem item = items.get(i);
            float[] own = generator.pixels(item.height(), item.width());
            Map<String, Integer> alone = new HashMap<>();
            List<String> positives = new ArrayList<>();
            for (int a = 0; a < item.rpnMatch().length; a++) {
                String anchor = anchor(a, own);
                alone.put(anchor, item.rpnMatch()[a]);
                if (item.rpnMatch()[a] == 1) {
                    positives.add(anchor);
                }
            }
            List<String> positivesInBatch = new ArrayList<>();
            for (int a = 0; a < batch.anchors(); a++) {
                String anchor = anchor(a, all);
                int match = batch.inputRpnMatch()[i * batch.anchors() + a];
                Integer expected = alone.remove(anchor);
                assertThat(match).as("image %d, anchor %s", i, anchor).isEqualTo(expected == null ? 0 : expected);
                if (match == 1) {
                    positivesInBatch.add(anchor);
                }
            }
            assertThat(alone).isEmpty();
            assertThat(positivesInBatch).isEqualTo(positives); // the rows of deltas are in this order
            int row = item.rpnBbox().length;
            assertThat(Arrays.copyOfRange(batch.inputRpnBbox(), i * row, (i + 1) * row))
                    .isEqualTo(item.rpnBbox());
        }
    }

    /** Whole-pixel anchors of the last level have other positions in a batch whose sides are other multiples of 32. */
    @Test
    void deltasLeadFromWhereAnchorsAreInTheBatch() {
        AnchorSettings anchors = new AnchorSettings(
                new float[] {8, 16, 24, 32, 64},
                new float[] {0.5f, 1, 2},
                new int[] {4, 8, 16, 32, 64},
                1,
                true,
                false,
                Coordinates.PIXELS);
        TrainingSettings settings = settings(28, new Resize.Pad32(96, 400, Resampling.CUT_OFF), anchors);
        AnchorGenerator generator = new AnchorGenerator(anchors);
        List<TrainingItem> items = items(settings, 8);
        TrainingBatch batch = TrainingBatch.of(items, settings);
        float[] all = generator.pixels(batch.height(), batch.width());
        int moved = 0;
        for (int i = 0; i < items.size(); i++) {
            TrainingItem item = items.get(i);
            int row = i * batch.rpnAnchors();
            float[] object = new float[4];
            for (int a = 0; a < batch.anchors(); a++) {
                if (batch.inputRpnMatch()[i * batch.anchors() + a] == 1) {
                    moved += a >= batch.anchors() - last(generator, batch) && item.height() % 64 != 0 ? 1 : 0;
                    settings.rpn().coder().unbounded().decode(all, a, batch.inputRpnBbox(), row++, object, 0);
                    assertThat(nearest(object, item.gtBoxes())).isLessThan(1e-3f);
                }
            }
        }
        assertThat(moved).isPositive();
    }

    private static int last(AnchorGenerator generator, TrainingBatch batch) {
        return generator.countByLevel(batch.height(), batch.width())[4];
    }

    /** Returns the largest difference of a coordinate from the nearest box. */
    private static float nearest(float[] box, float[] boxes) {
        float nearest = Float.MAX_VALUE;
        for (int j = 0; j < boxes.length; j += 4) {
            float most = 0;
            for (int k = 0; k < 4; k++) {
                most = Math.max(most, Math.abs(box[k] - boxes[j + k]));
            }
            nearest = Math.min(nearest, most);
        }
        return nearest;
    }

    /** Identifies an anchor by its coordinates: scales differ by level and ratios by shape, so that no two are equal. */
    private static String anchor(int a, float[] anchors) {
        return Arrays.toString(Arrays.copyOfRange(anchors, 4 * a, 4 * a + 4));
    }

    @Test
    void pixelsBoxesAndWindowStayAndTheRestIsBlack() {
        TrainingSettings settings = settings(28);
        List<TrainingItem> items = items(settings, 5);
        TrainingBatch batch = TrainingBatch.of(items, settings);
        float[] mean = settings.normalization().mean();
        for (int i = 0; i < items.size(); i++) {
            TrainingItem item = items.get(i);
            for (int y = 0; y < batch.height(); y++) {
                for (int x = 0; x < batch.width(); x++) {
                    for (int c = 0; c < 3; c++) {
                        boolean inside = y < item.height() && x < item.width();
                        int value = inside ? item.image().sample(y, x, c) : 0;
                        float found = batch.inputImage()[((i * batch.height() + y) * batch.width() + x) * 3 + c];
                        assertThat(found).isEqualTo((value - mean[c]) * 0.5f);
                    }
                }
            }
            int count = item.count() * 4;
            int start = i * batch.gtCount() * 4;
            assertThat(Arrays.copyOfRange(batch.inputGtBoxes(), start, start + count))
                    .isEqualTo(item.gtBoxes());
            ImageMeta meta = ImageMeta.parse(
                    Arrays.copyOfRange(batch.inputImageMeta(), i * batch.metaLength(), (i + 1) * batch.metaLength()));
            assertThat(meta.shape()).containsExactly(batch.height(), batch.width(), 3);
            assertThat(meta.window()).isEqualTo(item.meta().window());
            assertThat(meta.originalShape()).isEqualTo(item.meta().originalShape());
        }
    }

    @Test
    void fullMasksArePaddedToo() {
        TrainingSettings settings = settings(0);
        List<TrainingItem> items = items(settings, 4);
        TrainingBatch batch = TrainingBatch.of(items, settings);
        assertThat(batch.maskHeight()).isEqualTo(batch.height());
        assertThat(batch.maskWidth()).isEqualTo(batch.width());
        for (int i = 0; i < items.size(); i++) {
            TrainingItem item = items.get(i);
            for (int g = 0; g < batch.gtCount(); g++) {
                for (int y = 0; y < batch.height(); y++) {
                    for (int x = 0; x < batch.width(); x++) {
                        boolean inside = g < item.count() && y < item.height() && x < item.width();
                        int expected = inside ? item.gtMasks().get(g)[y * item.width() + x] : 0;
                        int pixel = (i * batch.height() + y) * batch.width() + x;
                        if (batch.inputGtMasks()[pixel * batch.gtCount() + g] != expected) {
                            throw new AssertionError("image " + i + ", object " + g + ", row " + y + ", column " + x);
                        }
                    }
                }
            }
        }
    }

    /** The images of this class. */
    private record Noise(int size) implements Dataset {
        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "a", "b", "c");
        }

        @Override
        public Sample load(int index) {
            return sample(index);
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "noise-" + index;
        }
    }

    @Test
    void groupsByAspectWithRareClassesRepeatedTheSameWithAnyThreadsAndCache() {
        LoaderSettings loading = LoaderSettings.of(3, 5).withOrder(true, 0.9);
        Dataset data = new Noise(11);
        try (var one = TrainingItems.loader(data, settings(14), loading.withWorkers(1));
                var eight =
                        TrainingItems.loader(new CachedDataset(data, 600_000), settings(14), loading.withWorkers(8))) {
            boolean high = false;
            boolean wide = false;
            for (int i = 0; i < 20; i++) {
                TrainingBatch a = one.next();
                TrainingBatch b = eight.next();
                assertThat(b.imageIds()).isEqualTo(a.imageIds());
                assertThat(b.inputImage()).isEqualTo(a.inputImage());
                assertThat(b.inputRpnMatch()).isEqualTo(a.inputRpnMatch());
                assertThat(b.inputGtMasks()).isEqualTo(a.inputGtMasks());
                boolean[] isHigh = new boolean[3];
                for (int n = 0; n < 3; n++) {
                    int[] size = SIZES[(int) a.imageIds()[n] % SIZES.length];
                    isHigh[n] = size[0] > 250; // rounded up to multiples of 64, the others are square or wide
                }
                assertThat(isHigh).containsOnly(isHigh[0]);
                high |= isHigh[0];
                wide |= !isHigh[0];
            }
            assertThat(high && wide).isTrue();
            assertThat(eight.position()).isEqualTo(one.position());
        }
    }
}
