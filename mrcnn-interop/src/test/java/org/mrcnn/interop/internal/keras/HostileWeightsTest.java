// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.weights.WeightFileException;

/** Files that are truncated, damaged, or designed to exhaust memory or time cause a named error, and quickly. */
@Timeout(20)
class HostileWeightsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "hostile_huge_chunked.h5, needs more bytes than a file of",
        "hostile_huge_undefined.h5, bytes -1 to -1 + 4398046511104 of a file of",
        "hostile_doubles.h5, expected little-endian 32-bit floats",
        "hostile_deep.h5, expected groups at most 16 deep",
        "hostile_circle.h5, 'layer conv1 lists the weight conv1/kernel:0, but there is no such dataset'",
        "hostile_missing.h5, 'layer conv2 is in the list \"layer_names\", but there is no such group'",
        "hostile_link.h5, but there is no such group",
        "hostile_tree.h5, may refer to each other in a circle",
        "hostile_loop.h5, in a circle",
    })
    void isRefusedWhenOpened(String file, String reason) {
        assertThatThrownBy(() -> KerasWeights.open(KerasWeightsTest.resource(file)))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"hostile_bomb.h5, more than 256 bytes", "hostile_filter.h5, found the filter lzf"})
    void isRefusedWhenRead(String file, String reason) throws Exception {
        try (KerasWeights weights = KerasWeights.open(KerasWeightsTest.resource(file))) {
            assertThatThrownBy(() -> KerasWeightsTest.read(weights, "conv1/kernel"))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining(file)
                    .hasMessageContaining("conv1/kernel:0")
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(KerasWeightsTest.resource("keras2.h5"));
        for (int length = 0; length < whole.length; length += 501) {
            Path file = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> KerasWeights.open(file))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("cut.h5");
        }
    }

    /** For any changed bytes, the weights are read, or the error is the named one. */
    @ParameterizedTest
    @ValueSource(strings = {"keras2.h5", "whole_model.h5", "deflated.h5"})
    void damageIsNamed(String name) throws Exception {
        byte[] whole = Files.readAllBytes(KerasWeightsTest.resource(name));
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change < 1 + round % 8; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) (round % 2 == 0 ? random.nextInt(256) : 0xff);
            }
            Path file = Files.write(folder.resolve("damaged.h5"), damaged);
            try (KerasWeights weights = KerasWeights.open(file)) {
                weights.shapes().keySet().forEach(weight -> KerasWeightsTest.read(weights, weight));
            } catch (WeightFileException e) {
                assertThat(e).hasMessageContaining("damaged.h5");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
