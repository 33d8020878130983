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

/** One execution of a {@link JavaOp}: its arrays, and what the run keeps from one execution to the next. */
public final class OpRun {

    private final JavaOp op;
    private final INDArray[] inputs;
    private final INDArray[] outputs;
    private final OpResources own;
    private final OpResources shared;
    /** Copies whose memory must not be freed while buffers over them are in use. */
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

    /** The number of inputs. */
    public int inputs() {
        return inputs.length;
    }

    /** Input {@code i}. It belongs to the graph: do not change or keep it. */
    public INDArray input(int i) {
        return inputs[i];
    }

    /** Output {@code i}, uninitialized, C order, contiguous. */
    public INDArray output(int i) {
        return outputs[i];
    }

    /** Input {@code i} as a C-ordered contiguous array: itself, or a copy where it is a view or in another order. */
    public INDArray contiguous(int i) {
        INDArray a = input(i);
        if (NativeCopy.isRowMajor(a)) {
            return a;
        }
        INDArray copy = a.dup('c');
        copies.add(copy);
        return copy;
    }

    /** The float input {@code i} as a new heap array, row-major. */
    public float[] floats(int i) {
        float[] values = new float[Math.toIntExact(input(i).length())];
        floatBuffer(i).get(0, values);
        return values;
    }

    /** The input {@code i}, of any numeric type, as a new heap array of integers, row-major. */
    public int[] ints(int i) {
        INDArray a = input(i);
        return (a.dataType() == DataType.INT32 ? contiguous(i) : a.castTo(DataType.INT32))
                .data()
                .asInt();
    }

    /** The float input {@code i} without a copy, row-major; valid while the op runs. */
    public FloatBuffer floatBuffer(int i) {
        return view(contiguous(i));
    }

    /** The bytes of input {@code i} without a copy, in the order of the machine; valid while the op runs. */
    public ByteBuffer byteBuffer(int i) {
        return NativeCopy.bytes(contiguous(i));
    }

    /** The float output {@code i} for writing, row-major; valid while the op runs. */
    public FloatBuffer floatBufferOut(int i) {
        return view(output(i));
    }

    /** The bytes of output {@code i} for writing, in the order of the machine; valid while the op runs. */
    public ByteBuffer byteBufferOut(int i) {
        return NativeCopy.bytes(output(i));
    }

    /** Writes a float output whole. */
    public void put(int i, float[] values) {
        checkLength(i, values.length);
        floatBufferOut(i).put(0, values);
    }

    /** Writes an integer (INT) output whole. */
    public void put(int i, int[] values) {
        checkLength(i, values.length);
        byteBufferOut(i).asIntBuffer().put(0, values);
    }

    /** Writes a float scalar output. */
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
            throw new IllegalStateException("op " + op.opName() + " expected a FLOAT array but found " + a.dataType());
        }
        return NativeCopy.bytes(a).asFloatBuffer();
    }

    /** Something native that this runner keeps for later executions and closes at its end; made on first use. */
    public <T extends AutoCloseable> T resource(Object key, Supplier<T> create) {
        return own.get(key, create);
    }

    /** Like {@link #resource}, for keys that have no bound, such as shapes of inputs: what was used longest ago may be closed. */
    public <T extends AutoCloseable> T recentResource(Object key, Supplier<T> create) {
        return own.recent(key, create);
    }

    /** Like {@link #resource}, shared by every runner of one model: packed weights. Must be safe to use from many threads. */
    public <T extends AutoCloseable> T sharedResource(Object key, Supplier<T> create) {
        return shared.get(key, create);
    }
}
