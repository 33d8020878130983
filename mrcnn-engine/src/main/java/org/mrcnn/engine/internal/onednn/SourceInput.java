// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** A float array as an argument of a kernel, converted first if the kernel requires another type. */
final class SourceInput implements AutoCloseable {

    private final OneDnn dnn;
    private final OneDnn.Scratch role;
    private final memory argument;
    private final long bytes;
    private final Kernel convert;

    /** The index of the kernel's argument, and the scratch memory for the converted array. */
    record Slot(int argument, OneDnn.Scratch scratch) {}

    SourceInput(OneDnn dnn, Kernel kernel, Slot slot, memory.desc plain, memory.desc wanted) {
        this.dnn = dnn;
        role = slot.scratch();
        argument = kernel.argument(slot.argument(), wanted);
        bytes = wanted.get_size();
        convert = Layouts.bytes(plain).equals(Layouts.bytes(wanted)) ? null : Kernel.reorder(dnn, plain, wanted);
    }

    void set(Pointer array) {
        Pointer source = array;
        if (convert != null) {
            source = dnn.scratch(role, bytes);
            convert.copy(array, source);
        }
        argument.set_data_handle(source);
    }

    @Override
    public void close() {
        if (convert != null) {
            convert.close();
        }
    }
}
