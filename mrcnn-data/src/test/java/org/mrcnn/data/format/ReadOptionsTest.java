// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;

/** Options for annotations whose format leaves something open. */
class ReadOptionsTest extends AnnotationCases {

    /** A class that only unusable objects have is not a class. */
    @Test
    void skippedObjectsLeaveNoClass() throws IOException {
        Case of = labelMe(
                "",
                shape("zebra", "polygon"),
                shape("line", "linestrip"),
                shape("flat", "polygon").replace("20]", "10]"),
                shape("", "polygon"));
        AnnotatedDataset data = DataFormat.LABELME.open(null, write(of), BadDataPolicy.SKIP);
        assertThat(data.labels()).containsExactly("BG", "zebra");
        assertThat(data.classIds(0)).containsExactly(1);
        assertThat(data.report().total()).isEqualTo(3);
    }

    @Test
    void classesAreGiven() throws IOException {
        Path labelMe = write(labelMe("", shape("cat", "polygon")));
        ReadOptions given = ReadOptions.DEFAULTS.withClasses(List.of("dog", "cat"));
        AnnotatedDataset data = DataFormat.LABELME.open(labelMe, given, BadDataPolicy.FAIL);
        assertThat(data.labels()).containsExactly("BG", "dog", "cat");
        assertThat(data.classIds(0)).containsExactly(2);
        ReadOptions other = given.withClasses(List.of("dog"));
        assertThatThrownBy(() -> DataFormat.LABELME.open(labelMe, other, BadDataPolicy.FAIL))
                .hasMessageContainingAll("UNKNOWN_CATEGORY", "[dog]", "'cat'");
        assertThatThrownBy(() -> given.withClasses(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Category ids are those of the file; a class that the file does not list gets an id above them. */
    @Test
    void givenClassesKeepCategoryIds() throws IOException {
        Case of = coco("", "a.png", categories("{'id':7,'name':'cat'},{'id':3,'name':'eel'}", object(1, 7, A)));
        ReadOptions given = ReadOptions.DEFAULTS.withClasses(List.of("dog", "cat", "eel"));
        AnnotatedDataset data = DataFormat.COCO.open(write(of).resolve("a.json"), given, BadDataPolicy.FAIL);
        assertThat(data.categoryId(2)).isEqualTo(7);
        assertThat(data.categoryId(3)).isEqualTo(3);
        assertThat(data.categoryId(1)).isEqualTo(8);
    }

    @Test
    void classAttributesOfVia() throws IOException {
        Path at = write(via("", "{'k':" + entry("1.png", "{'insect':'x'}", "{'inseto':'y'}") + "}"))
                .resolve("v.json");
        ReadOptions both = ReadOptions.DEFAULTS.withClassAttributes(List.of("inseto", "insect"));
        AnnotatedDataset data = DataFormat.VIA.open(at, both, BadDataPolicy.FAIL);
        assertThat(data.labels()).containsExactly("BG", "x", "y");
        ReadOptions none = both.withClassAttributes(List.of("species"));
        assertThatThrownBy(() -> DataFormat.VIA.open(at, none, BadDataPolicy.FAIL))
                .hasMessageContainingAll("[species]", "[insect, inseto]");
    }

    /** Regions without attributes have the only class that is given. */
    @Test
    void onlyClassOfVia() throws IOException {
        Path at = write(via("", "{'k':" + entry("1.png", "{}") + "}")).resolve("v.json");
        assertThat(DataFormat.VIA.open(null, at).labels()).containsExactly("BG", "object");
        ReadOptions given = ReadOptions.DEFAULTS.withClasses(List.of("kudzu"));
        assertThat(DataFormat.VIA.open(at, given, BadDataPolicy.FAIL).labels()).containsExactly("BG", "kudzu");
    }

    @Test
    void namesThatTheProcessCannotOpen() {
        assertThatThrownBy(() -> FileNames.requireEncodable("K\u00e4se.png", Path.of("a.json"), "US-ASCII"))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.BAD_FILE_NAME))
                .hasMessageContainingAll("a.json", "US-ASCII", "LANG=C.UTF-8");
        assertThatThrownBy(() -> FileNames.requireDecoded(Path.of("x/K\uFFFD.png"), "ANSI_X3.4-1968"))
                .hasMessageContaining("LANG=C.UTF-8");
        FileNames.requireEncodable("K\u00e4se.png", Path.of("a.json"), "UTF-8");
        FileNames.requireDecoded(Path.of("x/K\uFFFD.png"), "UTF-8");
    }
}
