// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;

/** YOLO data sets as tools and people write them: splits, lists, names of classes and files, labels and their images. */
class YoloFilesTest extends AnnotationCases {

    static Stream<Case> filesOfYolo() {
        String[] split = {
            "train/images/1.png",
            "",
            "train/labels/1.txt",
            LINE_A,
            "valid/images/2.png",
            "",
            "valid/labels/2.txt",
            LINE_A,
            "test/images/3.png",
            "",
            "test/labels/3.txt",
            LINE_A
        };
        String roboflow = "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnames: [cat]\n";
        String[] flat = {"images/a.png", "", "labels/a.txt", LINE_A};
        return Stream.of(
                yolo("data.yaml", "cat | 200 | OTHER_SPLITS", split, "data.yaml", roboflow),
                yolo("", "cat | 200 | OTHER_SPLITS", split, "data.yaml", roboflow),
                yolo(
                        "data.yaml",
                        "! BAD_LAYOUT | the split 'train' | [val] | --split-name",
                        split,
                        "data.yaml",
                        "val: valid/images\nnames: [cat]\n"),
                yolo(
                        "cfg/d.yaml",
                        "cat | 200 200 |",
                        split,
                        "cfg/d.yaml",
                        "path: @\ntrain: [train/images, valid/images]\nnames: {0: cat}\n"),
                yolo(
                        "d.yaml",
                        "cat | 200 | FOUND_BY_NAME",
                        split,
                        "d.yaml",
                        "path: /content/gone\ntrain: train/images\nnames: [cat]\n"),
                yolo(
                        "d.yaml",
                        "! MISSING_IMAGE | d.yaml | /content/gone/x",
                        split,
                        "d.yaml",
                        "path: /content/gone\ntrain: x\nnames: [cat]\n"),
                yolo(
                        "d.yaml",
                        "cat | 200 |",
                        flat,
                        "d.yaml",
                        "train: train.txt\nval: train.txt\nnames: [cat]\n",
                        "train.txt",
                        MARK + "./images/a.png\n"),
                yolo("train.txt", "cat | 200 |", flat, "d.yaml", "names: [cat]\n", "train.txt", "@/images/a.png\n"),
                yolo(
                        "train.txt",
                        "cat | 200 | FOUND_BY_NAME",
                        flat,
                        "d.yaml",
                        "names: [cat]\n",
                        "train.txt",
                        "/home/me/images/a.png\n"),
                yolo(
                        "",
                        "cat dog | 200 | UNUSED_CLASS",
                        flat,
                        "data.yaml",
                        "names: [cat, dog]\n",
                        "args.yaml",
                        "epochs: 3\n"),
                yolo("", "! BAD_LAYOUT | a.yaml, b.yaml", flat, "a.yaml", "names: [cat]\n", "b.yaml", "names: [dog]\n"),
                yolo("", "! BAD_CLASS_NAME | 'cat', ''", flat, "data.yaml", "names:\n  0: cat\n  1:\n"),
                yolo("", "! BAD_LAYOUT | data.yaml | '0' | line 3", flat, "data.yaml", "names:\n  0: cat\n  0: dog\n"),
                yolo("", "! BAD_LAYOUT | the alias *n", flat, "data.yaml", "all: &n [cat]\nnames: *n\n"),
                yolo("", "! BAD_LAYOUT | [0, dog]", flat, "data.yaml", "names: {0: cat, dog: 1}\n"),
                yolo("", "! BAD_LAYOUT | 'cat'", flat, "data.yaml", "names: cat\n"),
                yolo("", "! BAD_LAYOUT | a second document", flat, "data.yaml", "names: [cat]\n---\nnames: [dog]\n"),
                yolo("", "! BAD_CLASS_NAME | put it in quotes", flat, "data.yaml", "names: [yes, no]\n"),
                yolo("d.yaml", "cat | 200 |", flat, "d.yaml", "train: .\\images\nnames: [cat]\n"),
                yolo("", "cat | 200 |", flat, "labels/a.txt", "0.0" + LINE_A.substring(1), "classes.txt", "cat\n"),
                yolo(
                        "",
                        "! BAD_SEGMENT | the coordinate 30.0, where fractions of the image, 0 to 1, belong",
                        flat,
                        "labels/a.txt",
                        "0 1 1 30 10 30 20\n",
                        "classes.txt",
                        "cat\n"),
                yolo("", "cat | 200 | CLASS_NAME", flat, "data.yaml", "nc: 3\nnames: [cat]\n"),
                yolo("d.yaml", "class 0 class 1 | 200 | UNUSED_CLASS", flat, "d.yaml", "train: images\nnc: 2\n"),
                yolo("", "cat | 200 200 | FOUND_BY_NAME", flat, "images/a.PNG", "", "data.yaml", "names: [cat]\n"),
                yolo("", "! BAD_CLASS_NAME | 'cat ', 'cat'", flat, "data.yaml", "names: ['cat ', cat]\n"),
                yolo("", "cat | 200 |", flat, "classes.txt", MARK + "cat\n"),
                yolo(
                        "",
                        "cat | 200 |",
                        new String[0],
                        "images/a.png",
                        "",
                        "labels/a.txt",
                        MARK + LINE_A,
                        "classes.txt",
                        "cat\n"),
                yolo(
                        "images/ds",
                        "cat | 200 |",
                        new String[0],
                        "images/ds/1.png",
                        "",
                        "images/ds/1.txt",
                        LINE_A,
                        "images/ds/classes.txt",
                        "cat\n"),
                yolo(
                        "",
                        "cat | 200 | FOUND_BY_NAME",
                        new String[0],
                        "images/d\u00e9.png",
                        "",
                        "labels/d%C3%A9.txt",
                        LINE_A,
                        "classes.txt",
                        "cat\n"),
                yolo(
                        "",
                        "cat | 200 | FOUND_BY_NAME",
                        new String[0],
                        "images/d\u00e9.png",
                        "",
                        "labels/de\u0301.txt",
                        LINE_A,
                        "classes.txt",
                        "cat\n"),
                yolo(
                        "",
                        "cat | 200 | UNUSED_LABELS",
                        flat,
                        "labels/2.txt",
                        LINE_A,
                        "images/2.heic",
                        "-",
                        "classes.txt",
                        "cat\n"),
                yolo("", "cat | 200 | NO_LABELS", flat, "images/b.png", "", "classes.txt", "cat\n"),
                yolo(
                        "",
                        "! NO_SEGMENT | kpt_shape",
                        new String[0],
                        "images/a.png",
                        "",
                        "labels/a.txt",
                        "0 0.3 0.3 0.2 0.2 0.25 0.25 0.35 0.3\n",
                        "data.yaml",
                        "kpt_shape: [2, 2]\nnames: [cat]\n"),
                yolo(
                        "",
                        "! NO_SEGMENT | key points with flags",
                        flat,
                        "labels/a.txt",
                        "0 0.3 0.35 0.2 0.22 0.25 0.27 2 0.35 0.3 1\n0 0.6 0.35 0.2 0.22 0 0 0 0.65 0.3 2\n",
                        "classes.txt",
                        "cat\n"),
                yolo(
                        "",
                        "cat | 11 | KEY_POINTS",
                        flat,
                        "labels/a.txt",
                        "0 0.3 0.35 0.2 0.22 0.25 0.27 0.35 0.3\n",
                        "classes.txt",
                        "cat\n"));
    }

