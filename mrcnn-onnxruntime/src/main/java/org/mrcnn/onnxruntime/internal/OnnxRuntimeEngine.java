// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnxruntime.internal;

import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;

/** Runs the network in ONNX Runtime on the CPU. */
public final class OnnxRuntimeEngine implements DetectionEngine {

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public Network open(MaskRcnn model) {
        return OnnxRuntimeNetwork.open(model, cpu -> {});
    }
}
