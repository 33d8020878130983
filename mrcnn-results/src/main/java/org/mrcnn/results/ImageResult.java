// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.nio.file.Path;
import java.util.Objects;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;

/**
 * The detections in one image, with the data that result files need.
 *
 * @param id id of the image in the COCO formats and CVAT
 * @param name path of the image relative to the image folder, such as {@code plate1/a.tif}; determines the names of its result
 *     files
 * @param file the image file, which is read for intensities and pixel size; null if the image is not a file
 * @param found the detected objects, highest score first
 */
public record ImageResult(long id, String name, Path file, Detections found) {

    /** Checks that the name is not blank. */
    public ImageResult {
        Objects.requireNonNull(found, "found");
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of an image: expected one, found '" + name + "'");
        }
    }

    /**
     * Returns the number of pixels of the file per pixel of the masks, in each direction: more than 1 if detection ran on a
     * smaller level of a slide.
     */
    double reduction() {
        if (file == null) {
            return 1;
        }
        Images.Size size = Images.size(file);
        boolean smaller = size.height() > found.height() && size.width() > found.width(); // excludes a rotated image
        return smaller ? (double) size.width() / found.width() : 1;
    }
}
