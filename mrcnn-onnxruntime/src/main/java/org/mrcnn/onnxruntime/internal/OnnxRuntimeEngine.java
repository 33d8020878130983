// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnxruntime.internal;

import ai.onnxruntime.OrtException;
import java.util.Map;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.detect.Molding;
import org.mrcnn.onnx.internal.ExportedNetwork;
import org.mrcnn.onnx.internal.OnnxFile;

/** ONNX Runtime runs the network; images are prepared and masks pasted as for this library's own engine. */
public final class OnnxRuntimeEngine implements DetectionEngine {

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public Network open(MaskRcnn model) {
        byte[] file = OnnxFile.bytes(ExportedNetwork.network(model), Map.of());
        try {
            return new OnnxRuntimeNetwork(file, new Molding(model.config(), model.labels()));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load the model: " + e.getMessage(), e);
        }
    }
}
