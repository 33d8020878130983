// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.train.internal.PeakMemory;
import org.mrcnn.verify.bench.Timing;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times ONNX Runtime on the model of {@code mrcnn-verify/peers/export_onnx.py}, with masks pasted into the image as in this
 * project. Prints one JSON line.
 */
@Command(
        name = "onnx-detect",
        mixinStandardHelpOptions = true,
        description = "Detection by ONNX Runtime, one JSON line.")
public final class OnnxDetect implements Callable<Integer> {
    private static final int MASK_SIDE = 28;

    @Option(names = "--models", required = true, paramLabel = "DIR", description = "Folder of export_onnx.py.")
    private Path models;

    @Option(names = "--size", required = true, description = "Side of the image in pixels.")
    private int size;

    @Option(names = "--threads", defaultValue = "2", description = "Threads. (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--runs", defaultValue = "9", description = "Timed runs. (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--warm", defaultValue = "3", description = "Runs before those. (${DEFAULT-VALUE})")
    private int warm;

    private int detections;
    private long maskPixels;

    private OnnxDetect() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OnnxDetect()).execute(args));
    }

    @Override
    public Integer call() throws IOException, OrtException {
        Path model = models.resolve("mask_rcnn_" + size + ".onnx");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(model.toString(), options)) {
            FloatBuffer image = image();
            Timing timing = Timing.of(warm, runs, () -> detect(environment, session, image));
            if (maskPixels == 0) {
                throw new IllegalStateException(
                        "expected masks with pixels, found none: the timing would be of less work");
            }
            System.out.println("{\"name\": \"onnxruntime_infer\", \"size\": " + size + ", \"batch\": 1, \"threads\": "
                    + threads + ", " + timing.json() + ", \"peak_rss_mb\": " + (new PeakMemory().bytes() >> 20)
                    + ", \"detections\": " + detections + ", \"version\": \"" + environment.getVersion() + "\"}");
        }
        return 0;
    }

    private OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return options;
    }

    private FloatBuffer image() throws IOException {
        byte[] bytes = Files.readAllBytes(models.resolve("image_" + size + ".f32"));
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer()
                .put(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        return direct.asFloatBuffer();
    }

    private void detect(OrtEnvironment environment, OrtSession session, FloatBuffer image) {
        String input = session.getInputNames().iterator().next();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, image, new long[] {3, size, size});
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer boxes = tensor(result, "boxes");
            FloatBuffer masks = tensor(result, "masks");
            detections = boxes.remaining() / 4;
            maskPixels = paste(boxes, masks);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FloatBuffer tensor(OrtSession.Result result, String name) {
        return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    }

    private long paste(FloatBuffer boxes, FloatBuffer masks) {
        long pixels = 0;
        float[] mask = new float[MASK_SIDE * MASK_SIDE];
        for (int i = 0; i < detections; i++) {
            masks.get(mask);
            float[] box = {boxes.get(4 * i + 1), boxes.get(4 * i), boxes.get(4 * i + 3), boxes.get(4 * i + 2)};
            pixels +=
                    MaskPaste.subPixel().paste(mask, MASK_SIDE, box, size, size).area();
        }
        return pixels;
    }
}
