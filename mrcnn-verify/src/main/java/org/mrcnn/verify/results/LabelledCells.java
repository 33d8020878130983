// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultFormat;
import org.mrcnn.results.ResultWriter;

/** Writes rendered cells like a user who has labelled part of the images with LabelMe. */
public final class LabelledCells {

    private static final long LABELLED_SEED = 1;
    private static final long SCANS_SEED = 2;

    private LabelledCells() {}

    /** Returns the images without labels. */
    static Dataset scans(int count, int side) {
        return new CellsDataset(count, SCANS_SEED, side);
    }

    /**
     * Writes {@code FOLDER/labelme}, images with a JSON file each, and {@code FOLDER/scans}, images only. Arguments: folder,
     * number of each, side of all.
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int side = Integer.parseInt(args[3]);
        writeLabelled(new CellsDataset(Integer.parseInt(args[1]), LABELLED_SEED, side), folder);
        writeImages(scans(Integer.parseInt(args[2]), side), folder.resolve("scans"));
    }

    static void writeLabelled(Dataset data, Path folder) throws IOException {
        Path images = folder.resolve("labelme");
        writeImages(data, images);
        try (ResultWriter results = ResultWriter.to(folder, data.labels(), Set.of(ResultFormat.LABELME))) {
            for (int i = 0; i < data.size(); i++) {
                String name = fileName(data, i);
                results.write(
                        new ImageResult(i, name, images.resolve(name), RenderedResults.truth(data, data.load(i))));
            }
            results.finish();
        }
    }

    private static void writeImages(Dataset data, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < data.size(); i++) {
            Images.write(data.load(i).image(), folder.resolve(fileName(data, i)));
        }
    }

    static String fileName(Dataset data, int index) {
        return data.imageName(index) + ".png";
    }
}
