// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnxruntime.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Set;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.engine.Precision;

/**
 * Runs the network in ONNX Runtime on an NVIDIA GPU, the first one that the process sees. It is an engine of its own, so that a
 * GPU that cannot be used is an error and never a slow detection.
 */
public final class CudaEngine implements DetectionEngine {

    @Override
    public String name() {
        return "onnxruntime-cuda";
    }

    /** @throws IllegalStateException also if ONNX Runtime cannot use a GPU; the message says what is missing */
    @Override
    public Network open(MaskRcnn model) {
        requireBuildForGpus(OrtEnvironment.getAvailableProviders());
        Precision precision = model.config().model().precision();
        return OnnxRuntimeNetwork.open(model, options -> addGpu(options, precision));
    }

    /** While the GPU works on one image, the processors prepare another one or paste its masks. More would need its memory. */
    @Override
    public int imagesAtOnce() {
        return 2;
    }

    private void requireBuildForGpus(Set<OrtProvider> available) {
        if (!available.contains(OrtProvider.CUDA)) {
            throw new IllegalStateException(
                    name() + ": expected the artifact com.microsoft.onnxruntime:onnxruntime_gpu on"
                            + " the class path, found a build of ONNX Runtime for " + available
                            + " only; put onnxruntime_gpu of the same version in the place of onnxruntime");
        }
    }

    private void addGpu(OrtSession.SessionOptions options, Precision precision) throws OrtException {
        try (OrtCUDAProviderOptions gpu = new OrtCUDAProviderOptions(0)) {
            gpu.add("use_tf32", useTf32(precision));
            // The default times all algorithms for each new size of image, and their rounding would differ between
            // processes.
            gpu.add("cudnn_conv_algo_search", "HEURISTIC");
            options.addCUDA(gpu);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    name() + ": expected an NVIDIA GPU with its driver, and the libraries of CUDA and cuDNN that this"
                            + " build of ONNX Runtime needs, found: " + e.getMessage(),
                    e);
        }
    }

    /**
     * TF32 rounds the factors of products to 11 bits of mantissa, which changes detections. That is more than the 8 bits of
     * bfloat16, so models that compute with bfloat16 on a CPU may use it.
     */
    private static String useTf32(Precision precision) {
        return precision == Precision.BF16 ? "1" : "0";
    }
}
