// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.WeightFiles;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class KerasWeightsTest {

    private static final Pattern GAMMA_OF_BLOCK_END = Pattern.compile("bn[2-5][a-z]_branch2c");

    @TempDir
    private Path folder;

    public static Path resource(String name) throws Exception {
        return Path.of(KerasWeightsTest.class.getResource("/h5/" + name).toURI());
    }

    static float[] read(WeightSource source, String name) {
        try (INDArray array = Nd4j.createUninitializedDetached(
                DataType.FLOAT, 'c', source.shapes().get(name))) {
            source.read(name, array);
            return array.data().asFloat();
        }
    }

    /** Checks the values of make_h5.py. */
    static void assertRamp(float[] values, String nameInFile) {
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(i * 0.5f + nameInFile.length());
        }
    }

    @Test
    void readsListedLayersByMatterportsNames() throws Exception {
        try (KerasWeights weights = KerasWeights.open(resource("keras2.h5"))) {
            assertThat(weights.shapes().keySet())
                    .containsExactly(
                            "conv1/kernel",
                            "conv1/bias",
                            "bn_conv1/gamma",
                            "bn_conv1/beta",
                            "bn_conv1/moving_mean",
                            "bn_conv1/moving_variance",
                            "rpn_conv_shared/kernel",
                            "rpn_conv_shared/bias",
                            "mrcnn_mask_deconv/kernel");
            assertThat(weights.shapes().get("rpn_conv_shared/kernel")).containsExactly(3, 3, 8, 6);
            assertThat(weights.shapes().get("mrcnn_mask_deconv/kernel")).containsExactly(2, 2, 5, 8);
            for (String name : weights.shapes().keySet()) {
                assertRamp(read(weights, name), name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keras1.h5, conv1/kernel, conv1_W",
        "keras1.h5, conv1/bias, conv1_b",
        "keras1.h5, bn_conv1/moving_mean, bn_conv1_running_mean",
        "keras1.h5, bn_conv1/moving_variance, bn_conv1_running_std",
        "applications.h5, conv1/kernel, conv1_conv/kernel",
        "applications.h5, bn_conv1/moving_variance, conv1_bn/moving_variance",
        "applications.h5, res2a_branch1/kernel, conv2_block1_0_conv/kernel",
        "applications.h5, bn4f_branch2b/gamma, conv4_block6_2_bn/gamma",
        "applications.h5, res4w_branch2c/kernel, res4b22_branch2c/kernel",
        "whole_model.h5, bn_conv1/beta, bn_conv1/beta",
        "chunked.h5, conv1/kernel, conv1/kernel",
        "deflated.h5, conv1/kernel, conv1/kernel",
        "compact.h5, conv1/kernel, conv1/kernel",
    })
    void readsOtherNamesAndLayouts(String file, String name, String nameInFile) throws Exception {
        try (WeightSource weights = WeightFiles.open(resource(file))) {
            assertRamp(read(weights, name), nameInFile);
        }
    }

    @Test
    void readsWhatKerasWroteOfMatterportsNetwork() throws Exception {
        Path file = folder.resolve("partial_narrow.h5");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(resource("partial_narrow.h5.gz")))) {
            Files.copy(in, file);
        }
        try (KerasWeights weights = KerasWeights.open(file)) {
            assertThat(weights.shapes()).hasSize(50);
            assertThat(weights.shapes().get("mrcnn_class_conv1/kernel")).containsExactly(7, 7, 32, 64);
            assertThat(weights.shapes().get("rpn_bbox_pred/kernel")).containsExactly(1, 1, 512, 12);
            weights.shapes()
                    .forEach((name, shape) ->
                            assertThat(read(weights, name)).as(name).isEqualTo(formula(name, shape)));
        }
    }

    /**
     * Returns the pseudo-random values of every tensor in this file: steps of a seventh, by crc32 of the name and the index.
     */
    private static float[] formula(String name, long[] shape) {
        CRC32 crc = new CRC32();
        crc.update(name.replace('/', '.').getBytes(StandardCharsets.UTF_8));
        int size = 1;
        for (long side : shape) {
            size *= (int) side;
        }
        String layer = name.substring(0, name.indexOf('/'));
        String kind = name.substring(name.indexOf('/') + 1);
        double fanIn = (double) size / shape[shape.length - 1];
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            long z = (crc.getValue() << 32) + i + 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            double k = Math.rint((((z >>> 40) - 8388608) / 8388608.0) * 7);
            values[i] = switch (kind) {
                case "kernel" -> (float) (k * (Math.sqrt(3 * gain(layer) / fanIn) / 7));
                case "gamma" -> (float) ((GAMMA_OF_BLOCK_END.matcher(layer).matches() ? 0.3 : 1) * (1 + k * (0.2 / 7)));
                case "moving_variance" -> (float) (1 + k * (0.3 / 7));
                default -> (float) (k * (0.1 / 7));
            };
        }
        return values;
    }

    private static double gain(String layer) {
        return Map.of(
                        "conv1", 0.0004,
                        "res2a_branch2a", 2.0,
                        "res2a_branch2b", 2.0,
                        "rpn_conv_shared", 2.0,
                        "rpn_bbox_pred", 0.1,
                        "mrcnn_class_conv1", 2.0,
                        "mrcnn_class_logits", 8.0,
                        "mrcnn_mask", 4.0)
                .getOrDefault(layer, 1.0);
    }

    @Test
    void otherHdf5FilesAreNamed() throws Exception {
        assertThatThrownBy(() -> KerasWeights.open(resource("foreign.h5")))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("foreign.h5")
                .hasMessageContaining("layer_names");
    }

    @Test
    void aFileThatIsNotHdf5IsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.h5"), "no weights");
        assertThatThrownBy(() -> KerasWeights.open(text))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("text.h5: expected an HDF5 file");
    }
}
