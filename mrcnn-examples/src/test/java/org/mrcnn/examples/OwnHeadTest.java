// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class OwnHeadTest {

    @Test
    void theHeadIsTrainedSavedAndRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("shapes.mrcnn");
        String printed = Printed.by(() -> OwnHead.main(new String[] {file.toString(), "1"}));
        assertThat(printed.lines().filter(line -> line.contains(" covered_loss ")))
                .hasSize(1);
        assertThat(printed.lines().filter(line -> line.matches("[#.]{16}"))).hasSize(16);
        try (MaskRcnn model = MaskRcnn.load(file, new OwnHead())) {
            assertThat(model.weights()).containsKeys("covered_conv/kernel", "covered_logits/bias");
            assertThat(model.weights().get("covered_logits/bias").getFloat(0)).isNotZero();
        }
    }

    @Test
    void cellsAreCoveredWhoseCentresAreInABoxOfTheirImage() {
        SameDiff sd = SameDiff.create();
        SDVariable boxes = sd.placeHolder("boxes", DataType.FLOAT, -1, -1, 4);
        SDVariable map = sd.placeHolder("map", DataType.FLOAT, -1, -1, -1, 1);
        new OwnHead.CoveredCells(sd, boxes, map).result().rename("covered");
        float[][][] given = {{{0, 0, 0, 0}, {3, 11, 5, 24}}, {{0, 0, 0, 0}, {0, 0, 13, 4.5f}}};
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("covered"), shared);
                GraphRunner.Outputs run = runner.run(
                        Map.of("boxes", Nd4j.createFromArray(given), "map", Nd4j.zeros(DataType.FLOAT, 2, 2, 3, 1)))) {
            assertThat(run.get("covered").dup('c').data().asFloat())
                    .containsExactly(0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0);
        }
    }
}
