// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.nio.file.Path;
import java.util.Objects;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;

/**
 * What was found in one image.
 *
 * @param id of the image, as the COCO formats and CVAT have it
 * @param name path of the image below the folder of all images, such as {@code plate1/a.tif}; files are named by it
 * @param file where the image is read from, for its intensities and its pixel size; null where it is no file
 * @param found its objects, best score first
 */
public record ImageResult(long id, String name, Path file, Detections found) {

    /** Checks that there is a name. */
    public ImageResult {
        Objects.requireNonNull(found, "found");
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of an image: expected one, found '" + name + "'");
        }
    }

    /** Pixels of the file per pixel of the objects' masks: more than 1 if they were found in a smaller level of a slide. */
    double reduction() {
        if (file == null) {
            return 1;
        }
        Images.Size size = Images.size(file);
        boolean smaller = size.height() > found.height() && size.width() > found.width(); // not the image turned
        return smaller ? (double) size.width() / found.width() : 1;
    }
}
