// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.Map;
import org.mrcnn.interop.internal.names.Architecture;
import org.mrcnn.interop.internal.names.OtherNetworks;

/** Names networks that have the layers of supported networks in other sizes. */
final class OtherWidths {

    /** Number of channels of the first convolution, and of the narrow convolutions of the first stage. */
    private static final long WIDTH = 64;

    private OtherWidths() {}

    /**
     * Rejects heads that predict one box or mask for all classes.
     *
     * @param shapes shapes by our names; a backbone alone has none of the heads' names
     */
    static void refuseAgnostic(String file, Map<String, long[]> shapes) {
        long[] classes = shapes.get("mrcnn_class_logits/bias");
        if (classes != null) {
            refuseAgnostic(file, "boxes", shapes.get("mrcnn_bbox_fc/bias")[0], 4, classes[0]);
            refuseAgnostic(file, "masks", shapes.get("mrcnn_mask/bias")[0], 1, classes[0]);
        }
    }

    /** Rejects a network of several classes that has outputs for one class only, or for one class and the background. */
    private static void refuseAgnostic(String file, String what, long outputs, long each, long classes) {
        if (outputs <= 2 * each && outputs < classes * each) {
            throw OtherNetworks.refused(
                    file,
                    "a network whose " + what + " are the same for all of its " + (classes - 1)
                            + " classes (CLS_AGNOSTIC_BBOX_REG, CLS_AGNOSTIC_MASK)");
        }
    }

    /** Rejects a ResNet of other widths by name. */
    static void refuseBackbone(String file, Architecture of, Map<String, Tensor> tensors) {
        String second = of.prefix() + of.software().convolution(0, 0, 2);
        long[] one =
                tensors.get(of.prefix() + of.software().convolution(0, 0, 1)).shape();
        long[] two = tensors.get(second).shape();
        if (one.length != 4 || two.length != 4) {
            return; // the later check of shapes reports this
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
