// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** The output of a command never replaces its input. */
class OutputsTest extends CommandCase {
    private static final String COCO = "{\"images\":[{\"id\":1,\"file_name\":\"a.png\",\"width\":64,\"height\":48}],"
            + "\"categories\":[{\"id\":1,\"name\":\"cat\"}],\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,"
            + "\"iscrowd\":0,\"area\":200,\"bbox\":[10,10,20,10],\"segmentation\":[[10,10,30,10,30,20,10,20]]}]}";

    @BeforeEach
    void write() throws IOException {
        Images.write(Image.black(48, 64, 3), folder.resolve("a.png"));
        Files.writeString(folder.resolve("a.json"), COCO);
        Files.writeString(folder.resolve("r.json"), "[]");
    }

    private int run(String line) {
        String[] arguments = line.replace("@", folder + "/").split(" ", -1);
        return mrcnn(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "convert-data --annotations @a.json --out @a.json",
                "convert-data --annotations @a.json --out @b/../a.json",
                "convert-data --annotations @a.json --out @link.json",
                "convert-data --annotations @a.json --out @a.png",
                "convert-data --annotations @a.json --split 0.5 --out @b.json --rest @b.json",
                "inspect --annotations @a.json --out @a.json",
                "evaluate --annotations @a.json --results @r.json --out @r.json",
                "evaluate --annotations @a.json --results @r.json --out @a.json",
            })
    void inputsAreNotReplaced(String line) throws IOException {
        Files.createDirectory(folder.resolve("b"));
        Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("a.json"));
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).contains("choose another name").hasLineCount(1);
        assertThat(folder.resolve("a.json")).hasContent(COCO);
        assertThat(folder.resolve("b.json")).doesNotExist();
    }

    @Test
    void droppedAnnotationsAreCounted() {
        assertThat(run("convert-data --annotations @a.json --min-area 201 --out @b.json"))
                .isZero();
        assertThat(out.toString())
                .contains("b.json: 1 image, 0 annotations, classes [cat]")
                .contains("dropped by --rename or --min-area: 1 annotation; none is left");
        assertThat(run("convert-data --annotations @a.json --rename cat= --out @b.json"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Class 'cat': expected a new name, or BG to drop it");
    }

    @Test
    void anEarlierOutputIsReplaced() {
        String line = "convert-data --annotations @a.json --out @b.json";
        assertThat(run(line)).as(err.toString()).isZero();
        assertThat(run(line)).as(err.toString()).isZero();
    }
}
