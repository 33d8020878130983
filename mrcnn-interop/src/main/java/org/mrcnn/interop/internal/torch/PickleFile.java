// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.interop.internal.bytes.FileBytes;
import org.mrcnn.interop.internal.pickle.Pickle;

/** A plain pickle with arrays of NumPy, the format of Detectron2's published models. */
final class PickleFile {

    private PickleFile() {}

    /** Opens a file. */
    static Contents open(Path file) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        try {
            TensorObjects objects = new TensorObjects(
                    id -> {
                        throw new IllegalArgumentException("expected an array, found a tensor without its data");
                    },
                    id -> null);
            return new Contents(file, Pickle.read(bytes, 0).value(), objects, bytes::close);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }
}
