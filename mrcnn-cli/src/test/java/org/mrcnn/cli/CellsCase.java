// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/**
 * Rendered images of cells with their annotations, and a small model with random weights that finds up to five objects in each image.
 * All pixels of each box belong to its mask.
 */
record CellsCase(Path images, Path annotations, Path model) {
    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
            image: {minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 128]}
            detection: {minConfidence: 0, maxInstances: 5}
            """;
    private static final int CELLS = 5;
    private static final int SIDE = 64;

    static CellsCase write(Path folder, int images) throws IOException {
        CellsDataset data = new CellsDataset(images, CELLS, SIDE);
        RenderCells.write(data, folder);
        Path model = folder.resolve("m.mrcnn");
        try (MaskRcnn made = MaskRcnn.create(MaskRcnnConfig.fromYaml(CONFIG, "test"), data.labels())) {
            made.update(weights -> weights.get("mrcnn_mask/bias").assign(5));
            made.save(model);
        }
        return new CellsCase(folder.resolve("images"), folder.resolve("annotations.json"), model);
    }

    /** Returns the file of an image, counted from 0. */
    Path image(int index) {
        return images.resolve(new CellsDataset(index + 1, CELLS, SIDE).imageName(index) + ".png");
    }
}
