// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.data.internal.targets.DetectionSelector;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.engine.GraphRunner;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads a trace from the outputs of one run of the inference graph, and recomputes what the graph does not output. */
final class TraceReader {
    private static final List<String> HEADS = List.of(
            NetworkNames.RPN_CLASS_LOGITS,
            NetworkNames.RPN_BBOX,
            NetworkNames.ROI,
            NetworkNames.ROI_COUNT,
            NetworkNames.MRCNN_CLASS_LOGITS,
            NetworkNames.MRCNN_BBOX,
            NetworkNames.MRCNN_DETECTION,
            NetworkNames.MRCNN_DETECTION_COUNT,
            NetworkNames.MRCNN_MASK);

    private final MaskRcnn model;
    private final GraphRunner.Outputs out;
    private final ResizedImage resized;

    private TraceReader(MaskRcnn model, GraphRunner.Outputs out, ResizedImage resized) {
        this.model = model;
        this.out = out;
        this.resized = resized;
    }

    /** Runs the model's inference graph for its intermediate variables. */
    static InferenceTrace trace(MaskRcnn model, Image image) {
        List<String> names = new ArrayList<>(HEADS);
        int levels = model.config().rpn().strides().size();
        IntStream.range(2, 2 + levels).forEach(level -> names.add(NetworkNames.pyramid(level)));
        try (Detector detector = new Detector(
                new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            return detector.look(image, names, (out, resized) -> new TraceReader(model, out, resized).read());
        }
    }

    private InferenceTrace read() {
        InferenceTrace.Rpn rpn = rpn();
        return new InferenceTrace(
                resized, pyramid(), rpn, heads(Arrays.copyOf(floats(NetworkNames.ROI), rpn.rois().length)));
    }

    private InferenceTrace.Rpn rpn() {
        RpnConfig config = model.config().rpn();
        float[] anchors = new AnchorGenerator(DataSettings.anchors(config))
                .boxes(resized.image().height(), resized.image().width());
        float[] objectness = objectness(
                floats(NetworkNames.RPN_CLASS_LOGITS), config.objectness().outputs());
        int[] ranked = TopK.indices(objectness, config.preNmsLimit());
        int regions = out.get(NetworkNames.ROI_COUNT).getInt(0);
        return new InferenceTrace.Rpn(
                normalized(anchors),
                objectness,
                ranked,
                normalized(refined(anchors, ranked)),
                normalized(Arrays.copyOf(floats(NetworkNames.ROI), 4 * regions)));
    }

    private InferenceTrace.Heads heads(float[] rois) {
        int classes = model.labels().size();
        int regions = rois.length / 4;
        float[] probabilities =
                softmax(Arrays.copyOf(floats(NetworkNames.MRCNN_CLASS_LOGITS), regions * classes), classes);
        float[] deltas = Arrays.copyOf(floats(NetworkNames.MRCNN_BBOX), regions * classes * 4);
        int found = out.get(NetworkNames.MRCNN_DETECTION_COUNT).getInt(0);
        return new InferenceTrace.Heads(
                probabilities,
                normalized(candidates(rois, probabilities, deltas)),
                normalized(new DetectionRows(floats(NetworkNames.MRCNN_DETECTION), found)),
                masks(found),
                (int) out.get(NetworkNames.MRCNN_MASK).size(1));
    }

    private float[] floats(String name) {
        try (INDArray copy = out.get(name).dup('c')) {
            return copy.data().asFloat();
        }
    }

    private static float[] objectness(float[] logits, int outputs) {
        float[] probabilities = new float[logits.length / outputs];
        for (int i = 0; i < probabilities.length; i++) {
            double background = outputs == 1 ? 0 : logits[2 * i];
            probabilities[i] = (float) (1 / (1 + Math.exp(background - logits[outputs * (i + 1) - 1])));
        }
        return probabilities;
    }

    private float[] refined(float[] anchors, int[] ranked) {
        float[] deltas = floats(NetworkNames.RPN_BBOX);
        BoxCoder coder = DataSettings.proposals(model.config()).coder();
        float[] boxes = new float[4 * ranked.length];
        for (int k = 0; k < ranked.length; k++) {
            coder.decode(anchors, ranked[k], deltas, ranked[k], boxes, k);
        }
        return Boxes.clip(
                boxes,
                coordinates().whole(resized.image().height(), resized.image().width()));
    }

    /** Selects detections like the graph, but without suppression and limit. */
    private DetectionRows candidates(float[] rois, float[] probabilities, float[] deltas) {
        int[] pixels = resized.geometry().window();
        float[] window = coordinates()
                .fromPixels(
                        new float[] {pixels[0], pixels[1], pixels[2], pixels[3]},
                        resized.image().height(),
                        resized.image().width());
        DetectionSettings own = DataSettings.detections(model.config());
        DetectionSettings unlimited = new DetectionSettings(
                own.minConfidence(), 1, Math.max(1, probabilities.length), own.coder(), own.multiLabel(), own.rules());
        return DetectionSelector.select(rois, probabilities, deltas, window, unlimited);
    }

    private Coordinates coordinates() {
        return DataSettings.coordinates(model.config().rpn());
    }

    private float[] normalized(float[] boxes) {
        return coordinates()
                .toNormalized(boxes, resized.image().height(), resized.image().width());
    }

    private DetectionRows normalized(DetectionRows detections) {
        float[] boxes = normalized(InferenceTrace.boxes(detections));
        float[] rows = detections.rows().clone();
        for (int i = 0; i < detections.count(); i++) {
            System.arraycopy(boxes, 4 * i, rows, 6 * i, 4);
        }
        return new DetectionRows(rows, detections.count());
    }

    private List<float[]> masks(int count) {
        float[] all = floats(NetworkNames.MRCNN_MASK);
        int pixels = (int) (out.get(NetworkNames.MRCNN_MASK).size(1)
                * out.get(NetworkNames.MRCNN_MASK).size(2));
        return IntStream.range(0, count)
                .mapToObj(i -> Arrays.copyOfRange(all, i * pixels, (i + 1) * pixels))
                .toList();
    }

    private List<InferenceTrace.Level> pyramid() {
        List<InferenceTrace.Level> pyramid = new ArrayList<>();
        for (int level = 2; level < 2 + model.config().rpn().strides().size(); level++) {
            String name = NetworkNames.pyramid(level);
            long[] shape = out.get(name).shape();
            int cells = (int) (shape[1] * shape[2]);
            int channels = (int) shape[3];
            pyramid.add(new InferenceTrace.Level(
                    "P" + level, (int) shape[1], (int) shape[2], means(floats(name), cells, channels)));
        }
        return pyramid;
    }

    private static float[] means(float[] values, int cells, int channels) {
        float[] means = new float[cells];
        for (int i = 0; i < cells; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += values[i * channels + c];
            }
            means[i] = (float) (sum / channels);
        }
        return means;
    }

    private static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int row = 0; row < logits.length; row += classes) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[row + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[row + c] - max);
            }
            for (int c = 0; c < classes; c++) {
                probabilities[row + c] = (float) (Math.exp(logits[row + c] - max) / sum);
            }
        }
        return probabilities;
    }
}
