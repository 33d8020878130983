// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Collection;
import java.util.function.Supplier;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.detect.Detector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The detector of a model's weights of this moment, made when it is needed, and made anew when they have changed. Thread-safe. */
final class CurrentDetector implements AutoCloseable {

    private final WeightLock lock;
    private final Supplier<Detector> maker;
    private Detector detector;
    private long version;

    /**
     * None as yet.
     *
     * @param lock of the weights
     * @param maker packs the weights
     */
    CurrentDetector(WeightLock lock, Supplier<Detector> maker) {
        this.lock = lock;
        this.maker = maker;
    }

    /** The caller holds the weights for reading, so that they stay, and a detector of other weights is in nobody's use. */
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

    /** The memory of the detector, if there is one, and of the weights. */
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
