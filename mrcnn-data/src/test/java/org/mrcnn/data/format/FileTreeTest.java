// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Data sets composed of symbolic links, and the files that programs leave in them. */
class FileTreeTest {

    @TempDir
    private Path folder;

    private Path store;

    @BeforeEach
    void writeYolo() throws IOException {
        store = folder.resolve("store");
        write("store/images/1.png");
        text("store/labels/1.txt", AnnotationCases.LINE_A);
        text("store/classes.txt", "cat\n");
    }

    private void write(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Images.write(Image.black(48, 64, 3), folder.resolve(name));
    }

    private void text(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private static void assertOneObject(Path at) {
        assertThat(DataFormat.detect(at)).isEqualTo(DataFormat.YOLO);
        AnnotatedDataset data = DataFormat.YOLO.open(null, at);
        assertThat(data.size()).isEqualTo(1);
        assertThat(data.load(0).masks().get(0).area()).isEqualTo(200);
        assertThat(data.report().notes()).isZero();
    }

    @Test
    void linkedFoldersAreRead() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String part : List.of("images", "labels", "classes.txt")) {
            Files.createSymbolicLink(data.resolve(part), store.resolve(part));
        }
        assertOneObject(data);
        assertOneObject(Files.createSymbolicLink(folder.resolve("link"), data));
    }

    @Test
    void linksInACircleEnd() throws IOException {
        Files.createSymbolicLink(store.resolve("images/all"), store);
        Files.createSymbolicLink(store.resolve("images/gone.png"), folder.resolve("nothing"));
        assertOneObject(store);
    }

    @Test
    void whatProgramsLeaveBehindIsNotRead() throws IOException {
        write("store/images/.ipynb_checkpoints/1-checkpoint.png");
        write("store/images/@eaDir/1.png/SYNOPHOTO_THUMB_M.png");
        write("store/__MACOSX/images/1.png");
        write("store/images/._1.png");
        assertOneObject(store);
        assertOneObject(Files.move(store, folder.resolve(".hidden")));
    }

    @Test
    void foldersThatCannotBeReadAreNamed() {
        assertThatThrownBy(() -> ImageFiles.images(folder.resolve("gone"), 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("gone");
    }
}
