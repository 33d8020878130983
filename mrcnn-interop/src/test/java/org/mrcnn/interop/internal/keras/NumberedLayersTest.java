// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.WeightFiles;

/** Files written by Keras 3 with make_keras3.py. */
class NumberedLayersTest {

    @TempDir
    private Path folder;

    /** Our names of the layers, those in the file, and the first sides of the kernels; normalizations have none. */
    private static final String[][] LAYERS = {
        {"conv1", "conv1", "[3, 3, 3, 4]", "bias"},
        {"bn_conv1", "bn_conv1"},
        {"res2a_branch2a", "conv2_block1_1_conv", "[1, 1, 4, 4]"},
        {"bn2a_branch2a", "conv2_block1_1_bn"},
        {"rpn_conv_shared", "rpn_conv_shared", "[3, 3, 4, 6]", "bias"},
        {"rpn_class_raw", "rpn_class_raw", "[1, 1, 6, 2]", "bias"},
        {"rpn_bbox_pred", "rpn_bbox_pred", "[1, 1, 6, 4]", "bias"},
        {"mrcnn_class_conv1", "mrcnn_class_conv1", "[2, 2, 4, 5]", "bias"},
        {"mrcnn_class_bn1", "mrcnn_class_bn1"},
        {"mrcnn_mask_deconv", "mrcnn_mask_deconv", "[2, 2, 3, 5]", "bias"},
        {"mrcnn_class_logits", "mrcnn_class_logits", "[3, 2]", "bias"},
    };

    @ParameterizedTest
    @ValueSource(strings = {"keras3.weights.h5", "keras3.keras", "keras3_old.keras"})
    void layersAreFoundByName(String file) throws Exception {
        try (WeightSource weights = WeightFiles.open(KerasWeightsTest.resource(file))) {
            Map<String, String> expected = new LinkedHashMap<>();
            for (String[] layer : LAYERS) {
                String[] kinds = layer.length == 2
                        ? new String[] {"gamma", "beta", "moving_mean", "moving_variance"}
                        : layer.length == 3 ? new String[] {"kernel"} : new String[] {"kernel", "bias"};
                for (String kind : kinds) {
                    expected.put(layer[0] + "/" + kind, layer[1] + "/" + kind);
                }
                if (layer.length > 2) {
                    assertThat(Arrays.toString(weights.shapes().get(layer[0] + "/kernel")))
                            .isEqualTo(layer[2]);
                }
            }
            assertThat(weights.shapes().keySet()).hasSameElementsAs(expected.keySet());
            for (Map.Entry<String, String> name : expected.entrySet()) {
                KerasWeightsTest.assertRamp(KerasWeightsTest.read(weights, name.getKey()), name.getValue());
            }
        }
    }

    @Test
    void weightsWithoutNamesAreRefusedAndWhatToDoIsSaid() throws Exception {
        Path file = folder.resolve("old.weights.h5");
        try (ZipFile zip = new ZipFile(
                        KerasWeightsTest.resource("keras3_old.keras").toFile());
                InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
            Files.copy(in, file);
        }
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("old.weights.h5: expected names of layers")
                .hasMessageContaining("found none of /layers/")
                .hasMessageContaining("save the model as .keras");
    }

    @Test
    void compressedAndIncompleteArchivesAreNamed() throws Exception {
        Path compressed = rezipped("compressed.keras", "");
        assertThatThrownBy(() -> WeightFiles.open(compressed))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining(
                        "compressed.keras: expected entries as Keras writes them, found config.json compressed");
        Path incomplete = rezipped("incomplete.keras", "config.json");
        assertThatThrownBy(() -> WeightFiles.open(incomplete))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("incomplete.keras: expected the entry config.json, found none");
    }

    @Test
    void anArchiveThatIsCutOffIsNamed() throws Exception {
        byte[] whole = Files.readAllBytes(KerasWeightsTest.resource("keras3.keras"));
        Path file = Files.write(folder.resolve("cut.keras"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("cut.keras: cut off, or damaged");
    }

    private Path rezipped(String name, String without) throws Exception {
        Path file = folder.resolve(name);
        try (ZipFile zip = new ZipFile(KerasWeightsTest.resource("keras3.keras").toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry :
                    zip.stream().filter(e -> !e.getName().equals(without)).toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                copy(zip, entry, out);
            }
        }
        return file;
    }

    private static void copy(ZipFile zip, ZipEntry entry, ZipOutputStream out) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            in.transferTo(out);
        }
    }
}
