// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/** A transformed version of an image in which detection runs. */
interface View {

    /** Detects the objects in this view of the image. Boxes and masks are converted to coordinates of the image. */
    Detections detect(Image image, Function<Image, Detections> detect);
}
