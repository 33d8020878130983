// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/** An image that cannot be used does not affect the results of the others. */
class BadImagesTest extends CommandCase {
    private CellsCase cells;
    private Path images;
    private Path model;
    private Path json;

    /** Writes four images, the second of which is truncated. */
    @BeforeEach
    void writeImagesAndModel() throws IOException {
        cells = CellsCase.write(folder, 4);
        images = cells.images();
        model = cells.model();
        json = folder.resolve("found.json");
        Path cut = image(1);
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private Path image(int index) {
        return cells.image(index);
    }

    private int detect(Object... files) {
        List<String> args = new ArrayList<>(List.of("detect", "--model", model.toString(), "--min-score", "0"));
        args.addAll(List.of(
                "--json", json.toString(), "--out", folder.resolve("drawn").toString()));
        Arrays.stream(files).map(Object::toString).forEach(args::add);
        return mrcnn(args);
    }

    private void assertThreeOfFour() throws IOException {
        assertThat(err.toString()).contains("1 of 4 images failed", image(1).toString(), "ends before its image does");
        assertThat(CocoDetection.readAll(json))
                .extracting(CocoDetection::imageId)
                .contains(1L, 3L, 4L);
        assertThat(CocoDetection.readAll(json))
                .extracting(CocoDetection::imageId)
                .doesNotContain(2L);
        assertThat(Images.list(folder.resolve("drawn"))).hasSize(3);
    }

    @Test
    void detectGoesThroughFilesFoldersPatternsAndLists() throws IOException {
        assertThat(detect(image(0), image(1), image(2), image(3))).isEqualTo(1);
        assertThreeOfFour();
        assertThat(detect(images)).isEqualTo(1);
        assertThreeOfFour();
        assertThat(detect(images + "/*.png")).isEqualTo(1);
        assertThreeOfFour();
        Path list = folder.resolve("list.txt");
        Files.write(
                list,
                List.of("images/" + image(0).getFileName(), image(1).toString(), "", image(2) + "", image(3) + ""));
        assertThat(detect(list)).isEqualTo(1);
        assertThreeOfFour();
    }

    @Test
    void detectListsMissingAndExtremeImagesToo() throws IOException {
        Path flat = folder.resolve("flat.png");
        Images.write(Image.black(1, 1000, 3), flat);
        assertThat(detect(folder.resolve("none.png"), flat, image(0))).isEqualTo(1);
        assertThat(err.toString())
                .contains("2 of 3 images failed", "none.png: ", "there is no such file", "flat.png: ", "too extreme");
        assertThat(CocoDetection.readAll(json))
                .extracting(CocoDetection::imageId)
                .containsOnly(3L);
        assertThat(detect(image(0))).isZero();
    }

    @Test
    void argumentsThatNameNoImageAreRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (String argument : List.of(empty.toString(), images + "/*.jpg", folder + "/none/*.png")) {
            assertThat(detect(argument)).isEqualTo(2);
            assertThat(err.toString()).contains(argument + " names no image");
        }
    }

    @Test
    void evaluateMeasuresOnTheOthers() throws IOException {
        Path metrics = folder.resolve("metrics.json");
        Path results = folder.resolve("results.json");
        List<String> line = new ArrayList<>(List.of("evaluate", "--model", model.toString(), "--images"));
        line.addAll(List.of(images.toString(), "--annotations", folder.resolve("annotations.json") + ""));
        line.addAll(List.of("--out", metrics.toString(), "--save-results", results.toString()));
        line.addAll(List.of("--report", folder.resolve("page").toString()));
        assertThat(mrcnn(line)).isEqualTo(1);
        assertThat(err.toString()).contains("1 of 4 images failed", "ends before its image does");
        assertThat(metrics).exists();
        assertThat(folder.resolve("page")).isNotEmptyDirectory();
        long failed = new CellsDataset(4, 5, 64).imageId(1);
        assertThat(CocoDetection.readAll(results))
                .isNotEmpty()
                .extracting(CocoDetection::imageId)
                .doesNotContain(failed);
        line.addAll(List.of("--bad-data", "skip"));
        assertThat(mrcnn(line)).isZero();
    }

    @Test
    void inspectWritesItsPageAndListsThem() {
        Path page = folder.resolve("page.html");
        String annotations = folder.resolve("annotations.json").toString();
        String[] line = {"inspect", "--images", images + "", "--annotations", annotations, "--out", page + ""};
        assertThat(mrcnn(line)).isEqualTo(1);
        assertThat(page).exists();
        assertThat(err.toString()).contains("1 of the images failed", "ends before its image does");
    }

    @Test
    void noDetectionIsWithoutPixels() throws IOException {
        Path tiny = folder.resolve("tiny.png");
        Images.write(Image.black(10, 10, 3), tiny);
        try (MaskRcnn sure = MaskRcnn.load(model)) { // every pixel of every mask is on
            sure.update(weights -> weights.get("mrcnn_mask/bias").assign(5));
            sure.save(model);
        }
        assertThat(detect(tiny)).isZero();
        assertThat(CocoDetection.readAll(json))
                .isNotEmpty()
                .allMatch(d -> d.mask().area() > 0);
    }

    @Test
    void validationGoesOnWithTheOthers() throws IOException {
        Dataset data = org.mrcnn.data.format.DataFormat.COCO.open(images, folder.resolve("annotations.json"));
        try (MaskRcnn loaded = MaskRcnn.load(model)) {
            assertThat(Evaluations.of(loaded, data, new PrintWriter(out, true))).hasSize(2);
        }
        assertThat(out.toString()).contains("left out of the evaluation", "ends before its image does");
    }
}
