// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/** One way to look at an image. */
interface View {

    /** Detects in this view of the image; boxes and masks are moved back to the image. */
    Detections detect(Image image, Function<Image, Detections> detect);
}
