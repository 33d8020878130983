// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.internal.file.AtomicFile;

/** Writes YOLO segmentation: one line with one polygon per object. Holes and parts are connected by cuts of zero width. */
final class YoloFiles implements ResultFiles {
    /** Rounds fractions of a side to 8 decimals, which is exact to a thousandth of a pixel in images of any size. */
    private static final double DECIMALS = 1e8;

    private final Path folder;
    private final List<String> labels;

    YoloFiles(Path folder, List<String> labels) {
        this.folder = folder;
        this.labels = labels;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Detections found = image.found();
        StringBuilder lines = new StringBuilder();
        for (Detection object : found.list()) {
            double[] polygon = object.mask().toPolygon();
            if (polygon.length > 0) {
                lines.append(object.classId() - 1);
                for (int i = 0; i < polygon.length; i++) {
                    double side = i % 2 == 0 ? found.width() : found.height();
                    lines.append(' ').append(Math.rint(polygon[i] / side * DECIMALS) / DECIMALS);
                }
                lines.append('\n');
            }
        }
        AtomicFile.write(
                Stems.file(folder.resolve("labels"), stem, ".txt"),
                lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void finish() throws IOException {
        // Without "path", the folders are beside the file; Ultralytics looks for "path: ." elsewhere.
        StringBuilder yaml = new StringBuilder("train: images\nval: images\nnames:\n");
        for (int i = 1; i < labels.size(); i++) {
            String label = labels.get(i);
            yaml.append("  ").append(i - 1).append(": ").append(Json.text(json -> json.writeString(label)));
            yaml.append('\n');
        }
        AtomicFile.write(Stems.file(folder, "data", ".yaml"), yaml.toString().getBytes(StandardCharsets.UTF_8));
    }
}
