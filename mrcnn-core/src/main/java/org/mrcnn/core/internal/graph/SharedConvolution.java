// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Features;
import org.mrcnn.engine.internal.nn.ClassConvolution;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.FusedConvolution;
import org.mrcnn.engine.internal.nn.LayerWeights;
import org.nd4j.autodiff.samediff.SDVariable;

/** A convolution with bias that can be applied several times with the same weights. */
record SharedConvolution(LayerWeights weights, Convolution settings, int out) {

    /** Returns a copy for an input that is already padded. */
    SharedConvolution withoutPadding() {
        return new SharedConvolution(weights, settings.withPadding(0), out);
    }

    /** Applies the convolution; the result has the given name. */
    Features apply(String name, Features x) {
        return apply(name, x, Norms.Added.NOTHING);
    }

    /** Like {@link #apply(String, Features)}, with a sum. */
    Features apply(String name, Features x, Norms.Added added) {
        Convolution all = settings.withResidual(added.kind());
        return new Features(FusedConvolution.apply(name, all, x.variable(), weights, added.variable()), out);
    }

    /** Applies, for each RoI, only the filter of its class, for a 1x1 convolution. The result is [RoIs, height, width]. */
    SDVariable applyOwnClass(String name, Features x, SDVariable classIds) {
        return ClassConvolution.apply(name, x.variable(), weights, classIds);
    }
}
