// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/** The command line supports only built-in backbones, and reports others in one line. */
class OwnBackboneTest extends CommandCase {
    private record Chain(String name) implements Backbone {
        @Override
        public List<Features> build(Layers layers, Features image) {
            Features x = layers.conv("stem", image, Conv.of(3, 4).withStride(2));
            List<Features> maps = new ArrayList<>();
            for (int stage = 2; stage <= 5; stage++) {
                x = layers.conv("stage" + stage, x, Conv.of(3, 4).withStride(2).withRelu());
                maps.add(x);
            }
            return maps;
        }
    }

    @Test
    void aModelOnABackboneOfItsOwnIsNamed() throws IOException {
        Path model = folder.resolve("own.mrcnn");
        MaskRcnnConfig config = MaskRcnnConfig.defaults();
        config = config.withModel(config.model().withWidths(4, 4, 4));
        try (MaskRcnn made = MaskRcnn.create(config, List.of("BG", "a"), new Chain("tiny"))) {
            made.save(model);
        }
        CellsDataset data = new CellsDataset(1, 5, 64);
        RenderCells.write(data, folder);
        String image = folder.resolve("images/" + data.imageName(0) + ".png").toString();
        assertThat(mrcnn("detect", "--model", model.toString(), "--out", folder.toString(), image))
                .isEqualTo(1);
        assertThat(err.toString().strip())
                .hasLineCount(1)
                .contains("own.mrcnn: the model is on the backbone tiny, which is not built in (resnet18, ");
    }

    @Test
    void aConfigurationWithAnUnknownBackboneIsRefused() throws IOException {
        Path config = folder.resolve("own.yaml");
        Files.writeString(config, "model: {backbone: vgg}\n");
        RenderCells.write(new CellsDataset(1, 5, 64), folder);
        int status = mrcnn(
                "train",
                "--config",
                config.toString(),
                "--images",
                folder.resolve("images").toString(),
                "--annotations",
                folder.resolve("annotations.json").toString(),
                "--out",
                folder.resolve("out.mrcnn").toString());
        assertThat(status).isEqualTo(1);
        assertThat(err.toString().strip())
                .hasLineCount(1)
                .contains("model.backbone: expected one of resnet18", "found vgg");
    }
}
