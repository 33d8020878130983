// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Images;

/** Writes rendered cells as a COCO data set, for trying out the library. Arguments: folder, number of images, seed. */
public final class RenderCells {
    private RenderCells() {}

    /** Writes {@code FOLDER/images/*.png} and {@code FOLDER/annotations.json}. */
    public static void main(String[] args) throws IOException {
        write(new CellsDataset(Integer.parseInt(args[1]), Long.parseLong(args[2])), Path.of(args[0]));
    }

    /** Writes any data set in the same layout. */
    public static void write(Dataset data, Path folder) throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < data.size(); i++) {
            Images.write(data.load(i).image(), images.resolve(data.imageName(i) + ".png"));
        }
        DataFormat.writeCoco(data, i -> data.imageName(i) + ".png", folder.resolve("annotations.json"));
    }
}
