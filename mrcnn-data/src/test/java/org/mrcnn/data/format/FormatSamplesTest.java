// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.mask.Rle;

/** A small sample of every format, created by make_samples.py: detected, read, written as COCO, read again. */
class FormatSamplesTest {

    /** The rectangle of every sample: x 5 to 15, y 4 to 12. */
    private static final Rle RECTANGLE = Rle.fromBox(new double[] {5, 4, 10, 8}, 30, 40);

    @TempDir
    private Path folder;

    private static Path sample(String path) {
        try {
            return Path.of(FormatSamplesTest.class.getResource("/formats").toURI())
                    .resolve(path);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COCO    | coco/annotations.json             | cell nucleus | 2 2",
                "COCO    | panoptic/segments.json            | cell nucleus | 2 1",
                "VOC     | voc                               | cell nucleus | 2 1",
                "VOC     | voc/ImageSets/Segmentation/train.txt | cell nucleus | 2",
                "LABELME | labelme                           | cell nucleus | 2 2",
                "VIA     | via/via1.json                     | cell nucleus | 2 3",
                "VIA     | via/via2.json                     | cell nucleus | 2 3",
                "VIA     | via/project.json                  | cell nucleus | 2 3",
                "VIA     | via/via1.csv                      | cell nucleus | 2 3",
                "VIA     | via/via2.csv                      | cell nucleus | 2 3",
                "VIA     | via/via3.json                     | cell nucleus | 2 3",
                "MASKS   | masks-each                        | object       | 2 1",
                "MASKS   | masks-indexed                     | object       | 2 1",
                "MASKS   | masks-coloured                    | object       | 2 1",
                "MASKS   | masks-own                         | object       | 2 1",
                "MASKS   | masks-classes                     | cell nucleus | 2 1",
                "YOLO    | yolo                              | cell nucleus | 2",
                "YOLO    | yolo/data.yaml                    | cell nucleus | 2",
                "CVAT    | cvat                              | cell nucleus | 2 1",
                "CVAT    | cvat/annotations.xml              | cell nucleus | 2 1",
                "SUPERVISELY | supervisely                   | cell nucleus | 2 1",
                "OPEN_IMAGES | open-images/train-annotations-object-segmentation.csv | cell nucleus | 2 1",
            })
    void everySampleIsEqualAfterCoco(DataFormat format, String path, String classes, String counts) throws IOException {
        assertThat(DataFormat.detect(sample(path))).isEqualTo(format);
        AnnotatedDataset data = format.open(null, sample(path), BadDataPolicy.FAIL);
        assertThat(data.report().total()).isZero();
        assertThat(String.join(" ", data.labels())).isEqualTo("BG " + classes);
        assertThat(IntStream.range(0, data.size()).mapToObj(data::instanceCount).map(String::valueOf))
                .isEqualTo(List.of(counts.split(" ", -1)));
        assertThat(data.load(0).masks()).contains(RECTANGLE);

        Path images = data.annotations(0).file();
        for (int i = Path.of(data.imageName(0)).getNameCount(); i > 0; i--) {
            images = images.getParent();
        }
        Path coco = folder.resolve("coco.json");
        DataFormat.writeCoco(data, coco);
        assertEqual(data, DataFormat.COCO.open(images, coco));
        assertThat(folder.resolve("coco.json.part")).doesNotExist();
    }

    private static void assertEqual(Dataset expected, Dataset found) {
        assertThat(found.size()).isEqualTo(expected.size());
        assertThat(found.labels()).isEqualTo(expected.labels());
        for (int i = 0; i < expected.size(); i++) {
            Sample a = expected.load(i);
            Sample b = found.load(i);
            assertThat(b.imageId()).isEqualTo(a.imageId());
            assertThat(b.imageName()).isEqualTo(a.imageName());
            assertThat(b.image().pixels()).isEqualTo(a.image().pixels());
            assertThat(b.classIds()).isEqualTo(a.classIds());
            assertThat(b.boxes()).isEqualTo(a.boxes());
            assertThat(b.masks()).isEqualTo(a.masks());
            assertThat(kinds(found, i)).isEqualTo(kinds(expected, i));
        }
    }

    private static List<Class<?>> kinds(Dataset data, int index) {
        return data.annotations(index).objects().stream()
                .<Class<?>>map(object -> object.segment().getClass())
                .toList();
    }

