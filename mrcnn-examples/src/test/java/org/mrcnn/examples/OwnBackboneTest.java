// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;

class OwnBackboneTest {

    private static final int STEPS = 40;

    @Test
    void learnsAndIsLoadedUnderItsName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("shapes.mrcnn");
        List<Double> losses = losses(file);
        assertThat(losses).hasSize(STEPS);
        assertThat(mean(losses.subList(STEPS - 10, STEPS))).isLessThan(0.8 * mean(losses.subList(0, 3)));
        try (MaskRcnn model = MaskRcnn.load(file, new OwnBackbone())) {
            assertThat(model.config().model().backbone()).isEqualTo("resnext-mini");
            assertThat(model.provenance().steps()).isEqualTo(STEPS);
            assertThat(model.weights().get("stage5_grouped/kernel").shape()).containsExactly(3, 3, 16, 128);
        }
        assertThatThrownBy(() -> MaskRcnn.load(file))
                .hasMessageContaining("shapes.mrcnn: the model is on the backbone resnext-mini");
    }

    /** Returns the losses of the steps that the example prints. */
    private static List<Double> losses(Path file) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            OwnBackbone.main(new String[] {file.toString(), Integer.toString(STEPS)});
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" loss "))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
