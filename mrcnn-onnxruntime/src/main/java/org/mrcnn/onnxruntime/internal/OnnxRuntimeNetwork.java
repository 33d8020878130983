// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnxruntime.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.detect.Molding;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.onnx.internal.ExportedNetwork;
import org.mrcnn.onnx.internal.OnnxFile;

/** A network in an ONNX Runtime session. Images are preprocessed and masks pasted by the code of this library's own engine. */
final class OnnxRuntimeNetwork implements DetectionEngine.Network {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Molding molding;

    /** Selects the device of a session. */
    interface Device {
        void select(OrtSession.SessionOptions options) throws OrtException;
    }

    private OnnxRuntimeNetwork(byte[] file, Molding molding, Device device) throws OrtException {
        this.molding = molding;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            device.select(options);
            session = environment.createSession(file, options);
        }
    }

    static OnnxRuntimeNetwork open(MaskRcnn model, Device device) {
        byte[] file = OnnxFile.bytes(ExportedNetwork.network(model), Map.of());
        try {
            return new OnnxRuntimeNetwork(file, new Molding(model.config(), model.labels()), device);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load the model: " + e.getMessage(), e);
        }
    }

    @Override
    public Detections detect(Image image) {
        ResizedImage resized = molding.resized(image);
        Image input = resized.image();
        int[] window = resized.geometry().window();
        float[] shown = {window[0], window[1], window[2], window[3]};
        try (OnnxTensor pixels =
                        tensor(molding.normalized(resized), 1, input.height(), input.width(), input.channels());
                OnnxTensor windows = tensor(shown, 4);
                OrtSession.Result result = session.run(Map.of("image", pixels, "window", windows))) {
            OnnxTensor masks = output(result, NetworkNames.MRCNN_MASK);
            long[] shape = masks.getInfo().getShape();
            return molding.unmold(
                    floats(output(result, NetworkNames.MRCNN_DETECTION)),
                    output(result, NetworkNames.MRCNN_DETECTION_COUNT)
                            .getIntBuffer()
                            .get(0),
                    floats(masks),
                    (int) shape[1],
                    resized.geometry());
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "ONNX Runtime failed on an image of " + image.height() + "x" + image.width() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private OnnxTensor tensor(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    private static float[] floats(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot free its session: " + e.getMessage(), e);
        }
    }
}