    /** All VIA files contain the same regions. */
    @Test
    void versionsOfViaAgree() {
        Dataset project = DataFormat.VIA.open(null, sample("via/project.json"));
        Stream.of("via1.json", "via2.json", "via3.json", "via1.csv", "via2.csv")
                .forEach(file -> assertEqual(
                        project, DataFormat.VIA.open(null, sample("via").resolve(file))));
    }

    /** The four layouts of mask folders contain the same masks. */
    @Test
    void layoutsOfMasksAgree() {
        List<Rle> each =
                DataFormat.MASKS.open(null, sample("masks-each")).load(0).masks();
        for (String other : List.of("masks-own", "masks-indexed", "masks-coloured", "masks-classes")) {
            assertThat(DataFormat.MASKS.open(null, sample(other)).load(0).masks())
                    .as(other)
                    .containsExactlyInAnyOrderElementsOf(each);
        }
    }

    /** CVAT has run lengths of a part of the image, Supervisely a bitmap of it. */
    @Test
    void partsOfImagesAreTheMasksOfTheWhole() {
        Rle mask = DataFormat.MASKS
                .open(null, sample("masks-each"))
                .load(1)
                .masks()
                .get(0);
        assertThat(DataFormat.CVAT.open(null, sample("cvat")).load(1).masks()).containsExactly(mask);
        assertThat(DataFormat.SUPERVISELY
                        .open(null, sample("supervisely"))
                        .load(1)
                        .masks())
                .containsExactly(mask);
    }

    /** Masks of Open Images differ in size from their images. */
    @Test
    void scaledMasksAreThoseOfTheImage() {
        Path csv = sample("open-images/train-annotations-object-segmentation.csv");
        for (int i = 0; i < 2; i++) {
            assertThat(DataFormat.OPEN_IMAGES.open(null, csv).load(i).masks())
                    .isEqualTo(DataFormat.MASKS
                            .open(null, sample("masks-each"))
                            .load(i)
                            .masks());
        }
    }

    @Test
    void idsOfTextAreKeptAndNumbersOfThemAreStable() {
        AnnotatedDataset data = DataFormat.COCO.open(null, sample("coco/annotations.json"));
        assertThat(data.annotations(0).id()).isEqualTo("img-a");
        assertThat(data.imageId(0)).isBetween(1L << 24, 1L << 53);
        assertThat(data.imageId(1)).isEqualTo(7);
        assertThat(data.categoryId(2)).isEqualTo(5);
        assertThat(data.classIds(1)).containsExactly(-1, 2);
    }

    /** The default of LabelMe. */
    @Test
    void labelMeFilesBesideTheirImages() throws IOException {
        Files.copy(sample("labelme/images/a.png"), folder.resolve("a.png"));
        String text = Files.readString(sample("labelme/json/a.json"));
        Path json = Files.writeString(folder.resolve("a.json"), text.replace("..\\\\images\\\\", ""));
        for (Path at : List.of(folder, json)) {
            AnnotatedDataset data = DataFormat.LABELME.open(null, at);
            assertThat(data.imageName(0)).isEqualTo("a.png");
            assertThat(data.load(0).masks()).contains(RECTANGLE);
        }
        assertThat(DataFormat.detect(folder)).isEqualTo(DataFormat.LABELME);
    }

    @Test
    void shapesOfOneGroupAreOneObject() {
        Sample b = DataFormat.LABELME.open(null, sample("labelme")).load(1);
        assertThat(b.masks().get(1).area()).isEqualTo(16 + 8);
    }

    /** Polygons are fine enough that their areas are those of the shapes. */
    @Test
    void circlesAndEllipsesBecomePolygons() {
        for (double[] radii : new double[][] {{100, 100}, {150, 60}, {3000, 2000}}) {
            Segment.Polygons ellipse = (Segment.Polygons) Shapes.ellipse(4000, 4000, radii[0], radii[1], 0.7);
            double area = ellipse.rasterize(8000, 8000).area();
            assertThat(area / (Math.PI * radii[0] * radii[1])).isBetween(0.995, 1.005);
        }
        double[] turned = Shapes.ellipse(0, 0, 10, 1, Math.PI / 2).extent();
        assertThat(turned[3]).isBetween(9.9, 10.1);
        assertThat(turned[2]).isBetween(0.9, 1.1);
    }
}
