// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.weights;

/**
 * Thrown when the content of a weight file violates the file's format. The message names the file, the tensor, and the fault.
 */
public final class WeightFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WeightFileException(String message) {
        super(message);
    }

    public WeightFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