    @ParameterizedTest
    @MethodSource("filesOfYolo")
    void opensOrRefuses(Case of) throws IOException {
        assertOutcome(of);
    }

    @Test
    void theSplitIsChosen() throws IOException {
        Case of = filesOfYolo().findFirst().orElseThrow();
        Path yaml = write(of).resolve("data.yaml");
        for (String split : List.of("val", "valid", "test")) {
            AnnotatedDataset data =
                    DataFormat.YOLO.open(yaml, ReadOptions.DEFAULTS.withSplit(split), BadDataPolicy.FAIL);
            assertThat(data.size()).isEqualTo(1);
            assertThat(data.imageName(0)).startsWith(split.substring(0, 3));
        }
    }

    @Test
    void classesOfYoloWithoutNames() throws IOException {
        Path at = write(yolo("", "", new String[] {"images/a.png", "", "labels/a.txt", LINE_A}));
        ReadOptions given = ReadOptions.DEFAULTS.withClasses(List.of("cat", "dog"));
        assertThat(DataFormat.YOLO.open(at, given, BadDataPolicy.FAIL).labels()).containsExactly("BG", "cat", "dog");
    }

    @Test
    void textOfAnotherEncodingIsNamed() throws IOException {
        write(yolo("", "", new String[] {"images/a.png", "", "labels/a.txt", LINE_A}));
        Path list = folder.resolve("classes.txt");
        Files.write(list, "\u72d7\n".getBytes(Charset.forName("GBK")));
        assertThatThrownBy(() -> DataFormat.YOLO.open(null, folder))
                .hasMessageContainingAll("classes.txt", "save the file as UTF-8");
        Files.write(list, (MARK + "\u72d7\r\n").getBytes(Charset.forName("UTF-16LE")));
        assertThat(DataFormat.YOLO.open(null, folder).labels()).containsExactly("BG", "\u72d7");
    }
}
