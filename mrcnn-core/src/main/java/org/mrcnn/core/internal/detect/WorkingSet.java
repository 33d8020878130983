// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.Collection;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.engine.internal.MemoryLimits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A lower bound of the native memory that a detection needs, known before the first one. As it is less than the actual amount,
 * it never rejects a detection that would have run.
 *
 * @param side side of the network's input in pixels
 * @param arrays bytes that JavaCPP counts: the finest maps of the pyramid and the region proposal network
 * @param other bytes that are visible only in the size of the process: the weights, packed for the processor
 */
record WorkingSet(int side, long arrays, long other) {

    /** Number of pixels of the image per pixel of the finest map. */
    private static final int FINEST = 4 * 4;

    static WorkingSet of(MaskRcnnConfig config, Collection<INDArray> weights) {
        // In the other modes the size depends on the image, which is not known yet.
        int side = config.image().mode() == ImageConfig.Mode.SQUARE
                ? config.image().maxDimension()
                : 0;
        long pixels = (long) side * side / FINEST;
        long channels = 2L * config.model().pyramidSize() + config.model().rpnChannels();
        long packed = weights.stream()
                .mapToLong(array -> array.length() * Float.BYTES)
                .sum();
        return new WorkingSet(side, pixels * channels * Float.BYTES, packed);
    }

    /**
     * Compares the bound with the limits of this process.
     *
     * @throws IllegalStateException if the limits are too low; the message names the property to set, and its value
     */
    void require() {
        String what = "a detection in an image of " + side + " x " + side + " pixels";
        MemoryLimits.require(what, arrays, other);
    }
}
