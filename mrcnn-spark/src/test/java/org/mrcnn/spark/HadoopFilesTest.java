// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests local files and files of another file system of Hadoop. */
class HadoopFilesTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        LocalSpark.session();
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.walk(of)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> of.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file:", "other:", "object:"})
    void filesAreStoredReplacedAndFetched(String scheme) throws IOException {
        Path own = Files.createDirectory(folder.resolve("own")).resolve("checkpoint");
        Path there = folder.resolve("there");
        String target = scheme + there.resolve("run/state");
        assertThat(HadoopFiles.exists(target)).isFalse();
        for (String content : List.of("first", "second")) {
            HadoopFiles.store(Files.writeString(own, content), target);
            assertThat(HadoopFiles.exists(target)).isTrue();
            assertThat(names(there)).containsExactly("run/state");
            assertThat(HadoopFiles.fetch(target, folder.resolve("back"))).hasContent(content);
        }
        assertThatThrownBy(() -> HadoopFiles.store(folder.resolve("none"), target))
                .isInstanceOf(IOException.class);
        assertThat(names(there)).containsExactly("run/state");
        assertThat(there.resolve("run/state")).hasContent("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file:", "other:", "object:"})
    void foldersAreCopiedOnceUnlessTheyAreOfThisMachine(String scheme) throws IOException {
        Path there = Files.createDirectories(folder.resolve("images/part"));
        Files.writeString(there.resolve("a.png"), "pixels");
        Path local = HadoopFiles.local(scheme + folder.resolve("images"));
        assertThat(names(local)).containsExactly("part/a.png");
        assertThat(local.equals(folder.resolve("images"))).isEqualTo(scheme.isEmpty() || scheme.equals("file:"));
        assertThat(HadoopFiles.local(scheme + folder.resolve("images"))).isEqualTo(local);
    }
}
