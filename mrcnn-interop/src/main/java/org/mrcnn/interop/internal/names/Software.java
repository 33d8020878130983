// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.Locale;

/** The software that wrote a file, recognized by the names of tensors. */
public enum Software {
    TORCHVISION("torchvision", "backbone.body.conv1.weight", "backbone.body.layer%d.%d.conv%d.weight"),
    /** The second version of torchvision's networks, with normalizations in the heads. */
    TORCHVISION_V2("torchvision_v2", "backbone.body.conv1.weight", "backbone.body.layer%d.%d.conv%d.weight"),
    DETECTRON2("detectron2", "backbone.bottom_up.stem.conv1.weight", "backbone.bottom_up.res%d.%d.conv%d.weight"),
    MMDETECTION("mmdetection", "backbone.conv1.weight", "backbone.layer%d.%d.conv%d.weight"),
    /** A classification network of torchvision or timm. */
    CLASSIFIER("torchvision", "conv1.weight", "layer%d.%d.conv%d.weight");

    private final String dialect;
    private final String first;
    private final String block;

    Software(String dialect, String first, String block) {
        this.dialect = dialect;
        this.first = first;
        this.block = block;
    }

    /** Returns the value of {@code model.dialect}. */
    public String dialect() {
        return dialect;
    }

    /** Returns the name of the kernel of the first convolution. */
    String first() {
        return first;
    }

    /** Returns the name of the kernel of a convolution in a block. */
    public String convolution(int stage, int inStage, int number) {
        return String.format(Locale.ROOT, block, this == DETECTRON2 ? stage + 2 : stage + 1, inStage, number);
    }
}
