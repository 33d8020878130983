// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.FileKind;

class WeightFilesTest {

    @TempDir
    private Path folder;

    @Test
    void exportAndImportGiveEqualArrays() throws IOException {
        Path file = folder.resolve("model.h5");
        try (MaskRcnn from = TinyModel.create(1, "cell", "ball");
                MaskRcnn to = TinyModel.create(2, "cell", "ball")) {
            WeightFiles.exportKeras(from, file);
            WeightImport done = WeightFiles.importInto(to, file, WeightExclusion.NONE);
            assertThat(done.loaded()).containsExactlyElementsOf(from.weights().keySet());
            assertThat(done.fresh()).isEmpty();
            TinyModel.values(from)
                    .forEach((name, expected) ->
                            assertThat(TinyModel.values(to).get(name)).as(name).isEqualTo(expected));
            assertThat(to.provenance().versions()).containsEntry("imported weights", "model.h5");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aModelFileIsASourceToo() throws IOException {
        Path file = folder.resolve("model.mrcnn");
        try (MaskRcnn from = TinyModel.create(1, "cell", "ball");
                MaskRcnn to = TinyModel.create(2, "cat")) {
            from.save(file);
            WeightFiles.importInto(to, file, WeightExclusion.HEADS);
            assertThat(TinyModel.values(to).get("fpn_p3/kernel"))
                    .isEqualTo(TinyModel.values(from).get("fpn_p3/kernel"));
        }
    }

    @Test
    void theContentDecidesNotTheName() throws IOException {
        Path keras = folder.resolve("weights.mrcnn");
        Path checkpoint = folder.resolve("model.mrcnn.checkpoint");
        try (MaskRcnn model = TinyModel.create(1, "cell")) {
            WeightFiles.exportKeras(model, keras);
            model.save(checkpoint);
            for (Path file : List.of(keras, checkpoint)) {
                try (WeightSource source = WeightFiles.open(file)) {
                    assertThat(source.shapes().keySet())
                            .as(file.toString())
                            .hasSameElementsAs(model.weights().keySet());
                }
            }
        }
    }

    @Test
    void whatIsNoFileOfWeightsIsToldByItsFirstBytes() throws IOException {
        Path text = Files.writeString(folder.resolve("text.h5"), "no weights");
        Path empty = Files.createFile(folder.resolve("empty.mrcnn"));
        assertThatThrownBy(() -> WeightFiles.open(text))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("text.h5: expected an HDF5 file of Keras, or a model file or checkpoint")
                .hasMessageContaining("its first bytes are 6e 6f 20 77 65 69 67 68");
        assertThatThrownBy(() -> WeightFiles.open(empty)).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> WeightFiles.open(folder)).hasMessageContaining("found a folder");
        assertThatThrownBy(() -> WeightFiles.open(folder.resolve("gone.h5"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatDownloadsLeaveIsTold() throws IOException {
        Map<String, String> mistakes = Map.of(
                "version https://git-lfs.github.com/spec/v1\n",
                        "a pointer of Git LFS; fetch the file itself with git lfs pull",
                "<!DOCTYPE html>", "a page or an error message of a web server; download the file again",
                "\u001f\u008b\b\0", "a file compressed with gzip; unpack it first");
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            Path file = Files.writeString(folder.resolve("model.pth"), mistake.getKey(), StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> WeightFiles.open(file))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageEndingWith("found none of them: " + mistake.getValue());
        }
    }

    @Test
    void hdf5WithAUserBlockIsHdf5() throws IOException {
        Path file = folder.resolve("block.h5");
        byte[] bytes = new byte[1032];
        System.arraycopy(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}, 0, bytes, 1024, 8);
        Files.write(file, bytes);
        assertThat(FileKind.of(file)).isEqualTo(FileKind.HDF5);
    }
}
