// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.mask.Rle;

/** Data for which pycocotools gives unexpected results are evaluated as by pycocotools, with a note. */
class EvaluationNotesTest {

    private static final String IMAGE = "{'id':1,'width':64,'height':48}";
    private static final String CATEGORY = "{'id':1,'name':'cat'}";
    private static final String OBJECT = "{'id':1,'image_id':1,'category_id':1,'iscrowd':0,'area':200,"
            + "'bbox':[10,10,20,10],'segmentation':[[10,10,30,10,30,20,10,20]]}";
    private static final Rle MASK = Rle.fromBox(new double[] {10, 10, 20, 10}, 48, 64);

    @TempDir
    private Path folder;

    private Path write(String images, String annotations, String categories) throws IOException {
        String json =
                "{'annotations':[" + annotations + "],'images':[" + images + "],'categories':[" + categories + "]}";
        return Files.writeString(folder.resolve("gt.json"), json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'id':1,'image_id'     | 'id':0,'image_id'   | 1 x EVALUATION_IDS | annotation ids from 1, found 0",
                "'image_id':1          | 'image_id':5         | 1 x EVALUATION_IDS | image id 5, annotation id 1: expected an image",
                "'category_id':1       | 'category_id':3      | 1 x EVALUATION_IDS | expected a category of id 3, found none",
                "'bbox':[10,10,20,10]  | 'bbox':[40,30,60,40] | 1 x BOX_DIFFERS   | found [40.0, 30.0, 60.0, 40.0]",
                "'bbox':[10,10,20,10]  | 'bbox':[10,10,30,20] | 1 x BOX_DIFFERS   | the two corners of the mask",
            })
    void annotationsThatSurprise(String from, String to, String count, String text) throws IOException {
        Findings notes = new Findings(BadDataPolicy.FAIL);
        CocoGroundTruth.read(write(IMAGE, OBJECT.replace(from, to), CATEGORY), true, notes);
        assertThat(notes.report(1, 1).toString()).contains("0 problems, 1 note", count, text, "gt.json");
    }

    /** Without masks, as for boxes only, all boxes together show it. */
    @Test
    void boxesThatAreTwoCorners() throws IOException {
        String corners = OBJECT.replace("[10,10,20,10]", "[40,30,60,40]");
        Findings notes = new Findings(BadDataPolicy.FAIL);
        CocoGroundTruth.read(write(IMAGE, corners, CATEGORY), false, notes);
        assertThat(notes.report(1, 1).toString())
                .contains("0 problems, 1 note", "1 x CORNER_BOXES", "gt.json, image id 1: expected boxes x, y, width")
                .contains("found [40.0, 30.0, 60.0, 40.0], which as x, y, width, height reaches to x 100.0, y 70.0")
                .contains("write each box as x, y, width, height: x1, y1, x2 - x1, y2 - y1");
    }

    @Test
    void idsThatAreThereTwice() throws IOException {
        Findings notes = new Findings(BadDataPolicy.FAIL);
        Path file = write(IMAGE + "," + IMAGE, OBJECT + "," + OBJECT, CATEGORY + "," + CATEGORY);
        CocoGroundTruth.read(file, true, notes);
        assertThat(notes.report(1, 2).toString())
                .contains("3 x EVALUATION_IDS", "one image of id 1", "one category of id 1", "annotation id 1");
    }

    @Test
    void ordinaryFilesHaveNoNotes() throws IOException {
        Findings notes = new Findings(BadDataPolicy.FAIL);
        CocoGroundTruth.read(write(IMAGE, OBJECT, CATEGORY), true, notes);
        assertThat(notes.report(1, 1).notes()).isZero();
    }

    /** A polygon of two corners that is not the first one has no pixels in pycocotools. */
    @Test
    void furtherPolygonsOfTwoCornersAreEmpty() throws IOException {
        String two = OBJECT.replace("]]}", "],[40,30,60,40]]}");
        assertThat(CocoGroundTruth.read(write(IMAGE, two, CATEGORY))
                        .annotations()
                        .get(0)
                        .mask())
                .isEqualTo(MASK);
        String odd = OBJECT.replace("]]}", "],[40,30,60]]}");
        Path file = write(IMAGE, odd, CATEGORY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("annotations[0].segmentation");
    }

    @Test
    void resultsOfPolygonsAreFilledInTheSizeOfTheirImage() throws IOException {
        CocoGroundTruth truth = CocoGroundTruth.read(write(IMAGE, OBJECT, CATEGORY));
        Path results = Files.writeString(
                folder.resolve("res.json"),
                ("[" + OBJECT.replace("'iscrowd':0", "'score':0.9") + "]").replace('\'', '"'));
        List<CocoDetection> found =
                CocoDetection.readAll(results, id -> truth.images().get((int) id - 1));
        assertThat(found.get(0).mask()).isEqualTo(MASK);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoDetection.readAll(results))
                .withMessageContaining("results[0].segmentation");
    }
}
