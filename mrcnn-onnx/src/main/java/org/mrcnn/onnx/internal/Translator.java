// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.nd4j.autodiff.functions.DifferentialFunction;

/** Translates the ops of one kind. */
@FunctionalInterface
interface Translator {

    /** Adds the nodes that compute what the op does, and hands their results to the translation. */
    void translate(DifferentialFunction op, Translation to);
}
