// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** The weights as an argument of a kernel, reordered if the kernel requires its own layout. */
final class WeightInput implements AutoCloseable {

    private final OneDnn dnn;
    private final memory.desc plain;
    private final memory.desc wanted;
    private final memory argument;
    /** Null if the kernel accepts the plain layout. */
    private final Kernel reorder;

    WeightInput(OneDnn dnn, Kernel kernel, memory.desc plain, memory.desc wanted) {
        this.dnn = dnn;
        this.plain = plain;
        this.wanted = wanted;
        argument = kernel.argument(dnnl.DNNL_ARG_WEIGHTS, wanted);
        reorder = Layouts.bytes(plain).equals(Layouts.bytes(wanted)) ? null : Kernel.reorder(dnn, plain, wanted);
    }

    /** Makes another kernel that requires the same layout use the same weights. */
    void share(Kernel other) {
        other.put(dnnl.DNNL_ARG_WEIGHTS, argument);
    }

    PackedWeights.Key key(String variable) {
        return new PackedWeights.Key(variable, Layouts.bytes(wanted));
    }

    PackedWeights pack(Pointer weights) {
        return new PackedWeights(wanted.get_size(), to -> {
            try (Kernel pack = Kernel.reorder(dnn, plain, wanted)) {
                pack.copy(weights, to);
            }
        });
    }

    /** @param packed the packed weights; null to reorder {@code weights} */
    void set(Pointer weights, PackedWeights packed) {
        if (packed != null) {
            argument.set_data_handle(packed.address());
        } else if (reorder == null) {
            argument.set_data_handle(weights);
        } else {
            Pointer target = dnn.scratch(OneDnn.Scratch.WEIGHTS, wanted.get_size());
            reorder.copy(weights, target);
            argument.set_data_handle(target);
        }
    }

    @Override
    public void close() {
        if (reorder != null) {
            reorder.close();
        }
    }
}
