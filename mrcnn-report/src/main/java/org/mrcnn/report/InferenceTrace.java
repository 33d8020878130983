package org.mrcnn.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Nms;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.data.internal.targets.DetectionSelector;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.engine.GraphRunner;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the stages of inference made of one image. Boxes are normalized; ranks are by RPN score.
 *
 * @param input the network's input
 * @param geometry from the image to it
 * @param pyramid mean over the channels of P2 to P6
 * @param anchors float[n * 4], all
 * @param objectness float[n] probability of an object for each anchor
 * @param ranked the best anchors, as many as enter non-maximum suppression
 * @param refined float[ranked * 4] these, moved by their deltas and clipped
 * @param kept indices of {@code ranked} that survive non-maximum suppression, as recomputed here
 * @param rois float[regions * 4] the proposals of the graph
 * @param probabilities float[regions * classes] of the box head
 * @param candidates regions that are likely enough, refined, before suppression; rows as of detections
 * @param detections of the graph
 * @param masks one per detection, float[maskSide * maskSide] probabilities
 * @param maskSide rows and columns of a mask
 */
@SuppressWarnings("ArrayRecordComponent") // read once for a page
record InferenceTrace(
        Image input,
        ResizeGeometry geometry,
        List<Level> pyramid,
        float[] anchors,
        float[] objectness,
        int[] ranked,
        float[] refined,
        int[] kept,
        float[] rois,
        float[] probabilities,
        DetectionRows candidates,
        DetectionRows detections,
        List<float[]> masks,
        int maskSide) {

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

    /** The mean over the channels of one pyramid level, float[height * width]. */
    @SuppressWarnings("ArrayRecordComponent") // read once for a page
    record Level(String name, int height, int width, float[] mean) {}

    /** Runs the model's inference graph for its intermediate variables. */
    static InferenceTrace of(MaskRcnn model, Image image) {
        List<String> names = new ArrayList<>(HEADS);
        int levels = model.config().rpn().strides().size();
        IntStream.range(2, 2 + levels).forEach(level -> names.add(NetworkNames.pyramid(level)));
        try (Detector detector = new Detector(
                new MaskRcnnGraph.Parts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            return detector.look(image, names, (out, resized) -> new Reader(model, out, resized).trace());
        }
    }

    /** Reads the outputs of one run. */
    private record Reader(MaskRcnn model, GraphRunner.Outputs out, ResizedImage resized) {

        InferenceTrace trace() {
            Image input = resized.image();
            RpnConfig rpn = model.config().rpn();
            float[] anchors = new AnchorGenerator(DataSettings.anchors(rpn)).normalized(input.height(), input.width());
            float[] objectness = objectness(floats(NetworkNames.RPN_CLASS_LOGITS));
            int[] ranked = TopK.indices(objectness, rpn.preNmsLimit());
            float[] refined = refined(rpn, anchors, ranked);
            float[] scores = new float[ranked.length];
            for (int k = 0; k < scores.length; k++) {
                scores[k] = objectness[ranked[k]];
            }
            int[] kept = Nms.select(refined, scores, rpn.nmsThreshold(), rpn.proposalsInference());
            int regions = out.get(NetworkNames.ROI_COUNT).getInt(0);
            int classes = model.labels().size();
            float[] rois = Arrays.copyOf(floats(NetworkNames.ROI), 4 * regions);
            float[] probabilities =
                    softmax(Arrays.copyOf(floats(NetworkNames.MRCNN_CLASS_LOGITS), regions * classes), classes);
            float[] deltas = Arrays.copyOf(floats(NetworkNames.MRCNN_BBOX), regions * classes * 4);
            int found = out.get(NetworkNames.MRCNN_DETECTION_COUNT).getInt(0);
            return new InferenceTrace(
                    input,
                    resized.geometry(),
                    pyramid(),
                    anchors,
                    objectness,
                    ranked,
                    refined,
                    kept,
                    rois,
                    probabilities,
                    candidates(rois, probabilities, deltas),
                    new DetectionRows(floats(NetworkNames.MRCNN_DETECTION), found),
                    masks(found),
                    (int) out.get(NetworkNames.MRCNN_MASK).size(1));
        }

        private float[] floats(String name) {
            try (INDArray copy = out.get(name).dup('c')) {
                return copy.data().asFloat();
            }
        }

        private static float[] objectness(float[] logits) {
            float[] probabilities = new float[logits.length / 2];
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = (float) (1 / (1 + Math.exp((double) logits[2 * i] - logits[2 * i + 1])));
            }
            return probabilities;
        }

        private float[] refined(RpnConfig rpn, float[] anchors, int[] ranked) {
            float[] deltas = floats(NetworkNames.RPN_BBOX);
            BoxCoder coder = coder(rpn.boxStdDev());
            float[] boxes = new float[4 * ranked.length];
            for (int k = 0; k < ranked.length; k++) {
                coder.decode(anchors, ranked[k], deltas, ranked[k], boxes, k);
            }
            return Boxes.clip(boxes, new float[] {0, 0, 1, 1});
        }

        /** As the graph selects detections, but without suppression and limit. */
        private DetectionRows candidates(float[] rois, float[] probabilities, float[] deltas) {
            int[] pixels = resized.geometry().window();
            float[] window = Boxes.normalize(
                    new float[] {pixels[0], pixels[1], pixels[2], pixels[3]},
                    resized.image().height(),
                    resized.image().width());
            DetectionSettings all = new DetectionSettings(
                    model.config().detection().minConfidence(),
                    1,
                    Math.max(1, rois.length / 4),
                    coder(model.config().roi().boxStdDev()),
                    false,
                    false);
            return DetectionSelector.select(rois, probabilities, deltas, window, all);
        }

        private List<float[]> masks(int count) {
            float[] all = floats(NetworkNames.MRCNN_MASK);
            int pixels = (int) (out.get(NetworkNames.MRCNN_MASK).size(1)
                    * out.get(NetworkNames.MRCNN_MASK).size(2));
            return IntStream.range(0, count)
                    .mapToObj(i -> Arrays.copyOfRange(all, i * pixels, (i + 1) * pixels))
                    .toList();
        }

        private List<Level> pyramid() {
            List<Level> pyramid = new ArrayList<>();
            for (int level = 2; level < 2 + model.config().rpn().strides().size(); level++) {
                String name = NetworkNames.pyramid(level);
                long[] shape = out.get(name).shape();
                int cells = (int) (shape[1] * shape[2]);
                int channels = (int) shape[3];
                float[] values = floats(name);
                float[] mean = new float[cells];
                for (int i = 0; i < cells; i++) {
                    double sum = 0;
                    for (int c = 0; c < channels; c++) {
                        sum += values[i * channels + c];
                    }
                    mean[i] = (float) (sum / channels);
                }
                pyramid.add(new Level("P" + level, (int) shape[1], (int) shape[2], mean));
            }
            return pyramid;
        }

        private static BoxCoder coder(List<Float> stdDev) {
            return new BoxCoder(new float[] {stdDev.get(0), stdDev.get(1), stdDev.get(2), stdDev.get(3)});
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

    /** Normalized boxes in pixels of the network's input. */
    float[] pixels(float[] normalized) {
        return Boxes.denormalize(normalized, input.height(), input.width());
    }

    /** The boxes of some detections, normalized, float[count * 4]. */
    static float[] boxes(DetectionRows rows) {
        float[] boxes = new float[4 * rows.count()];
        for (int i = 0; i < rows.count(); i++) {
            System.arraycopy(rows.rows(), 6 * i, boxes, 4 * i, 4);
        }
        return boxes;
    }

    /** Rows of a box array, in the given order. */
    static float[] rows(float[] boxes, int[] indices) {
        float[] picked = new float[4 * indices.length];
        for (int k = 0; k < indices.length; k++) {
            System.arraycopy(boxes, 4 * indices[k], picked, 4 * k, 4);
        }
        return picked;
    }
}
