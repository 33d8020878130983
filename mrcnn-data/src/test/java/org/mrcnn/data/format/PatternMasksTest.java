// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;

/** Masks in custom layouts. */
class PatternMasksTest {

    private static int labels(int label) {
        return label;
    }

    private static int first(int label) {
        return label == 1 ? 255 : 0;
    }

    private static int second(int label) {
        return label == 2 ? 255 : 0;
    }

    @TempDir
    private Path folder;

    private MaskScene scene;

    @BeforeEach
    void writeImages() throws IOException {
        scene = new MaskScene(folder);
        Files.copy(folder.resolve("images/a.png"), folder.resolve("images/b.png"));
    }

    private AnnotatedDataset open(String pattern) {
        return open("images", "masks", pattern, BadDataPolicy.FAIL);
    }

    private AnnotatedDataset open(String images, String masks, String pattern, BadDataPolicy policy) {
        ReadOptions options =
                ReadOptions.DEFAULTS.withImages(folder.resolve(images)).withMaskPattern(pattern);
        return DataFormat.MASKS.open(folder.resolve(masks), options, policy);
    }

    private static List<Integer> counts(AnnotatedDataset data) {
        return IntStream.range(0, data.size()).mapToObj(data::instanceCount).toList();
    }

    private static List<String> classes(AnnotatedDataset data, int index) {
        return IntStream.of(data.classIds(index)).mapToObj(data.labels()::get).toList();
    }

    @Test
    void oneFileForEachImage() throws IOException {
        scene.writeGrey("masks/a_mask.png", PatternMasksTest::labels);
        scene.writeGrey("masks/b_mask.png", PatternMasksTest::first);
        AnnotatedDataset data = open("{name}_mask.png");
        assertThat(counts(data)).containsExactly(2, 1);
        assertThat(data.labels()).containsExactly("BG", "object");
        assertThat(data.report().counts()).isEmpty();
        assertThat(data.load(0).masks().get(0).area()).isEqualTo(200);
    }

    @Test
    void oneFileForEachObject() throws IOException {
        scene.writeGrey("masks/a_1.png", PatternMasksTest::first);
        scene.writeGrey("masks/a_2.png", PatternMasksTest::second);
        scene.writeGrey("masks/b_1.png", PatternMasksTest::second);
        assertThat(counts(open("{name}_{object}.png"))).containsExactly(2, 1);
        scene.writeGrey("other/a/x.png", PatternMasksTest::first);
        scene.writeGrey("other/b/y.png", PatternMasksTest::first);
        assertThat(counts(open("images", "other", "{name}/*.png", BadDataPolicy.FAIL)))
                .containsExactly(1, 1);
    }

    @Test
    void imagesAndMasksInOneFolder() throws IOException {
        Files.copy(folder.resolve("images/a.png"), folder.resolve("masks/a.png"));
        scene.writeGrey("masks/a_mask.png", PatternMasksTest::labels);
        AnnotatedDataset data = open("masks", "masks", "{name}_mask.png", BadDataPolicy.FAIL);
        assertThat(counts(data)).containsExactly(2);
        assertThat(data.imageName(0)).isEqualTo("a.png");
    }

    @Test
    void classesOfFolders() throws IOException {
        scene.writeGrey("masks/dog/a.png", PatternMasksTest::second);
        scene.writeGrey("masks/cat/a.png", PatternMasksTest::first);
        scene.writeGrey("masks/dog/b.png", PatternMasksTest::labels);
        AnnotatedDataset data = open("{class}/{name}.png");
        assertThat(data.labels()).containsExactly("BG", "cat", "dog");
        assertThat(classes(data, 0)).containsExactly("cat", "dog");
        assertThat(classes(data, 1)).containsExactly("dog", "dog");
        Files.writeString(folder.resolve("masks/classes.txt"), "dog\n");
        assertThatThrownBy(() -> open("{class}/{name}.png"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("none of classes.txt");
    }

    @Test
    void missingAndUnusedFilesAreNamed() throws IOException {
        scene.writeGrey("masks/a_mask.png", PatternMasksTest::labels);
        scene.writeGrey("masks/c_mask.png", PatternMasksTest::labels);
        assertThatThrownBy(() -> open("{name}_mask.png"))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.MISSING_IMAGE))
                .hasMessageContainingAll("b.png", "{name}_mask.png");
        AnnotatedDataset data = open("images", "masks", "{name}_mask.png", BadDataPolicy.SKIP);
        assertThat(counts(data)).containsExactly(2);
        assertThat(data.report().toString()).contains("1 x MISSING_IMAGE", "b.png", "1 x UNUSED_LABELS", "c_mask.png");
    }

    /** If each object has a file, an image without objects has none. */
    @Test
    void imagesWithoutObjectsAreNamed() throws IOException {
        scene.writeGrey("masks/a_1.png", PatternMasksTest::first);
        AnnotatedDataset data = open("{name}_{object}.png");
        assertThat(counts(data)).containsExactly(1, 0);
        assertThat(data.report().toString()).contains("1 x NO_LABELS", "b.png");
    }

    @Test
    void patternThatFitsNothing() throws IOException {
        scene.writeGrey("masks/a_mask.png", PatternMasksTest::labels);
        assertThatThrownBy(() -> open("{name}_gt.png"))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.BAD_LAYOUT))
                .hasMessageContainingAll("'{name}_gt.png'", "a_mask.png");
        assertThatThrownBy(() -> ReadOptions.DEFAULTS.withMaskPattern("mask.png"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
