// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.mask.Symmetry;

/** Transforms samples by a {@link Symmetry}, image and masks together. */
final class SampleSymmetry {

    private SampleSymmetry() {}

    static Sample apply(Symmetry symmetry, Sample sample) {
        return symmetry == Symmetry.NONE
                ? sample
                : Sample.of(
                        sample.imageId(),
                        sample.imageName(),
                        symmetry.apply(sample.image()),
                        sample.classIds(),
                        sample.masks().stream().map(symmetry::apply).toList());
    }
}
