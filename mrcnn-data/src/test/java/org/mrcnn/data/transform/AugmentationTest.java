// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.loader.Augmenter;
import org.mrcnn.data.mask.Rle;

class AugmentationTest {

    /** Returns every augmentation, so strong that nearly every trial changes something. */
    static List<Augmentation> strong() {
        return List.of(
                new HorizontalFlip(1),
                new VerticalFlip(1),
                new Flips(0.9),
                new QuarterTurns(),
                ScaleJitter.defaults(),
                new ScaleJitter(0.02, 0.3, 0, 1),
                new RandomCrop(0.1, 0.9, 0.5, 1),
                new Affine(180, 0.3, List.of(0.2, 3.0), 40, 0.2, 1),
                new Brightness(0.9, 1),
                new Contrast(0.9, 1),
                new Saturation(0.9, 1),
                new Hue(180, 1),
                new Grey(1),
                new Blur(List.of(0.5, 4.0), 1),
                new Noise(List.of(1.0, 30.0), 1),
                new JpegArtefacts(List.of(5, 95), 1),
                new CutOut(4, List.of(0.1, 0.6), 0.3, 1),
                new Mosaic(List.of(0.1, 0.9), 0.2, 1),
                new CopyPaste(0.7, List.of(0.3, 2.0), 0.3, 1),
                new Mixup(2, 1));
    }

    /** Returns augmentations that are always applied but change nothing. */
    static List<Augmentation> neutral() {
        return List.of(
                new HorizontalFlip(0),
                new VerticalFlip(0),
                new Flips(0),
                new ScaleJitter(1, 1, 0, 1),
                new RandomCrop(1, 1, 0, 1),
                new Affine(0, 0, List.of(1.0, 1.0), 0, 0, 1),
                new Brightness(0, 1),
                new Contrast(0, 1),
                new Saturation(0, 1),
                new Hue(0, 1),
                new Grey(0),
                new Blur(List.of(0.0, 0.1), 1),
                new Noise(List.of(0.0, 0.0), 1),
                new JpegArtefacts(List.of(1, 1), 0),
                new CutOut(1, List.of(0.0, 0.0), 0, 1),
                new Mosaic(List.of(0.5, 0.5), 0, 0),
                new CopyPaste(0, List.of(1.0, 1.0), 0, 1),
                new Mixup(1, 0));
    }

    @Test
    void eachKindIsTried() {
        Set<String> all = names(Augmentation.defaults());
        assertThat(all).hasSize(19).contains("horizontal_flip", "quarter_turns", "scale_jitter", "jpeg_artefacts");
        assertThat(names(strong())).isEqualTo(all);
        assertThat(names(neutral())).hasSize(18);
    }

