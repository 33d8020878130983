// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.ArrayList;
import java.util.List;

/** The names of a network's weights here and in PyTorch, added layer by layer. */
final class NameTable {

    private final String prefix;
    private final List<WeightName> names = new ArrayList<>();

    /** @param prefix prefix of every name in PyTorch */
    NameTable(String prefix) {
        this.prefix = prefix;
    }

    /** Adds a kernel. */
    NameTable kernel(String ours, String theirs, Layout layout) {
        return kernel(ours, theirs, layout, Order.SAME);
    }

    NameTable kernel(String ours, String theirs, Layout layout, Order order) {
        return add(ours + "/kernel", theirs + ".weight", layout, order);
    }

    NameTable bias(String ours, String theirs) {
        return add(ours + "/bias", theirs + ".bias", Layout.VECTOR, Order.SAME);
    }

    /** Adds kernel and bias of a convolution. */
    NameTable convolution(String ours, String theirs) {
        return layer(ours, theirs, Layout.CONVOLUTION, Order.SAME);
    }

    /** Adds kernel and bias, whose rows are reordered in the same way. */
    NameTable layer(String ours, String theirs, Layout layout, Order order) {
        return kernel(ours, theirs, layout, order).add(ours + "/bias", theirs + ".bias", Layout.VECTOR, order);
    }

    /** Adds a batch normalization. */
    NameTable norm(String ours, String theirs) {
        return add(ours + "/gamma", theirs + ".weight", Layout.VECTOR, Order.SAME)
                .add(ours + "/beta", theirs + ".bias", Layout.VECTOR, Order.SAME)
                .add(ours + "/moving_mean", theirs + ".running_mean", Layout.VECTOR, Order.SAME)
                .add(ours + "/moving_variance", theirs + ".running_var", Layout.VECTOR, Order.SAME);
    }

    /** Adds a convolution without bias and the normalization after it. */
    NameTable normed(String ours, String theirs, String norm, String theirNorm) {
        return kernel(ours, theirs, Layout.CONVOLUTION).norm(norm, theirNorm);
    }

    private NameTable add(String ours, String theirs, Layout layout, Order order) {
        names.add(new WeightName(ours, prefix + theirs, layout, order));
        return this;
    }

    List<WeightName> names() {
        return List.copyOf(names);
    }
}
