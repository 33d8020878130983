// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An open file of tensors.
 *
 * @param file for messages
 * @param value what the file holds: for a pickle its value, else tensors by name
 * @param tensors recognizes tensors among its values
 * @param resource closed with it
 */
record Contents(Path file, Object value, TensorObjects tensors, Closing resource) implements AutoCloseable {

    /** Closes a file. */
    @FunctionalInterface
    interface Closing {
        void close() throws IOException;
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
