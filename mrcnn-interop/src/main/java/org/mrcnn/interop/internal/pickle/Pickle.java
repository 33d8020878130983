// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;
import java.util.List;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * A pickle of Python (protocols 0 to 5, https://docs.python.org/3/library/pickletools.html) as plain values: null for None,
 * Boolean, Long, Double, String, {@link Bytes}, List for lists, tuples and sets, {@link PickledMap}, {@link Global}, {@link
 * PersistentId}; and {@link PickledObject} for everything that Python would make by running code, which this never does.
 * Integers beyond 64 bits, long texts and byte strings stay in the file. Values may contain themselves.
 *
 * @param value what was pickled
 * @param ids every reference to stored data, in their order
 * @param end the place behind the pickle
 */
public record Pickle(Object value, List<PersistentId> ids, long end) {

    /**
     * Operations of a pickle that are carried out: a state of ten thousand tensors needs a fifth. Each makes one value of at
     * most 100 bytes besides what it reads from the file.
     */
    private static final int MAX_OPERATIONS = 2_000_000;

    /**
     * Reads a pickle.
     *
     * @param from where it begins
     * @throws WeightFileException naming the bytes and the place, if it is no sound pickle, or one that would run code to do
     *     harm
     */
    public static Pickle read(Bytes bytes, long from) throws IOException {
        PickleInput in = new PickleInput(bytes, from);
        PickleStack stack = new PickleStack();
        for (int i = 0; i < MAX_OPERATIONS; i++) {
            long at = in.position();
            int code = in.unsigned8();
            Opcode opcode = Opcode.of(code);
            if (opcode == Opcode.STOP) {
                return new Pickle(stack.pop(in), stack.ids(), in.position());
            }
            if (opcode == null) {
                throw new WeightFileException(
                        bytes.name() + ": expected an operation of a pickle at byte " + at + ", found " + code);
            }
            opcode.run(stack, in);
        }
        throw new WeightFileException(bytes.name() + ": expected a pickle of at most " + MAX_OPERATIONS
                + " operations, found more: no file of weights, or one made to do harm");
    }
}
