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

/** Runs the network in ONNX Runtime. Images are preprocessed and masks pasted by the code of this library's own engine. */
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
