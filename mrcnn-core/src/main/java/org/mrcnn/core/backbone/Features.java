// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The input or output of a layer: a feature map [N, height, width, channels] or rows [N, channels] of the graph, with the
 * number of channels, which the next layer needs.
 *
 * @param variable the FLOAT variable of the graph
 * @param channels size of the last axis
 */
public record Features(SDVariable variable, int channels) {

    public Features {
        Objects.requireNonNull(variable, "variable");
        if (channels < 1) {
            throw new IllegalArgumentException(
                    "features " + variable.name() + ": expected channels above 0, found " + channels);
        }
    }
}
