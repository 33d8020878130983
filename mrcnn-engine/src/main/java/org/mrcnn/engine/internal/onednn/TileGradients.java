// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** The 36 products of a piece of tiles that give the gradient of the transformed weights. */
final class TileGradients implements AutoCloseable {

    /** The sizes, and whether the products are added to those of the pieces before. */
    record Key(int tiles, int channels, int filters, boolean adds) {}

    private final Kernel product;
    private final memory source;
    private final memory gradient;
    private final memory weights;

    TileGradients(OneDnn dnn, Key key) {
        int n = WinogradMatrix.VALUES;
        try (primitive_attr attributes = attributes(key.adds());
                memory.desc v = layout(n, key.channels(), key.tiles(), memory.format_tag.acb);
                memory.desc m = layout(n, key.tiles(), key.filters(), memory.format_tag.abc);
                memory.desc u = layout(n, key.channels(), key.filters(), memory.format_tag.abc);
                matmul.desc operation = new matmul.desc(v, m, u);
                matmul.primitive_desc description = new matmul.primitive_desc(operation, attributes, dnn.engine())) {
            product = new Kernel(dnn, new matmul(description), description.scratchpad_desc());
            source = product.argument(dnnl.DNNL_ARG_SRC, v);
            gradient = product.argument(dnnl.DNNL_ARG_WEIGHTS, m);
            weights = product.argument(dnnl.DNNL_ARG_DST, u);
        }
    }

    private static memory.desc layout(long products, long rows, long columns, memory.format_tag order) {
        return new memory.desc(new long[] {products, rows, columns}, memory.data_type.f32, order);
    }

    private static primitive_attr attributes(boolean adds) {
        primitive_attr attributes = Kernel.attributes();
        if (adds) {
            try (post_ops operations = new post_ops()) {
                operations.append_sum();
                attributes.set_post_ops(operations);
            }
        }
        return attributes;
    }

    /**
     * Computes the products.
     *
     * @param v transformed pixels [36, tiles, channels]
     * @param m transformed gradients [36, tiles, filters]
     * @param u result [36, channels, filters]
     */
    void run(Pointer v, Pointer m, Pointer u) {
        source.set_data_handle(v);
        gradient.set_data_handle(m);
        weights.set_data_handle(u);
        product.run();
    }

    @Override
    public void close() {
        product.close();
    }
}
