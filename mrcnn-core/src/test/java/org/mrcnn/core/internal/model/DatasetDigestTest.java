// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.mrcnn.data.mask.Rle;

class DatasetDigestTest {

    private static final String COCO =
            """
            {"images": [{"id": 1, "file_name": "a.png", "width": 32, "height": 32},
                        {"id": 2, "file_name": "b.png", "width": 32, "height": 32}],
             "annotations": [
              {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "segmentation": [[2,2,20,2,20,20,2,20]]},
              {"id": 2, "image_id": 2, "category_id": 2, "iscrowd": 0, "segmentation": [[4,4,20,4,20,20,4,20]]},
              {"id": 3, "image_id": 2, "category_id": 1, "iscrowd": 1,
               "segmentation": {"size": [32, 32], "counts": [100, 50, 874]}}],
             "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "dot"}]}
            """;

    @TempDir
    private Path folder;

    private Dataset data;
    private DatasetDigest before;

    @BeforeEach
    void write() throws IOException {
        image("a.png", 0);
        image("b.png", 0);
        data = open(COCO);
        before = DatasetDigest.of(data);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4,4,20,4|4,4,21,4|the annotations of image 2 (b.png)",
                "\"image_id\": 1, \"category_id\": 1|\"image_id\": 1, \"category_id\": 2|annotations of image 1 (a.png)",
                "\"iscrowd\": 1|\"iscrowd\": 0|the annotations of image 2 (b.png)",
                "[100, 50, 874]|[100, 51, 873]|the annotations of image 2 (b.png)",
                "\"image_id\": 2, \"category_id\": 2|\"image_id\": 1, \"category_id\": 2|images 1 (a.png), 2 (b.png)",
                "dot|speck|the labels and the annotations of image 2 (b.png)",
            })
    void editedAnnotationsAreNamed(String from, String to, String named) {
        Dataset changed = open(COCO.replace(from, to));
        DatasetDigest now = DatasetDigest.of(changed);
        assertThat(before.difference(now, changed)).contains(named);
        assertThat(now.whole()).isNotEqualTo(before.whole());
    }

    @Test
    void otherIdsAreAnotherList() {
        Dataset changed = open(COCO.replace("\"id\": 2, \"file_name\"", "\"id\": 7, \"file_name\"")
                .replace("\"image_id\": 2", "\"image_id\": 7"));
        assertThat(before.difference(DatasetDigest.of(changed), changed))
                .isEqualTo("the list of images (then 2, now 2)");
    }

    @Test
    void aReplacedImageIsNamed() throws IOException {
        image("b.png", 90);
        assertThat(before.difference(DatasetDigest.of(data), data)).isEqualTo("the files of image 2 (b.png)");
        Files.delete(folder.resolve("b.png"));
        assertThat(before.difference(DatasetDigest.of(data), data)).isEqualTo("the files of image 2 (b.png)");
    }

    @Test
    void theEndOfALargeFileCounts() throws IOException {
        byte[] bytes = new byte[4 * ImageDigest.ENDS];
        Files.write(folder.resolve("b.png"), bytes);
        DatasetDigest zeros = DatasetDigest.of(data);
        bytes[bytes.length - 1] = 1;
        Files.write(folder.resolve("b.png"), bytes);
        assertThat(zeros.difference(DatasetDigest.of(data), data)).isEqualTo("the files of image 2 (b.png)");
    }

    @Test
    void aCopyOfTheFolderIsTheSame(@TempDir Path other) throws IOException {
        for (String name : List.of("a.png", "b.png")) {
            Files.copy(folder.resolve(name), other.resolve(name));
            Files.setLastModifiedTime(other.resolve(name), FileTime.fromMillis(1));
        }
        Files.writeString(other.resolve("coco.json"), COCO.replace(",\n", ", \n "));
        Dataset copy = DataFormat.COCO.open(other, other.resolve("coco.json"), BadDataPolicy.FAIL);
        DatasetDigest again = DatasetDigest.of(copy);
        assertThat(again).isEqualTo(before);
        assertThat(again.whole()).isEqualTo(before.whole()).matches("sha256:[0-9a-f]{64}");
        assertThat(before.difference(again, copy)).isEmpty();
    }

    @Test
    void partsOfDataSetsAreLookedAtThroughTheirWrappers() throws IOException {
        Dataset second = data.subset(1);
        Dataset joined = Dataset.joined(List.of(new Rendered(3, 0), second));
        DatasetDigest then = DatasetDigest.of(joined);
        image("b.png", 90);
        assertThat(then.difference(DatasetDigest.of(joined), joined)).isEqualTo("the files of image 4 (b.png)");
    }

    @Test
    void aDataSetOfListsLooksAtSomeOfItsImages() {
        Rendered many = new Rendered(1000, 0);
        DatasetDigest then = DatasetDigest.of(many);
        assertThat(many.loaded()).hasSizeBetween(DatasetDigest.LOADED - 2, DatasetDigest.LOADED);
        Rendered other = new Rendered(1000, 1);
        assertThat(then.difference(DatasetDigest.of(other), other))
                .startsWith("the files of images 0 (r0), 16 (r16), 32 (r32) and")
                .endsWith("more");
        assertThat(then.difference(DatasetDigest.of(new Rendered(999, 0)), many))
                .isEqualTo("the list of images (then 1000, now 999)");
    }

    @Test
    void resumingNamesWhatChangedAndRefusesCheckpointsThatDoNotSay() {
        Dataset changed = open(COCO.replace("4,4,20,4", "4,4,21,4"));
        TrainingState state = new TrainingState(1, 0, LoaderPosition.START, before, Map.of(), Map.of(), Map.of());
        state.requireSameData(before, data);
        assertThatThrownBy(() -> state.requireSameData(DatasetDigest.of(changed), changed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other training data: the annotations of image 2 (b.png) changed");
        TrainingState old = new TrainingState(1, 0, LoaderPosition.START, null, Map.of(), Map.of(), Map.of());
        assertThatThrownBy(() -> old.requireSameData(before, data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("earlier version", "--weights");
    }

    private Dataset open(String coco) {
        try {
            Files.writeString(folder.resolve("coco.json"), coco);
            return DataFormat.COCO.open(folder, folder.resolve("coco.json"), BadDataPolicy.FAIL);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void image(String name, int grey) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, grey);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    /** A data set whose images are rendered when they are loaded. Records which images were loaded. */
    private record Rendered(int size, int grey, Set<Integer> loaded) implements Dataset {

        Rendered(int size, int grey) {
            this(size, grey, ConcurrentHashMap.newKeySet());
        }

        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "cell", "dot");
        }

        @Override
        public Sample load(int index) {
            loaded.add(index);
            Image image = Image.black(8, 8, 3);
            image.pixels()[0] = (byte) grey;
            Rle mask = Rle.fromBox(new double[] {1, 1, 4, 4}, 8, 8);
            return Sample.of(index, imageName(index), image, new int[] {1}, List.of(mask));
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "r" + index;
        }
    }

    @Test
    void anImageWithoutANameIsRefused() {
        Dataset nameless = (Dataset) Proxy.newProxyInstance(
                Dataset.class.getClassLoader(),
                new Class<?>[] {Dataset.class},
                (proxy, method, arguments) ->
                        method.getName().equals("imageName") ? null : method.invoke(data, arguments));
        assertThatThrownBy(() -> DatasetDigest.of(nameless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a name of image 0, found none (null)");
    }
}
