// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

/** Thrown for a valid tensor whose element type no weight of a network has. */
final class UnreadTypeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param typeName PyTorch's name of the type, such as ComplexFloatStorage */
    UnreadTypeException(String typeName) {
        super("a tensor of " + typeName);
    }
}
