// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.Map;

/** Names ResNets that have the layers of the usual ones, but of other sizes. */
final class OtherWidths {

    /** Channels of the first convolution, and of the narrow convolutions of the first stage. */
    private static final long WIDTH = 64;

    private OtherWidths() {}

    /** Refuses one of them by its name. */
    static void refuse(String file, Architecture of, Map<String, Tensor> tensors) {
        String second = of.prefix() + of.software().convolution(0, 0, 2);
        long[] one =
                tensors.get(of.prefix() + of.software().convolution(0, 0, 1)).shape();
        long[] two = tensors.get(second).shape();
        if (one.length != 4 || two.length != 4) {
            return; // whoever reads it says so
        }
        String found =
                ", by the tensor " + second + " [" + two[0] + ", " + two[1] + ", " + two[2] + ", " + two[3] + "]";
        if (two[1] != one[0]) {
            throw OtherNetworks.refused(file, "a ResNeXt, whose convolutions are in groups" + found);
        }
        if (two[0] != WIDTH) {
            throw OtherNetworks.refused(file, "a ResNet of other widths, such as Wide ResNet" + found);
        }
    }
}
