// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays of the placeholder input_anchors for images of any size. Keeps the arrays of the most recently used sizes, and of
 * those in use. Frees them on close. Thread-safe.
 */
public final class AnchorArrays implements AutoCloseable {

    /** Number of sizes that are kept: the anchors of a 1024x1024 image take 4 MB. */
    static final int KEPT = 8;

    private final AnchorGenerator generator;
    /** From the least recently to the most recently used. */
    private final Map<List<Integer>, Lent> bySize = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates arrays for anchors with these settings. */
    public AnchorArrays(AnchorSettings settings) {
        generator = new AnchorGenerator(settings);
    }

    /** Returns the anchors for images of this size, to be closed after use. */
    public synchronized Lent lend(int height, int width) {
        Lent lent = bySize.computeIfAbsent(
                List.of(height, width),
                size -> new Lent(NativeCopy.of(generator.boxes(height, width), generator.count(height, width), 4)));
        lent.users++;
        freeSurplus();
        return lent;
    }

    /** Returns the native memory of all arrays in bytes. */
    public synchronized long bytes() {
        return bySize.values().stream()
                .mapToLong(lent -> lent.array.length() * Float.BYTES)
                .sum();
    }

    private synchronized void giveBack(Lent lent) {
        lent.users--;
        freeSurplus();
    }

    private void freeSurplus() {
        Iterator<Lent> oldestFirst = bySize.values().iterator();
        while (bySize.size() > KEPT && oldestFirst.hasNext()) {
            Lent lent = oldestFirst.next();
            if (lent.users == 0) {
                oldestFirst.remove();
                lent.array.close();
            }
        }
    }

    /** Frees all arrays. None may be in use. */
    @Override
    public synchronized void close() {
        bySize.values().forEach(lent -> lent.array.close());
        bySize.clear();
    }

    /** Anchors that are used by one or more callers, each of which closes them once. */
    public final class Lent implements AutoCloseable {

        private final INDArray array;
        private int users;

        private Lent(INDArray array) {
            this.array = array;
        }

        /** Returns the anchors, FLOAT [A, 4], in the coordinates of the network; valid until this is closed. */
        public INDArray array() {
            return array;
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }
}
