// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.EllipsesDataset;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.inspect.Suspicion.Kind;

class DatasetScanTest {
    private static final Resize HALF = new Resize.Square(0, 64, 0);

    @TempDir
    Path folder;

    @BeforeEach
    void renderImages() throws IOException {
        Image image = Image.black(100, 128, 3);
        Arrays.fill(image.pixels(), 0, 100 * 128 * 3 / 2, (byte) 200);
        for (String name : List.of("a.png", "b.png", "c.png")) {
            Images.write(image, folder.resolve(name));
        }
    }

    private AnnotatedDataset open(String annotations) throws IOException {
        String images = List.of("a", "b", "c").stream()
                .map(n -> "{'id': " + (n.charAt(0) - 'a' + 1) + ", 'file_name': '" + n
                        + ".png', 'height': 100, 'width': 128}")
                .collect(Collectors.joining(","));
        String text = "{'images': [" + images + "], 'annotations': [" + annotations
                + "], 'categories': [{'id': 1, 'name': 'cell'}, {'id': 2, 'name': 'rod'}]}";
        return DataFormat.COCO.open(
                folder, Files.writeString(folder.resolve("annotations.json"), text.replace('\'', '"')));
    }

    private static String polygon(int id, int image, int category, String corners) {
        return "{'id': " + id + ", 'image_id': " + image + ", 'category_id': " + category + ", 'segmentation': [["
                + corners + "]]}";
    }

    @Test
    void tellsSizesBeforeAndAfterTheResize() throws IOException {
        AnnotatedDataset data = open(polygon(7, 1, 2, "20,10, 60,10, 60,30, 20,30"));
        DatasetScan scan = DatasetScan.of(data, HALF, 10, 1);
        assertThat(scan.labels()).containsExactly("BG", "cell", "rod");
        assertThat(scan.total()).isEqualTo(3);
        assertThat(scan.images()).extracting(ImageFacts::name).containsExactly("a.png", "b.png", "c.png");
        ObjectFacts object = scan.images().get(0).objects().get(0);
        assertThat(object.annotationId()).contains("7");
        assertThat(object.classId()).isEqualTo(2);
        assertThat(object.box()).containsExactly(10, 20, 30, 60);
        assertThat(object.area()).isEqualTo(800);
        assertThat(object.size()).isEqualTo(Math.sqrt(800), within(1e-12));
        assertThat(object.ratio()).isEqualTo(2);
        // 100 x 128 becomes 50 x 64, with 7 rows of padding above.
        assertThat(object.resizedBox()).containsExactly(12, 10, 22, 30);
        assertThat(object.resizedArea()).isEqualTo(200);
        assertThat(object.resizedSide()).isEqualTo(Math.sqrt(200), within(1e-12));
        assertThat(scan.images().get(0).resizedBoxes()).containsExactly(12, 10, 22, 30);
        assertThat(scan.meanPixel()).containsExactly(new double[] {100, 100, 100}, within(1e-9));
    }

    @Test
    void reportsEveryKindOfSuspicion() throws IOException {
        Images.write(Image.black(100, 128, 3), folder.resolve("c.png"));
        AnnotatedDataset data = open(String.join(
                ",",
                polygon(1, 1, 1, "20,10, 60,30, 60,10, 20,30"), // bow tie
                polygon(2, 1, 1, "70,40, 110,40, 110,80, 70,80"),
                polygon(3, 1, 1, "70,40, 110,40, 110,79, 70,79"), // again
                polygon(4, 1, 2, "70,40, 110,40, 110,80, 70,80"), // of another class
                polygon(5, 2, 1, "5,5, 10,5, 10,50, 5,50"), // narrow
                polygon(6, 2, 1, "31,31, 33,31, 33,33, 31,33"))); // smaller than a pixel at a quarter of the size
        truncate(folder.resolve("c.png"));
        DatasetScan scan = DatasetScan.of(data, new Resize.Square(0, 64, 0), 10, 1);
        Map<Kind, List<String>> found = scan.suspicions().stream()
                .collect(Collectors.groupingBy(
                        Suspicion::kind,
                        Collectors.mapping(
                                s -> s.image().name() + " "
                                        + (s.object() < 0
                                                ? "image"
                                                : ""
                                                        + s.image()
                                                                .objects()
                                                                .get(s.object())
                                                                .annotationId()
                                                                .orElseThrow()),
                                Collectors.toList())));
        assertThat(found)
                .containsEntry(Kind.SELF_CROSSING, List.of("a.png 1"))
                .containsEntry(Kind.REPEATED, List.of("a.png 3"))
                .containsEntry(Kind.TINY, List.of("b.png 5", "b.png 6"))
                .containsEntry(Kind.UNREADABLE, List.of("c.png image"))
                .hasSize(4);
        assertThat(scan.readable()).hasSize(2);

        DatasetScan small = DatasetScan.of(data, new Resize.Square(0, 64, 0), 1, 1);
        assertThat(small.images()).hasSize(1);
    }

    @Test
    void whatTheResizeLosesOrRefuses() throws IOException {
        AnnotatedDataset data =
                open(polygon(6, 1, 1, "0,0, 3,0, 3,3, 0,3") + "," + polygon(7, 2, 1, "20,10, 60,10, 60,30"));
        List<Suspicion> refused = DatasetScan.of(data, new Resize.None(), 10, 1).suspicions();
        assertThat(refused)
                .extracting(Suspicion::kind)
                .containsExactly(Kind.NOT_RESIZABLE, Kind.NOT_RESIZABLE, Kind.NOT_RESIZABLE, Kind.NO_OBJECTS);
        assertThat(refused.get(0).text()).contains("divisible by 64");
        // A crop of 64 x 64 out of 100 x 128 misses a corner of 3 x 3 nearly always.
        assertThat(DatasetScan.of(data, new Resize.Crop(64, 0), 10, 3).suspicions())
                .extracting(Suspicion::kind)
                .contains(Kind.VANISHED);
    }

    @Test
    void crowdsAreNoInstances() throws IOException {
        AnnotatedDataset data = open(polygon(1, 1, 1, "20,10, 60,10, 60,30, 20,30")
                .replace("'segmentation'", "'iscrowd': 1, 'segmentation'"));
        DatasetScan scan = DatasetScan.of(data, HALF, 10, 1);
        assertThat(scan.images().get(0).objects()).hasSize(1);
        assertThat(scan.images().get(0).instances()).isZero();
        assertThat(scan.instances()).isEmpty();
        assertThat(scan.images().get(0).resizedBoxes()).isEmpty();
    }

    @Test
    void equalsAPlainLoopOverRenderedImages() {
        EllipsesDataset data = EllipsesDataset.ofThreeClasses(6, 3);
        DatasetScan scan = DatasetScan.of(data, new Resize.None(), 100, 1);
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            assertThat(scan.images().get(i).resizedBoxes()).isEqualTo(sample.boxes());
            for (int k = 0; k < sample.count(); k++) {
                assertThat(scan.images().get(i).objects().get(k).area())
                        .isEqualTo(sample.masks().get(k).area());
            }
        }
        assertThat(DatasetScan.of(data, new Resize.None(), 3, 1).images())
                .usingRecursiveComparison()
                .isEqualTo(DatasetScan.of(data, new Resize.None(), 3, 1).images());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetScan.of(data, new Resize.None(), 0, 1))
                .withMessageContaining("found 0");
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
}
