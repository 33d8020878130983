// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;
import java.util.List;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * A Python pickle (protocols 0 to 5, https://docs.python.org/3/library/pickletools.html) as plain values: null for None,
 * Boolean, Long, Double, String, {@link Bytes}, List for lists, tuples and sets, {@link PickledMap}, {@link Global}, {@link
 * PersistentId}; and {@link PickledObject} for every object that Python would create by running code, which this class never
 * does. Integers beyond 64 bits, long texts and byte strings stay in the file. Values may contain themselves.
 *
 * @param value the pickled value
 * @param ids all references to stored data, in file order
 * @param end the offset after the pickle
 */
public record Pickle(Object value, List<PersistentId> ids, long end) {

    /**
     * Maximum number of operations of a pickle: five times as many as ten thousand tensors need. Each creates one value of at
     * most 100 bytes, in addition to what it reads from the file.
     */
    private static final int MAX_OPERATIONS = 2_000_000;

    /**
     * Reads a pickle.
     *
     * @param from the offset at which it begins
     * @throws WeightFileException if the pickle is damaged or malicious; the message names the file and the offset
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
