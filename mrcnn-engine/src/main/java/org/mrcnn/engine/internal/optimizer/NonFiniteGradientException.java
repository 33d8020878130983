// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

/** Thrown when a gradient has values that are infinite or NaN. No weight is changed. */
public final class NonFiniteGradientException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String variable;

    NonFiniteGradientException(String variable, long values, long length, long step) {
        super("step " + step + ": the gradient of " + variable + " has " + values + " non-finite values of " + length
                + "; no weight was changed. Lower the learning rate, clip gradients, or check the data of this step");
        this.variable = variable;
    }

    /** Returns the first variable with such a gradient. */
    public String variable() {
        return variable;
    }
}
