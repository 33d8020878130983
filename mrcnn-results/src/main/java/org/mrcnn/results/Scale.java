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
 * @param pixelSize micrometres per pixel; 1 where lengths are in pixels
 * @param inMicrometres whether they are in micrometres
 */
record Scale(double pixelSize, boolean inMicrometres) {

    /** As given, or else as the file states for its largest level; in pixels where neither does. */
    static Scale of(OptionalDouble given, ImageResult image) {
        if (given.isPresent()) {
            return new Scale(given.getAsDouble(), true);
        }
        OptionalDouble stated = image.file() == null ? given : Images.pixelSize(image.file());
        return stated.isPresent() ? new Scale(stated.getAsDouble() * image.reduction(), true) : new Scale(1, false);
    }

    /** Measures in this unit; empty for a mask without pixels. */
    Optional<Measures> measure(Detection object) {
        return object.mask().area() == 0
                ? Optional.empty()
                : Optional.of(Measures.of(object.mask()).scaled(pixelSize));
    }
}
