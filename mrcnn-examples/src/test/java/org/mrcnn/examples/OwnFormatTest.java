// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.ShapesDataset;

class OwnFormatTest {

    @TempDir
    private Path folder;

    private Path csv;

    @BeforeEach
    void render() throws IOException {
        Images.write(new ShapesDataset(1, 3, 96).load(0).image(), folder.resolve("a.png"));
        csv = Files.write(
                folder.resolve("annotations.csv"),
                List.of(
                        "a.png,square,10,20,30,20,30,50,10,50",
                        "a.png,circle,1,2,three,4,5,6",
                        "a.png,dot,60,60,70,60,65,70"));
    }

    @Test
    void printsTheDataSetAndItsBadLine() throws Exception {
        assertThat(Printed.by(() -> OwnFormat.main(new String[] {csv.toString(), folder.toString()})))
                .contains("classes [BG, dot, square]")
                .contains("1 image, 2 annotations, 1 problem")
                .contains("BAD_LAYOUT")
                .contains("line 2: For input string: \"three\"");
    }

    @Test
    void objectsComeOutAsTheyAreWritten() throws IOException {
        AnnotatedDataset data = OwnFormat.open(csv, folder, BadDataPolicy.SKIP);
        Sample sample = data.load(0);
        assertThat(sample.classIds()).containsExactly(2, 1);
        assertThat(sample.boxes()).startsWith(20, 10, 50, 30);
        assertThat(sample.masks().get(0).area()).isEqualTo(30 * 20);
    }

    @Test
    void stopsAtTheBadLineByDefault() {
        assertThatThrownBy(() -> OwnFormat.open(csv, folder, BadDataPolicy.FAIL))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("annotations.csv")
                .hasMessageContaining("line 2");
    }
}
