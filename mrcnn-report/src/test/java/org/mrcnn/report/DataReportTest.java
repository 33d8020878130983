// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.rendered.CellsDataset;

class DataReportTest {
    private static final String HOSTILE = "<script>alert(1)</script>";
    private static final MaskRcnnConfig SMALL = small();

    @TempDir
    Path folder;

    private static MaskRcnnConfig small() {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults();
        return defaults.withImage(defaults.image().withDimensions(64, 64))
                .withTrain(defaults.train()
                        .withAugmentations(List.of(Augmentation.named("flips"), Augmentation.named("noise"))));
    }

    private static String html(Dataset data, MaskRcnnConfig config) {
        return DataReport.of(data, config)
                .withTitle("data " + HOSTILE)
                .withSample(100, 1)
                .html();
    }

    @Test
    void showsARenderedDataSet() {
        String html = html(new CellsDataset(3, 5, 64), SMALL);
        assertThat(html)
                .startsWith("<!doctype html>")
                .containsPattern("image:\n  meanPixel: \\[[0-9., ]+\\]\nrpn:\n  anchorScales: \\[[0-9, ]+\\]\n</pre>")
                .contains("Mode square: ", "train.augmentations: [flips, noise], then")
                .contains("What to set", "image.meanPixel", "Duplicates", "Mini masks", "Augmentation", "RPN targets")
                .contains("<svg", "data:image/jpeg;base64,", "data:image/png;base64,")
                .contains("&lt;script&gt;")
                .doesNotContain("http://", "https://", "<script", ">NaN", "null");
        assertThat(html.length()).isLessThan(15_000_000);
        assertThat(html(new CellsDataset(3, 5, 64), SMALL)).isEqualTo(html);
    }

    private void writeImages() throws IOException {
        Random random = new Random(1);
        for (String name : List.of("good.png", "copy.png", "other.png", "crossed.png")) {
            byte[] pixels = new byte[64 * 64 * 3];
            random.nextBytes(pixels);
            Images.write(new Image(64, 64, 3, pixels), folder.resolve(name));
        }
        Files.copy(folder.resolve("good.png"), folder.resolve("twin.png"));
        Files.writeString(folder.resolve("text.png"), "no image");
    }

    @Test
    void everyFaultIsReportedAndNamesAreEscaped() throws IOException {
        writeImages();
        List<String> images = new ArrayList<>();
        for (String name : List.of("good.png", "twin.png", "other.png", "crossed.png", "gone.png", "text.png")) {
            images.add(image(images.size() + 1, name, 64));
        }
        images.add(image(7, "copy.png", 32)); // of another size
        String square = "[[4, 4, 24, 4, 24, 24, 4, 24]]";
        List<String> objects = List.of(
                object(1, 1, 1, square),
                object(2, 1, 1, "[[3, 4, 24, 4, 24, 24, 4, 24]]"), // annotated twice
                object(3, 4, 1, "[[4, 4, 24, 24, 24, 4, 4, 20]]"), // crosses itself
                object(4, 1, 1, "[]"),
                object(5, 1, 1, "[[1, 2, 3, 4]]"),
                object(6, 1, 1, "[[80, 80, 90, 80, 90, 90]]"),
                object(7, 1, 1, "[[40, 40, 80, 40, 80, 60]]"),
                object(8, 1, 1, "[[5, 5, 5, 5, 5, 5]]"),
                object(9, 1, 9, square),
                object(10, 99, 1, square),
                object(11, 1, 1, "[[40, 10, 60, 10, 60, 12, 40, 12]]"), // tiny
                object(1, 1, 1, square)); // id again
        String json = "{'images': " + images + ", 'annotations': " + objects + ", 'categories': [{'id': 1, 'name': '"
                + HOSTILE + "'}]}";
        Path file = Files.writeString(folder.resolve("a.json"), json.replace('\'', '"'));
        AnnotatedDataset data = DataFormat.COCO.open(folder, file, BadDataPolicy.SKIP);
        String html = DataReport.of(data, SMALL).withFaults(data.report()).html();
        assertThat(data.report().counts().keySet())
                .contains(
                        DataProblem.MISSING_IMAGE,
                        DataProblem.UNREADABLE_IMAGE,
                        DataProblem.IMAGE_SIZE,
                        DataProblem.UNKNOWN_CATEGORY,
                        DataProblem.UNKNOWN_IMAGE,
                        DataProblem.NO_SEGMENT,
                        DataProblem.BAD_SEGMENT,
                        DataProblem.OUTSIDE_IMAGE,
                        DataProblem.PARTLY_OUTSIDE,
                        DataProblem.ZERO_AREA,
                        DataProblem.DUPLICATE_ID);
        data.report().counts().forEach((problem, count) -> assertThat(html).contains(count + " x " + problem + ":"));
        assertThat(html)
                .contains("1 x outline that crosses itself", "1 x object annotated twice", "1 x tiny object")
                .contains("image without objects", "gone.png", "good.png, twin.png", "&lt;script&gt;alert(1)")
                .doesNotContain("<script");
        // One partly outside, two suspicious objects in the first image, the tiny one, images without objects.
        assertThat(html.split("<td class=\"image\"><img ", -1)).hasSizeBetween(6, 12);
    }

