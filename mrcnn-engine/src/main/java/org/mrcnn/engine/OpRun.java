// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/** One execution of a {@link JavaOp}: its arrays, and the resources that are kept from one execution to the next. */
public final class OpRun {

    private final JavaOp op;
    private final INDArray[] inputs;
    private final INDArray[] outputs;
    private final OpResources own;
    private final OpResources shared;
    /** Copies whose memory must not be freed while buffers that view them are in use. */
    private final List<INDArray> copies = new ArrayList<>();

    /** @param outputs filled in when their shapes are known */
    OpRun(JavaOp op, INDArray[] inputs, INDArray[] outputs, OpResources own, OpResources shared) {
        this.op = op;
        this.inputs = inputs;
        this.outputs = outputs;
        this.own = own;
        this.shared = shared;
    }

    static OpRun of(JavaOp op, OpContext context, OpResources own, OpResources shared) {
        return new OpRun(
                op,
                context.getInputArrays().toArray(INDArray[]::new),
                context.getOutputArrays().toArray(INDArray[]::new),
                own,
                shared);
    }

    /** Returns the number of inputs. */
    public int inputs() {
        return inputs.length;
    }

    /** Returns input {@code i}. It belongs to the graph: do not change or keep it. */
    public INDArray input(int i) {
        return inputs[i];
    }

    /** Returns output {@code i}, an uninitialized contiguous array in C order. */
    public INDArray output(int i) {
        return outputs[i];
    }

    /**
     * Returns input {@code i} as a contiguous array in C order: the input itself, or a copy if it is a view or has another
     * order.
     */
    public INDArray contiguous(int i) {
        INDArray a = input(i);
        if (NativeCopy.isRowMajor(a)) {
            return a;
        }
        INDArray copy = a.dup('c');
        copies.add(copy);
        return copy;
    }

    /** Returns FLOAT input {@code i} as a new heap array, row-major. */
    public float[] floats(int i) {
        float[] values = new float[Math.toIntExact(input(i).length())];
        floatBuffer(i).get(0, values);
        return values;
    }

    /** Returns input {@code i}, of any numeric type, as a new heap array of integers, row-major. */
    public int[] ints(int i) {
        INDArray a = input(i);
        return (a.dataType() == DataType.INT32 ? contiguous(i) : a.castTo(DataType.INT32))
                .data()
                .asInt();
    }

    /** Returns a view of FLOAT input {@code i}, row-major; valid while the op runs. */
    public FloatBuffer floatBuffer(int i) {
        return view(contiguous(i));
    }

    /** Returns a view of the bytes of input {@code i}, in native byte order; valid while the op runs. */
    public ByteBuffer byteBuffer(int i) {
        return NativeCopy.bytes(contiguous(i));
    }

    /** Returns a writable view of FLOAT output {@code i}, row-major; valid while the op runs. */
    public FloatBuffer floatBufferOut(int i) {
        return view(output(i));
    }

    /** Returns a writable view of the bytes of output {@code i}, in native byte order; valid while the op runs. */
    public ByteBuffer byteBufferOut(int i) {
        return NativeCopy.bytes(output(i));
    }

    /** Writes all values of FLOAT output {@code i}. */
    public void put(int i, float[] values) {
        checkLength(i, values.length);
        floatBufferOut(i).put(0, values);
    }

    /** Writes all values of INT output {@code i}. */
    public void put(int i, int[] values) {
        checkLength(i, values.length);
        byteBufferOut(i).asIntBuffer().put(0, values);
    }

    /** Writes the value of FLOAT scalar output {@code i}. */
    public void put(int i, double value) {
        put(i, new float[] {(float) value});
    }

    private void checkLength(int i, int length) {
        if (output(i).length() != length) {
            throw new IllegalStateException("op " + op.opName() + " writes " + length + " values to output " + i
                    + " of shape " + Arrays.toString(output(i).shape()));
        }
    }

    private FloatBuffer view(INDArray a) {
        if (a.dataType() != DataType.FLOAT) {
            throw new IllegalStateException("op " + op.opName() + ": expected a FLOAT array, found " + a.dataType());
        }
        return NativeCopy.bytes(a).asFloatBuffer();
    }

    /** Returns a resource that this runner keeps for later executions and closes when it is closed; created on first use. */
    public <T extends AutoCloseable> T resource(Object key, Supplier<T> create) {
        return own.get(key, create);
    }

    /**
     * Like {@link #resource}, for an unlimited number of keys, such as shapes of inputs: resources not used recently may be
     * closed.
     */
    public <T extends AutoCloseable> T recentResource(Object key, Supplier<T> create) {
        return own.recent(key, create);
    }

    /**
     * Like {@link #resource}, for a resource shared by all runners of one model, such as packed weights. It must be
     * thread-safe.
     */
    public <T extends AutoCloseable> T sharedResource(Object key, Supplier<T> create) {
        return shared.get(key, create);
    }
}
