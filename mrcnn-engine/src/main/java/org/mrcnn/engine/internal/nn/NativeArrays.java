// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays of one op execution as addresses for oneDNN; frees the copies that it had to make. */
final class NativeArrays implements AutoCloseable {

    private final OpRun run;
    private final List<INDArray> copies = new ArrayList<>();

    NativeArrays(OpRun run) {
        this.run = run;
    }

    /** The execution whose arrays these are. */
    OpRun run() {
        return run;
    }

    /** Input {@code i}, row-major. */
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

    /** The runner's kernel of that key, made on first use, and again where many others were used since. */
    <K, T extends AutoCloseable> T kernel(K key, BiFunction<OneDnn, K, T> create) {
        return run.recentResource(key, () -> create.apply(dnn(), key));
    }

    /** Memory of the runner's oneDNN for so many floats, overwritten by whoever asks next for the same role. */
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
