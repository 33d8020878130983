// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/**
 * Runs the network of a model in other software. Engines are found on the class path ({@link ServiceLoader}) by their names.
 * The artifact {@code mrcnn-onnxruntime} provides the engines {@code onnxruntime} for the CPU and {@code onnxruntime-cuda} for a
 * GPU.
 */
public interface DetectionEngine {

    /** Returns the name by which users select the engine. */
    String name();

    /**
     * Prepares the network with the current weights. Later changes to the model have no effect on it.
     *
     * @param model a model that is not being trained during the call; it may be closed afterwards
     * @throws IllegalStateException if the engine cannot run the network on this machine; the message says what is missing
     */
    Network open(MaskRcnn model);

    /**
     * Returns the number of images that keep the engine busy if threads detect in them at the same time. It is 1 if the engine
     * uses all processors for one image: further ones would take more memory and no less time.
     */
    default int imagesAtOnce() {
        return 1;
    }

    /** The network of one model. Thread-safe. */
    interface Network extends AutoCloseable {

        /**
         * Detects the objects in an image, as {@link MaskRcnn#detect(Image)} does.
         *
         * @throws IllegalArgumentException if the image does not have the network's channels, or has a size that {@code
         *     image.mode} does not accept
         */
        Detections detect(Image image);

        /** Frees native memory. No detection may be running. */
        @Override
        void close();
    }

    /**
     * Returns the engine with this name.
     *
     * @throws IllegalArgumentException if no such engine is on the class path; the message lists those that are
     */
    static DetectionEngine named(String name) {
        List<DetectionEngine> all = ServiceLoader.load(DetectionEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return all.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "expected an engine on the class path, found none named "
                                        + name + " among "
                                        + all.stream()
                                                .map(DetectionEngine::name)
                                                .collect(Collectors.joining(", ", "[", "]"))
                                        + "; add the dependency org.mrcnn:mrcnn-onnxruntime for onnxruntime and onnxruntime-cuda"));
    }
}
