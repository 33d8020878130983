// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** Computes c [m, n] = relu(a [m, k] b [k, n] + bias [n]) for row-major matrices. */
public final class MatrixProduct implements AutoCloseable {

    /**
     * The key under which a runner keeps the kernel.
     *
     * @param transposeA whether a is stored as [k, m]
     * @param transposeB whether b is stored as [n, k]
     * @param constantB whether b is constant and therefore packed once in the kernel's preferred layout
     */
    public record Key(
            long m,
            long k,
            long n,
            boolean transposeA,
            boolean transposeB,
            boolean constantB,
            boolean bias,
            boolean relu,
            boolean bf16) {

        private memory.desc a(memory.data_type type) {
            return matrix(type, m, k, transposeA);
        }

        private memory.desc b(memory.data_type type) {
            return matrix(type, k, n, transposeB);
        }

        private memory.desc c() {
            return matrix(memory.data_type.f32, m, n, false);
        }

        private memory.data_type type() {
            return bf16 ? memory.data_type.bf16 : memory.data_type.f32;
        }

        private memory.desc wantedB() {
            return constantB ? new memory.desc(new long[] {k, n}, type(), memory.format_tag.any) : b(type());
        }

        private static memory.desc matrix(memory.data_type type, long rows, long columns, boolean transposed) {
            return new memory.desc(
                    new long[] {rows, columns}, type, transposed ? memory.format_tag.ba : memory.format_tag.ab);
        }
    }

    private final Kernel kernel;
    private final SourceInput a;
    private final WeightInput b;
    private final memory c;
    private final memory bias;

    public MatrixProduct(OneDnn dnn, Key key) {
        memory.desc biasLayout = new memory.desc(new long[] {1, key.n()}, memory.data_type.f32, memory.format_tag.ab);
        try (primitive_attr attributes = attributes(key.relu());
                matmul.desc operation = key.bias()
                        ? new matmul.desc(key.a(key.type()), key.wantedB(), biasLayout, key.c())
                        : new matmul.desc(key.a(key.type()), key.wantedB(), key.c());
                matmul.primitive_desc description = new matmul.primitive_desc(operation, attributes, dnn.engine())) {
            kernel = new Kernel(dnn, new matmul(description), description.scratchpad_desc());
            a = new SourceInput(
                    dnn,
                    kernel,
                    new SourceInput.Slot(DNNL_ARG_SRC, OneDnn.Scratch.SOURCE),
                    key.a(memory.data_type.f32),
                    description.src_desc());
            b = new WeightInput(dnn, kernel, key.b(memory.data_type.f32), description.weights_desc());
            c = kernel.argument(DNNL_ARG_DST, description.dst_desc());
            bias = key.bias() ? kernel.argument(DNNL_ARG_BIAS, biasLayout) : null;
        }
    }

    private static primitive_attr attributes(boolean relu) {
        primitive_attr attributes = Kernel.attributes();
        if (relu) {
            try (post_ops operations = new post_ops()) {
                operations.append_eltwise(1f, dnnl.algorithm.eltwise_relu, 0f, 0f);
                attributes.set_post_ops(operations);
            }
        }
        return attributes;
    }

    /** Returns the key of a constant b in this kernel's layout. */
    public PackedWeights.Key packedKey(String variable) {
        return b.key(variable);
    }

    /** Packs a constant b for {@link #run}. */
    public PackedWeights pack(Pointer plainB) {
        return b.pack(plainB);
    }

    /** Computes c; {@code packedB} and {@code biasVector} may be null. */
    public void run(Pointer matrixA, Pointer plainB, PackedWeights packedB, Pointer biasVector, Pointer result) {
        a.set(matrixA);
        b.set(plainB, packedB);
        c.set_data_handle(result);
        if (bias != null) {
            bias.set_data_handle(biasVector);
        }
        kernel.run();
    }

    @Override
    public void close() {
        a.close();
        b.close();
        kernel.close();
    }
}
