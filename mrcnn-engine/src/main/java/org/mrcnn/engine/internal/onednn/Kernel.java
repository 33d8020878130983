// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/** A oneDNN primitive with its arguments. */
final class Kernel implements AutoCloseable {

    private final OneDnn dnn;
    private final primitive operation;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final List<memory> memories = new ArrayList<>();
    private memory scratchpad;
    private long scratchBytes;

    /** @param scratch description of the scratchpad that the primitive needs */
    Kernel(OneDnn dnn, primitive operation, memory.desc scratch) {
        this.dnn = dnn;
        this.operation = operation;
        scratchBytes = scratch.get_size();
        if (scratchBytes > 0) {
            scratchpad = argument(DNNL_ARG_SCRATCHPAD, scratch);
        }
    }

    /**
     * Returns attributes that select a scratchpad managed by the user: a scratchpad of oneDNN belongs to the thread that
     * created the primitive, and a runner may move to another thread.
     */
    static primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        return attributes;
    }

    /** Returns a kernel that copies from one layout or type to another. */
    static Kernel reorder(OneDnn dnn, memory.desc from, memory.desc to) {
        try (primitive_attr attributes = attributes()) {
            return reorder(dnn, from, to, attributes);
        }
    }

    /** Like {@link #reorder}, but adds the copied values to those of the destination. */
    static Kernel addition(OneDnn dnn, memory.desc from, memory.desc to) {
        try (primitive_attr attributes = attributes();
                post_ops operations = new post_ops()) {
            operations.append_sum();
            attributes.set_post_ops(operations);
            return reorder(dnn, from, to, attributes);
        }
    }

    private static Kernel reorder(OneDnn dnn, memory.desc from, memory.desc to, primitive_attr attributes) {
        try (reorder.primitive_desc description =
                new reorder.primitive_desc(dnn.engine(), from, dnn.engine(), to, attributes, false)) {
            Kernel kernel = new Kernel(dnn, new reorder(description), description.scratchpad_desc());
            kernel.argument(DNNL_ARG_FROM, from);
            kernel.argument(DNNL_ARG_TO, to);
            return kernel;
        }
    }

    /** Declares an argument, whose address is set before each run. */
    memory argument(int role, memory.desc description) {
        memory m = new memory(description, dnn.engine(), null);
        memories.add(m);
        arguments.put(role, m);
        return m;
    }

    /** Replaces an argument by a memory that someone else owns. */
    void put(int role, memory m) {
        arguments.put(role, m);
    }

    /** Runs a kernel created by {@link #reorder} or {@link #addition}. */
    void copy(Pointer from, Pointer to) {
        int first = memories.size() - 2;
        memories.get(first).set_data_handle(from);
        memories.get(first + 1).set_data_handle(to);
        run();
    }

    void run() {
        if (scratchpad != null) {
            scratchpad.set_data_handle(dnn.scratch(OneDnn.Scratch.PRIMITIVE, scratchBytes));
        }
        operation.execute(dnn.stream(), arguments);
        dnn.stream()._wait();
    }

    @Override
    public void close() {
        arguments.close();
        memories.forEach(Pointer::close);
        operation.close();
    }
}
