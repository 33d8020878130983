// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.backbone;

import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What layers take and give: a feature map [N, height, width, channels] of the graph, or rows [N, channels], with the channel
 * count that the next layer needs to know.
 *
 * @param variable FLOAT
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
