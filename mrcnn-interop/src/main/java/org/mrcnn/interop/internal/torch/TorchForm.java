// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;

/** The formats of files with tensors. */
public enum TorchForm {
    /** The format of torch.save since PyTorch 1.6. */
    ZIP {
        @Override
        Contents open(Path file) throws IOException {
            return TorchZip.open(file);
        }
    },
    /** The format of torch.save before PyTorch 1.6. */
    STREAM {
        @Override
        Contents open(Path file) throws IOException {
            return TorchStream.open(file);
        }
    },
    /** The format of torch.save before PyTorch 0.2. */
    TAR {
        @Override
        Contents open(Path file) throws IOException {
            return TorchTar.open(file);
        }
    },
    /** A pickle with arrays of NumPy. */
    PICKLE {
        @Override
        Contents open(Path file) throws IOException {
            return PickleFile.open(file);
        }
    },
    SAFETENSORS {
        @Override
        Contents open(Path file) throws IOException {
            return SafetensorsFile.open(file);
        }
    };

    abstract Contents open(Path file) throws IOException;
}
