// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultFormat;
import org.mrcnn.results.ResultWriter;

/** Writes rendered cells as the detections of a perfect model, in every format, for other software. */
public final class RenderedResults {
    private RenderedResults() {}

    /** Writes {@code FOLDER/images}, {@code FOLDER/annotations.json} and {@code FOLDER/results}. */
    public static void main(String[] args) throws IOException {
        write(new CellsDataset(4, 11), Path.of(args[0]));
    }

    static void write(Dataset data, Path folder) throws IOException {
        RenderCells.write(data, folder);
        try (ResultWriter results =
                ResultWriter.to(folder.resolve("results"), data.labels(), EnumSet.allOf(ResultFormat.class))) {
            for (int i = 0; i < data.size(); i++) {
                String name = data.imageName(i) + ".png";
                Path file = folder.resolve("images").resolve(name);
                results.write(new ImageResult(data.imageId(i), name, file, truth(data, data.load(i))));
            }
            results.finish();
        }
    }

    /** Returns the objects of a sample as the detections of a perfect model. */
    static Detections truth(Dataset data, Sample sample) {
        List<Detection> objects = new ArrayList<>();
        for (int i = 0; i < sample.count(); i++) {
            int classId = Math.abs(sample.classIds()[i]);
            var mask = sample.masks().get(i);
            objects.add(new Detection(classId, data.labels().get(classId), 1 - i / 100f, mask.bounds(), mask));
        }
        return new Detections(sample.image().height(), sample.image().width(), objects);
    }
}
