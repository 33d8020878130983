// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.nio.file.Path;
import java.util.Objects;
import org.mrcnn.core.detect.Detections;

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
}
