// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.function.Function;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.mask.Symmetry;

/** The image flipped or rotated: the pixels are rearranged, their values do not change. */
record SymmetricView(Symmetry symmetry) implements View {

    @Override
    public Detections detect(Image image, Function<Image, Detections> detect) {
        Detections seen = detect.apply(symmetry.apply(image));
        Symmetry back = symmetry.inverse();
        return new Detections(
                image.height(),
                image.width(),
                seen.stream()
                        .map(d -> new Detection(
                                d.classId(),
                                d.label(),
                                d.score(),
                                back.apply(d.box(), seen.height(), seen.width()),
                                back.apply(d.mask())))
                        .toList());
    }
}