    @Test
    void notesAreNoFaults() throws IOException {
        Images.write(new CellsDataset(1, 1, 64).load(0).image(), folder.resolve("good.png"));
        String json = "{'images': [" + image(1, "good.png", 64) + "], 'annotations': ["
                + object(1, 1, 1, "[[4, 4, 24, 4, 24, 24, 4, 24]]") + "], 'categories': [{'id': 1, 'name': 'cell'}]}";
        Path file = Files.writeString(folder.resolve("a.json"), json.replace('\'', '"'));
        Findings findings = new Findings(BadDataPolicy.SKIP);
        findings.add(DataProblem.CLASS_NAME, file, "a name without blanks at its ends", "'cell '");
        String html = DataReport.of(DataFormat.COCO.open(folder, file), SMALL)
                .withFaults(findings.report(1, 1))
                .html();
        assertThat(html)
                .contains("Notes: what was assumed", "1 x CLASS_NAME:", "cell ")
                .doesNotContain("None found", "Faults: these", "would end a training run");
    }

    @Test
    void imagesBesideTheListingAreBounded() {
        MaskRcnnConfig tiny = SMALL.withImage(SMALL.image().withDimensions(64, 64));
        String html = html(new CellsDataset(2, 5, 320), tiny);
        assertThat(html).contains("x tiny object");
        assertThat(html.split("<td class=\"image\"><img ", -1)).hasSizeBetween(13, 1 + 12 * 7);
        assertThat(html).contains("<td></td>");
    }

    private static String image(int id, String name, int side) {
        return "{'id': " + id + ", 'file_name': '" + name + "', 'height': " + side + ", 'width': " + side + "}";
    }

    private static String object(int id, int image, int category, String segment) {
        return "{'id': " + id + ", 'image_id': " + image + ", 'category_id': " + category + ", 'segmentation': "
                + segment + "}";
    }

    @Test
    void limitsThatAreTooLowAreSaid() {
        MaskRcnnConfig tight = SMALL.withRoi(SMALL.roi().withMaxInstances(1))
                .withDetection(SMALL.detection().withMaxInstances(2));
        assertThat(html(new CellsDataset(3, 5, 256), tight))
                .contains("more objects than roi.maxInstances allows (1;", "detection.maxInstances allows (2;");
    }

    @Test
    void aResizeThatRefusesEveryImageIsAFindingNotACrash() {
        MaskRcnnConfig none = SMALL.withImage(SMALL.image().withMode(ImageConfig.Mode.NONE))
                .withTrain(SMALL.train().withBatchSize(1));
        String html = html(new CellsDataset(2, 5, 72), none);
        assertThat(html).contains("2 x image that the resize refuses", "No objects to match");
    }

    @Test
    void refusesASettingThatCannotBe() {
        MaskRcnnConfig bad = SMALL.withImage(SMALL.image().withMode(ImageConfig.Mode.CROP));
        assertThatThrownBy(() -> DataReport.of(new CellsDataset(1, 5, 64), bad)
                        .withSample(0, 1)
                        .html())
                .hasMessageContaining("found 0");
    }
}
