// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.Locale;

/** The software of a file, which its names of tensors tell. */
enum Software {
    TORCHVISION("torchvision", "backbone.body.conv1.weight", "backbone.body.layer%d.%d.conv%d.weight"),
    /** Its second version, with normalizations in the heads. */
    TORCHVISION_V2("torchvision_v2", "backbone.body.conv1.weight", "backbone.body.layer%d.%d.conv%d.weight"),
    DETECTRON2("detectron2", "backbone.bottom_up.stem.conv1.weight", "backbone.bottom_up.res%d.%d.conv%d.weight"),
    MMDETECTION("mmdetection", "backbone.conv1.weight", "backbone.layer%d.%d.conv%d.weight"),
    /** A network of torchvision or timm that classifies images. */
    CLASSIFIER("torchvision", "conv1.weight", "layer%d.%d.conv%d.weight");

    private final String dialect;
    private final String first;
    private final String block;

    Software(String dialect, String first, String block) {
        this.dialect = dialect;
        this.first = first;
        this.block = block;
    }

    /** Its value of {@code model.dialect}. */
    String dialect() {
        return dialect;
    }

    /** The name of the kernel of the first convolution. */
    String first() {
        return first;
    }

    /** The name of the kernel of a convolution of a block. */
    String convolution(int stage, int inStage, int number) {
        return String.format(Locale.ROOT, block, this == DETECTRON2 ? stage + 2 : stage + 1, inStage, number);
    }
}