    private static Set<String> names(List<Augmentation> augmentations) {
        return augmentations.stream().map(Augmentation::name).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("neutral")
    void neutralSettingsChangeNothing(Augmentation augmentation) {
        for (long seed = 0; seed < 5; seed++) {
            Sample sample = Scenes.discs(23, 31, 5, seed);
            assertSame(augmentation.apply(sample, new SplittableRandom(seed)), sample);
        }
    }

    @ParameterizedTest
    @MethodSource("strong")
    void sameSeedSameResult(Augmentation augmentation) {
        boolean changed = false;
        for (long seed = 0; seed < 5; seed++) {
            Sample sample = Scenes.discs(40, 52, 6, seed);
            Sample a = apply(augmentation, sample, seed);
            assertSame(apply(augmentation, sample, seed), a);
            changed |= !Arrays.equals(a.image().pixels(), sample.image().pixels());
        }
        assertThat(changed).isTrue();
    }

    @ParameterizedTest
    @MethodSource("strong")
    void samplesStaySound(Augmentation augmentation) {
        for (long seed = 0; seed < 25; seed++) {
            SplittableRandom sizes = new SplittableRandom(seed);
            Sample sample = Scenes.discs(sizes.nextInt(1, 60), sizes.nextInt(1, 60), sizes.nextInt(7), seed);
            byte[] pixels = sample.image().pixels().clone();
            Sample result = apply(augmentation, sample, seed);
            assertThat(sample.image().pixels()).as("the input").isEqualTo(pixels);
            assertThat(result.imageId()).isEqualTo(sample.imageId());
            assertThat(result.imageName()).isEqualTo(sample.imageName());
            for (int i = 0; i < result.count(); i++) { // sizes are checked by Sample itself
                Rle mask = result.masks().get(i);
                assertThat(mask.area()).isPositive();
                assertThat(Arrays.copyOfRange(result.boxes(), 4 * i, 4 * i + 4)).containsExactly(mask.bounds());
            }
            if (augmentation instanceof Transform.Mixing) {
                Set<Integer> possible = Set.of(1, 2, -3, 3, 4, 5);
                assertThat(Arrays.stream(result.classIds()).boxed()).isSubsetOf(possible);
            } else {
                assertSubsequence(result.classIds(), sample.classIds());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("strong")
    void imagesWithoutObjectsPass(Augmentation augmentation) {
        Sample empty = Scenes.discs(20, 30, 0, 1);
        assertThat(augmentation.apply(empty, new SplittableRandom(1)).count()).isZero();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ScaleJitter(0, 1, 0, 1))
                .hasMessage("ScaleJitter.min: expected a number from 0.01 to 100, found 0.0");
        assertThatThrownBy(() -> new ScaleJitter(2, 1, 0, 1))
                .hasMessage("ScaleJitter.max: expected a number from 2 to 100, found 1.0");
        assertThatThrownBy(() -> new RandomCrop(0, 1, 0, 1)).hasMessageContaining("RandomCrop.min");
        assertThatThrownBy(() -> new Affine(1, 0, List.of(1.0), 0, 0, 1))
                .hasMessage("Affine.scale: expected two rising numbers from 0.01 to 100, found [1.0]");
        assertThatThrownBy(() -> new Affine(1, 0, Arrays.asList(1.0, null), 0, 0, 1))
                .hasMessageContaining("found [1.0, null]");
        assertThatThrownBy(() -> new Brightness(Double.NaN, 1)).hasMessageContaining("Brightness.strength");
        assertThatThrownBy(() -> new Blur(null, 1)).hasMessageContaining("found null");
        assertThatThrownBy(() -> new Noise(List.of(3.0, 2.0), 1)).hasMessageContaining("Noise.sigma");
        assertThatThrownBy(() -> new JpegArtefacts(List.of(0, 2), 1)).hasMessageContaining("JpegArtefacts.quality");
        assertThatThrownBy(() -> new CutOut(0, List.of(0.0, 0.1), 0, 1)).hasMessageContaining("CutOut.holes");
        assertThatThrownBy(() -> new CopyPaste(1, List.of(1.0, 2.0), 0, -0.1))
                .hasMessageContaining("CopyPaste.probability");
        assertThatThrownBy(() -> new Mixup(0.5, 1))
                .hasMessage("Mixup.alpha: expected a number from 1 to 1000, found 0.5");
        assertThatThrownBy(() -> new Mixup(32, 1.5))
                .hasMessage("Mixup.probability: expected a number from 0 to 1, found 1.5");
    }

    private static Sample apply(Augmentation augmentation, Sample sample, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Augmenter(List.of(augmentation))
                .apply(sample, random, () -> Scenes.discs(33, 45, 4, random.nextInt(100)));
    }

    private static void assertSame(Sample actual, Sample expected) {
        assertThat(actual.image().height()).isEqualTo(expected.image().height());
        assertThat(actual.image().pixels()).isEqualTo(expected.image().pixels());
        assertThat(actual.classIds()).isEqualTo(expected.classIds());
        assertThat(actual.boxes()).isEqualTo(expected.boxes());
        assertThat(actual.masks()).isEqualTo(expected.masks());
    }

    private static void assertSubsequence(int[] part, int[] whole) {
        int at = 0;
        for (int value : part) {
            int from = at;
            at = 1
                    + IntStream.range(from, whole.length)
                            .filter(i -> whole[i] == value)
                            .findFirst()
                            .orElse(-1);
            assertThat(at)
                    .as("%s in %s", Arrays.toString(part), Arrays.toString(whole))
                    .isPositive();
        }
    }

    @Test
    void eachIsFoundByItsName() {
        for (Augmentation augmentation : Augmentation.defaults()) {
            assertThat(Augmentation.named(augmentation.name())).isEqualTo(augmentation);
        }
        assertThatThrownBy(() -> Augmentation.named("flip"))
                .hasMessageContaining("expected one of [horizontal_flip, ")
                .hasMessageEndingWith("found flip");
    }

    @Test
    void methodsOfTheInterfaceMakeTheRecords() {
        assertThat(List.of(
                        Augmentation.horizontalFlip(0.5),
                        Augmentation.verticalFlip(0.5),
                        Augmentation.flips(0.5),
                        Augmentation.quarterTurns(),
                        Augmentation.scaleJitter(0.1, 2, 0.1, 1),
                        Augmentation.randomCrop(0.5, 1, 0.1, 1),
                        Augmentation.affine(10, 0.1, List.of(0.9, 1.1), 5, 1),
                        Augmentation.brightness(0.2, 1),
                        Augmentation.contrast(0.2, 1),
                        Augmentation.saturation(0.2, 1),
                        Augmentation.hue(18, 1),
                        Augmentation.grey(0.1),
                        Augmentation.blur(List.of(0.1, 2.0), 0.5),
                        Augmentation.noise(List.of(0.0, 10.0), 0.5),
                        Augmentation.jpegArtefacts(List.of(30, 90), 0.5),
                        Augmentation.cutOut(3, List.of(0.05, 0.2), 0.1, 0.5),
                        Augmentation.mosaic(List.of(0.3, 0.7), 0.1, 0.5),
                        Augmentation.copyPaste(0.5, List.of(0.1, 2.0), 0.1, 0.5),
                        Augmentation.mixup(32, 0.5)))
                .isEqualTo(Augmentation.defaults());
    }
}
