// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory for arrays that are never written: zeros that the system allocates only when they are touched, and that do not count
 * for JavaCPP's limits.
 */
final class UntouchedMemory implements AutoCloseable {
    private final List<Pointer> blocks = new ArrayList<>();

    BytePointer allocate(long bytes) {
        Pointer block = Pointer.calloc(1, bytes);
        if (block == null || block.isNull()) {
            throw new OutOfMemoryError("no " + bytes + " bytes of address space");
        }
        blocks.add(block);
        return new BytePointer(block);
    }

    @Override
    public void close() {
        blocks.forEach(Pointer::free);
        blocks.clear();
    }
}
