// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import org.mrcnn.data.image.Image;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a file in ONNX Runtime, and returns all outputs as floats. */
public final class OnnxRun {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final byte[] file;

    public OnnxRun(byte[] file) {
        this.file = file;
    }

    /** Runs the file on an image of bytes, which requires preprocessing in the file. */
    public Map<String, float[]> run(Image image) throws OrtException {
        ByteBuffer pixels = ByteBuffer.wrap(image.pixels());
        long[] shape = {image.height(), image.width(), image.channels()};
        return run(Map.of("image", OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8)));
    }

    Map<String, float[]> runArrays(Map<String, INDArray> arrays) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
            INDArray value = array.getValue();
            inputs.put(
                    array.getKey(),
                    value.dataType() == DataType.FLOAT
                            ? OnnxTensor.createTensor(
                                    environment, FloatBuffer.wrap(value.data().asFloat()), value.shape())
                            : OnnxTensor.createTensor(
                                    environment, IntBuffer.wrap(value.data().asInt()), value.shape()));
        }
        return run(inputs);
    }

    private Map<String, float[]> run(Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            try (OrtSession session = environment.createSession(file, options);
                    OrtSession.Result result = session.run(inputs)) {
                Map<String, float[]> outputs = new HashMap<>();
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                    outputs.put(output.getKey(), floats((OnnxTensor) output.getValue()));
                }
                return outputs;
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static float[] floats(OnnxTensor tensor) {
        long size = 1;
        for (long side : tensor.getInfo().getShape()) {
            size *= side;
        }
        float[] values = new float[(int) size];
        ByteBuffer bytes = tensor.getByteBuffer().order(java.nio.ByteOrder.nativeOrder());
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (tensor.getInfo().type) {
                case FLOAT -> bytes.getFloat(4 * i);
                case INT32 -> bytes.getInt(4 * i);
                case INT64 -> bytes.getLong(8 * i);
                default -> bytes.get(i);
            };
        }
        return values;
    }
}
