// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/** Finds the images of a split of a YOLO data set. */
final class YoloImages {

    private YoloImages() {}

    /**
     * Returns the images of folders and lists.
     *
     * @param root folder of the data set, which names in lists may be relative to
     */
    static List<Path> of(Path root, List<Path> entries, Findings findings) {
        List<Path> images = new ArrayList<>();
        for (Path entry : entries) {
            images.addAll(
                    Files.isDirectory(entry)
                            ? ImageFiles.images(entry, Integer.MAX_VALUE)
                            : ofList(root, entry, findings));
        }
        return images.stream().distinct().toList();
    }

    /**
     * Returns the images of a list with one name per line, relative to the list or to the data set, or absolute and inside the
     * data set.
     */
    static List<Path> ofList(Path root, Path list, Findings findings) {
        Path beside = list.toAbsolutePath().normalize().getParent();
        ImageFolder near = new ImageFolder(beside, findings);
        ImageFolder all = new ImageFolder(above(root, List.of(list)), findings);
        List<Path> images = new ArrayList<>();
        for (String line : TextFile.filled(list)) {
            try {
                Path exact = near.exact(line);
                images.add(exact == null ? all.find(line, list) : exact);
            } catch (IllegalArgumentException e) {
                String expected = ImageFiles.insideOf(all.path());
                findings.add(DataProblem.BAD_FILE_NAME, list, expected, e.getMessage());
            }
        }
        return images;
    }

    /** Returns the deepest folder, starting from this one and going up, that contains all files. */
    static Path above(Path folder, List<Path> files) {
        Path above = folder.toAbsolutePath().normalize();
        for (Path file : files) {
            while (!file.toAbsolutePath().normalize().startsWith(above)) {
                above = above.getParent();
            }
        }
        return above;
    }
}
