// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An open file of tensors.
 *
 * @param file the file, for messages
 * @param value the content of the file: the value of a pickle, otherwise tensors by name
 * @param tensors recognizes tensors among the values
 * @param resource closed together with the contents
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
