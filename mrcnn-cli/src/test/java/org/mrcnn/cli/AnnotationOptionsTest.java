// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** The options for information that annotations lack, and the messages of commands about assumptions. */
class AnnotationOptionsTest extends CommandCase {
    private static final String SHAPE = "{'name':'polygon','all_points_x':[10,30,30,10],'all_points_y':[10,10,20,20]}";
    private static final String LABELS = "0 0.2 0.2 0.5 0.2 0.5 0.5\n";

    private Path image(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Images.write(Image.black(48, 64, 3), folder.resolve(name));
        return folder.resolve(name);
    }

    private Path text(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text.replace('\'', '"'));
    }

    /**
     * Writes a region for each of these attributes, as in a published data set, where some have two attributes and some none.
     */
    private Path via(String name, String... attributes) throws IOException {
        image(name + "/1.png");
        List<String> regions = List.of(attributes).stream()
                .map(each -> "{'shape_attributes':" + SHAPE + ",'region_attributes':" + each + "}")
                .toList();
        return text(name + "/via.json", "{'k':{'filename':'1.png','regions':[" + String.join(",", regions) + "]}}");
    }

    private AnnotatedDataset converted(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "convert-data";
        all[1] = "--out";
        all[2] = folder.resolve("out.json").toString();
        System.arraycopy(options, 0, all, 3, options.length);
        assertThat(mrcnn(all)).as(err.toString()).isZero();
        String text = out.toString();
        String images = text.substring(text.lastIndexOf("--images ") + 9).strip();
        return DataFormat.COCO.open(Path.of(images), folder.resolve("out.json"));
    }

    @Test
    void classAttributeAndClasses() throws IOException {
        String via = via("train", "{'insect':'kudzu'}", "{'inseto':'kudzu'}").toString();
        assertThat(mrcnn(
                        "convert-data",
                        "--annotations",
                        via,
                        "--out",
                        folder.resolve("x.json").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("[insect, inseto]", "--class-attribute");
        assertThat(converted("--annotations", via, "--class-attribute", "insect,inseto")
                        .labels())
                .containsExactly("BG", "kudzu");
        assertThat(converted("--annotations", via, "--class-attribute", "insect,inseto", "--classes", "leaf, kudzu")
                        .labels())
                .containsExactly("BG", "leaf", "kudzu");
        assertThat(mrcnn("convert-data", "--annotations", via, "--classes", "a,a", "--out", "x.json"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Classes: expected names that differ", "[a, a]");
    }

    @Test
    void splitName() throws IOException {
        for (String split : List.of("train", "val")) {
            image("images/" + split + "/" + split + ".png");
            text("labels/" + split + "/" + split + ".txt", LABELS);
        }
        String yaml = text("d.yaml", "train: images/train\nval: images/val\nnames: [cat]\n")
                .toString();
        assertThat(converted("--annotations", yaml).imageName(0)).isEqualTo("images/train/train.png");
        assertThat(out.toString()).contains("0 problems, 1 note", "OTHER_SPLITS", "'train', which is read, and [val]");
        assertThat(converted("--annotations", yaml, "--split-name", "val").imageName(0))
                .isEqualTo("images/val/val.png");
        String results = text("r.json", "[]").toString();
        assertThat(mrcnn("evaluate", "--annotations", yaml, "--results", results, "--out", folder + "/m.json"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("'val', which is read, and [train]");
    }

    /** The validation data lack a class, or have no class names. */
    @Test
    void validationDataHaveTheClassesOfTheTrainingData() throws IOException {
        String train = via("train", "{'name':'kudzu'}").toString();
        String validation = via("val", "{}").toString();
        Path config = text(
                "c.yaml",
                """
                model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
                image: {minDimension: 64, maxDimension: 64}
                rpn: {anchorScales: [8, 16, 32, 64, 128]}
                train: {steps: 1, batchSize: 1}
                """);
        int status = mrcnn(
                "train",
                "--config",
                config.toString(),
                "--annotations",
                train,
                "--class-attribute",
                "name,insect",
                "--validation-annotations",
                validation,
                "--out",
                folder.resolve("m.mrcnn").toString());
        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("training data: 1 image, 1 annotation, 0 problems")
                .contains("validation data: 1 image, 1 annotation, 0 problems");
        String model = folder.resolve("m.mrcnn").toString();
        String metrics = folder.resolve("metrics.json").toString();
        assertThat(mrcnn("evaluate", "--model", model, "--annotations", validation, "--out", metrics))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("names no class: its objects are taken for the class of");
    }

    @Test
    void inspectListsNotesOnItsPage() throws IOException {
        image("1.png");
        String shape = "'shape_type':'polygon','points':[[10,10],[30,10],[30,20],[10,20]]}";
        text(
                "1.json",
                "{'imagePath':'1.png','imageHeight':48,'imageWidth':64,'shapes':[{'label':'cat '," + shape
                        + ",{'label':'__ignore__'," + shape + "]}");
        Path page = folder.resolve("page.html");
        assertThat(mrcnn("inspect", "--annotations", folder.toString(), "--out", page.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("1 annotation, 0 problems, 2 notes", "1 x CLASS_NAME", "1 x NO_OBJECT");
        assertThat(page)
                .content()
                .contains("Notes: what was assumed", "1 x NO_OBJECT")
                .doesNotContain("None found");
    }

    @Test
    void evaluateSaysWhatItsFiguresAre() throws IOException {
        image("a.png");
        String object = "'image_id':1,'category_id':1,'iscrowd':0,'area':200,'bbox':[10,10,20,10],'segmentation':"
                + "[[10,10,30,10,30,20,10,20]]}";
        String truth = text(
                        "gt.json",
                        "{'images':[{'id':1,'file_name':'a.png','width':64,'height':48}],'categories':"
                                + "[{'id':1,'name':'cat'}],'annotations':[{'id':0," + object + "]}")
                .toString();
        String polygons = text("r.json", "[{'score':0.9," + object + "]").toString();
        assertEvaluates(truth, polygons);
        assertThat(out.toString()).contains("0 problems, 1 note", "annotation ids from 1, found 0");
        assertThat(out.toString()).doesNotContain("BOXES_AS_MASKS");
        String boxes = text("b.json", "[{'image_id':1,'category_id':1,'score':0.9,'bbox':[10,10,20,10]}]")
                .toString();
        assertEvaluates(truth, boxes);
        assertThat(out.toString()).contains("1 x BOXES_AS_MASKS", "none in any of 1");
    }

    private void assertEvaluates(String truth, String results) {
        String metrics = folder.resolve("m.json").toString();
        assertThat(mrcnn("evaluate", "--annotations", truth, "--results", results, "--out", metrics))
                .as(err.toString())
                .isZero();
    }
}
