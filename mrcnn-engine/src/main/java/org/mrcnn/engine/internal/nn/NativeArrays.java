// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.NativeThreads;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays of one op execution as addresses for oneDNN. Frees the copies that it has to make. */
final class NativeArrays implements AutoCloseable {

    private final OpRun run;
    private final List<INDArray> copies = new ArrayList<>();

    NativeArrays(OpRun run) {
        this.run = run;
    }

    /** Returns the execution that the arrays belong to. */
    OpRun run() {
        return run;
    }

    /** Returns the address of input {@code i}, row-major. */
    Pointer input(int i) {
        INDArray array = run.contiguous(i);
        if (array != run.input(i)) {
            copies.add(array);
        }
        return array.data().addressPointer();
    }

    Pointer output(int i) {
        return run.output(i).data().addressPointer();
    }

    /**
     * Returns the runner's kernel with this key, which is created on first use, and again if many others were used since then.
     * A kernel always runs with the number of threads with which it was created, so there is one for each number.
     */
    <K, T extends AutoCloseable> T kernel(K key, BiFunction<OneDnn, K, T> create) {
        return run.recentResource(new KernelKey(key, NativeThreads.available()), () -> create.apply(dnn(), key));
    }

    private record KernelKey(Object kernel, int threads) {}

    /**
     * Returns working memory of the runner's oneDNN for {@code length} floats, which the next call with the same role
     * overwrites.
     */
    FloatPointer scratch(OneDnn.Scratch role, long length) {
        return new FloatPointer(dnn().scratch(role, length * Float.BYTES)).capacity(length);
    }

    private OneDnn dnn() {
        return run.resource(OneDnn.KEY, OneDnn::new);
    }

    @Override
    public void close() {
        copies.forEach(INDArray::close);
    }
}
