// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import org.bytedeco.javacpp.Pointer;

/**
 * Memory of this process.
 *
 * @param processBytes memory of the process in RAM, native arrays and heap
 * @param heapBytes used memory of the Java heap
 */
record MemoryUse(long processBytes, long heapBytes) {
    static MemoryUse now() {
        Runtime java = Runtime.getRuntime();
        return new MemoryUse(Pointer.physicalBytes(), java.totalMemory() - java.freeMemory());
    }
}
