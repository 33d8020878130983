// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.weights;

/** A weight file whose content is not what its format promises; the message names the file, the tensor, and the fault. */
public final class WeightFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WeightFileException(String message) {
        super(message);
    }

    public WeightFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
