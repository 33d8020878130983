// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import picocli.CommandLine.Option;

/** The option for the software that runs the network. */
final class EngineOption {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Engine that runs the network: onnxruntime, or onnxruntime-cuda on a GPU, which need"
                    + " mrcnn-onnxruntime on the class path, see docs/onnx.md. (default: the engine of this library)")
    private String name;

    boolean isSet() {
        return name != null;
    }

    /**
     * Returns the engine, which may be that of this library.
     *
     * @throws IllegalArgumentException if it is not on the class path
     */
    DetectionEngine engine() {
        return name == null ? new OwnEngine() : DetectionEngine.named(name);
    }

    private static final class OwnEngine implements DetectionEngine {
        @Override
        public String name() {
            return "mrcnn";
        }

        @Override
        public Network open(MaskRcnn model) {
            return new Network() {
                @Override
                public Detections detect(Image image) {
                    return model.detect(image);
                }

                @Override
                public void close() {
                    // the model's owner closes it
                }
            };
        }
    }
}
