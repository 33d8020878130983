// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.nd4j.autodiff.functions.DifferentialFunction;

/** Translates ops of one type. */
@FunctionalInterface
interface Translator {

    /** Adds the nodes that compute the op, and passes their results to the translation. */
    void translate(DifferentialFunction op, Translation to);
}
