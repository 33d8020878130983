// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

class EvaluateTest {

    @TempDir
    private Path folder;

    @Test
    void figuresOfBoxesAndMasksComeOut() throws Exception {
        CellsDataset cells = new CellsDataset(2, 7, 128);
        RenderCells.write(cells, folder);
        Path annotations = folder.resolve("annotations.json");
        try (MaskRcnn model = SmallModel.create(cells.labels())) {
            Map<String, Double> figures = Evaluate.evaluate(model, folder.resolve("images"), annotations);
            assertThat(figures).hasSize(24).containsKeys("bbox/AP", "segm/AP75");
            // Random weights detect almost nothing, but this gives a value: -1 would mean that there are no objects.
            assertThat(figures.get("bbox/AP")).isBetween(0.0, 0.2);
        }
        try (MaskRcnn other = SmallModel.create(List.of("BG", "cat"))) {
            assertThatThrownBy(() -> Evaluate.evaluate(other, folder.resolve("images"), annotations))
                    .hasMessageContaining("expected the classes of the model, [BG, cat]");
        }
    }
}
