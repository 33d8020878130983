// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.Collection;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.engine.internal.MemoryLimits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one detection needs at least of native memory, known before the first: less than it will take, so that nothing is
 * refused that would have run.
 *
 * @param side of the network's input in pixels
 * @param arrays bytes that JavaCPP counts as its own: finest maps of pyramid and region proposal network
 * @param other bytes that only the process shows: the weights, packed for the processor
 */
record WorkingSet(int side, long arrays, long other) {

    /** Pixels of the image per pixel of the finest map. */
    private static final int FINEST = 4 * 4;

    static WorkingSet of(MaskRcnnConfig config, Collection<INDArray> weights) {
        // In the other modes the size follows from the image, which nobody has seen yet.
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
     * Compares with the limits of this process.
     *
     * @throws IllegalStateException naming the property to set, and to what
     */
    void require() {
        String what = "a detection in an image of " + side + " x " + side + " pixels";
        MemoryLimits.require(what, arrays, other);
    }
}
