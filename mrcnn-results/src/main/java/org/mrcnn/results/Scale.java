// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.util.Optional;
import java.util.OptionalDouble;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.image.Images;

/**
 * The unit of length of an image.
 *
 * @param pixelSize micrometres per pixel; 1 if lengths are in pixels
 * @param inMicrometres whether lengths are in micrometres; otherwise they are in pixels
 */
record Scale(double pixelSize, boolean inMicrometres) {

    /**
     * Returns the scale for the given pixel size, or else for the one in the file, which is that of its largest level. If
     * neither exists, lengths are in pixels.
     */
    static Scale of(OptionalDouble given, ImageResult image) {
        if (given.isPresent()) {
            return new Scale(given.getAsDouble(), true);
        }
        OptionalDouble stated = image.file() == null ? given : Images.pixelSize(image.file());
        return stated.isPresent() ? new Scale(stated.getAsDouble() * image.reduction(), true) : new Scale(1, false);
    }

    /** Returns the measures of an object in this unit; empty for a mask without pixels. */
    Optional<Measures> measure(Detection object) {
        return object.mask().area() == 0
                ? Optional.empty()
                : Optional.of(Measures.of(object.mask()).scaled(pixelSize));
    }
}
