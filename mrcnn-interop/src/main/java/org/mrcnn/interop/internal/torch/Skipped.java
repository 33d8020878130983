// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.regex.Pattern;
import org.mrcnn.interop.internal.names.Architecture;
import org.mrcnn.interop.internal.names.Software;

/** Explains why a tensor of a file is not part of the network. */
final class Skipped {

    private static final Pattern CLASSIFYING = Pattern.compile("^(?:fc|head|classifier|last_linear)\\.");

    private Skipped() {}

    /** Returns the reason; null if none is known. */
    static String reason(Architecture of, String name) {
        if (name.endsWith(".num_batches_tracked")) {
            return "counts training steps, which nothing here uses";
        }
        if (name.endsWith("n_averaged")) {
            return "counts averaged models, which nothing here uses";
        }
        String local = name.startsWith(of.prefix()) ? name.substring(of.prefix().length()) : name;
        if (of.software() == Software.CLASSIFIER && !local.startsWith("layer")) {
            return CLASSIFYING.matcher(local).find()
                    ? "classifies images; only the backbone is loaded"
                    : "not of the backbone, which alone is loaded";
        }
        if (!name.startsWith(of.prefix())) {
            return "not of the network, whose names begin with " + of.prefix();
        }
        if (local.startsWith("ema_") && local.indexOf('.') < 0) {
            return "kept by MMDetection's moving average; what it saves as the network is read";
        }
        if (local.contains("anchor_generator.cell_anchors.")) {
            return "anchors, which follow from the settings here";
        }
        if (local.equals("pixel_mean") || local.equals("pixel_std")) {
            return "normalization of pixels, which is a setting here";
        }
        return null;
    }
}
