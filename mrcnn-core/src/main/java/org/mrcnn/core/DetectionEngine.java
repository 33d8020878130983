// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/**
 * Other software that runs the network of a model, found by its name on the class path ({@link ServiceLoader}). The artifact
 * {@code mrcnn-onnxruntime} has the engine {@code onnxruntime}.
 */
public interface DetectionEngine {

    /** What a user calls the engine. */
    String name();

    /**
     * Prepares the network with the weights as they are now: later changes of the model do not reach it.
     *
     * @param model not in training meanwhile; it may be closed afterwards
     */
    Network open(MaskRcnn model);

    /** The network of a model. Safe for use by any number of threads. */
    interface Network extends AutoCloseable {

        /**
         * Finds the objects of an image, as {@link MaskRcnn#detect(Image)} does.
         *
         * @throws IllegalArgumentException if it has other channels than the network, or a shape that {@code image.mode} cannot
         *     take
         */
        Detections detect(Image image);

        /** Frees native memory; no call may be running. */
        @Override
        void close();
    }

    /**
     * The engine of a name.
     *
     * @throws IllegalArgumentException naming the artifact to add if it is not on the class path
     */
    static DetectionEngine named(String name) {
        List<DetectionEngine> all = ServiceLoader.load(DetectionEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return all.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("expected an engine on the class path, found none named "
                                + name + " among "
                                + all.stream().map(DetectionEngine::name).collect(Collectors.joining(", ", "[", "]"))
                                + "; add the dependency org.mrcnn:mrcnn-" + name));
    }
}
