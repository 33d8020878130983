// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collection;
import java.util.function.Supplier;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.detect.Detector;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The detector of a model's current weights. It is created when it is needed, and again when the weights have changed.
 * Thread-safe.
 */
final class CurrentDetector implements AutoCloseable {

    private final WeightLock lock;
    private final Supplier<Detector> maker;
    private Detector detector;
    private long version;

    /**
     * Creates no detector yet.
     *
     * @param lock the lock of the weights
     * @param maker creates a detector, which packs the weights
     */
    CurrentDetector(WeightLock lock, Supplier<Detector> maker) {
        this.lock = lock;
        this.maker = maker;
    }

    /**
     * Returns the detector of the current weights. The caller must hold the read lock, so that the weights do not change and no
     * detector of earlier weights is in use.
     */
    synchronized Detector get() {
        if (version != lock.version()) {
            close();
        }
        if (detector == null) {
            detector = maker.get();
            version = lock.version();
        }
        return detector;
    }

    /** Returns the memory of the detector, if there is one, and of the weights. */
    synchronized NativeMemory memory(Collection<INDArray> weights) {
        long bytes = weights.stream()
                .mapToLong(array -> array.length() * array.dataType().width())
                .sum();
        return detector == null ? new NativeMemory(bytes, 0, 0, 0) : detector.memory(bytes);
    }

    @Override
    public synchronized void close() {
        if (detector != null) {
            detector.close();
            detector = null;
        }
    }
}
