// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.internal.graph.DetectionLayer;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.npy.Npy;
import org.mrcnn.data.internal.targets.DetectionSelector;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The selection of detections, as a function and as an op of a graph, and the conversion of detections to the image, all with
 * Matterport's rules.
 */
final class DetectionTopic implements Topic {
    private static final int ROW = 6;
    /** Index of the shape of the network's input in the image meta. */
    private static final int SHAPE = 4;

    @Override
    public String name() {
        return "detection";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        return golden.has("full_masks") ? unmold(golden) : select(golden);
    }

    private static List<Comparison> select(GoldenCase golden) throws IOException {
        Fields params = golden.params();
        int batch = golden.array("rois").shape()[0];
        float[] rois = golden.floats("rois");
        float[] probabilities = golden.floats("probs");
        float[] deltas = golden.floats("deltas");
        DetectionSettings settings = new DetectionSettings(
                (float) params.number("DETECTION_MIN_CONFIDENCE"),
                (float) params.number("DETECTION_NMS_THRESHOLD"),
                params.whole("DETECTION_MAX_INSTANCES"),
                BoxCoder.defaults().unbounded(),
                false,
                Matterport.RULES);
        float[] expected = golden.floats("detections");
        float[] rows = new float[expected.length];
        for (int n = 0; n < batch; n++) {
            float[] own = DetectionSelector.select(
                            MaskArrays.part(rois, n, batch),
                            MaskArrays.part(probabilities, n, batch),
                            MaskArrays.part(deltas, n, batch),
                            golden.floats("window"),
                            settings)
                    .rows();
            System.arraycopy(own, 0, rows, n * own.length, own.length);
        }
        Tolerance allowed = golden.tolerance("detections", Tolerance.absolute(1e-5));
        return List.of(
                Comparison.of("detections", expected, rows, allowed),
                Comparison.of(
                        "detections of the graph",
                        golden.doubles("detections"),
                        graph(golden, settings, probabilities),
                        allowed));
    }

    /** Runs the op, which reads logits: the logarithms of probabilities that sum to 1 are valid logits. */
    private static double[] graph(GoldenCase golden, DetectionSettings settings, float[] probabilities)
            throws IOException {
        Npy rois = golden.array("rois");
        Npy deltas = golden.array("deltas");
        Npy meta = golden.array("meta");
        int rows = rois.shape()[0] * rois.shape()[1];
        int classes = deltas.shape()[2];
        float[] logits = new float[probabilities.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) Math.log(probabilities[k]);
        }
        int height = meta.ints()[SHAPE];
        int width = meta.ints()[SHAPE + 1];
        SameDiff sd = SameDiff.create();
        SDVariable[] out = DetectionLayer.apply(
                sd,
                new DetectionLayer.Settings(settings, Coordinates.NORMALIZED),
                GraphRun.constant(sd, "rois", rois.floats(), rois.shape()),
                GraphRun.constant(sd, "logits", logits, rows, classes),
                GraphRun.constant(sd, "deltas", deltas.floats(), rows, classes, 4),
                GraphRun.constant(sd, "meta", meta.floats(), meta.shape()),
                GraphRun.constant(sd, "image", new float[height * width], 1, height, width, 1));
        return GraphRun.forward(out).value(out[0]);
    }

    private static List<Comparison> unmold(GoldenCase golden) throws IOException {
        ResizeGeometry geometry = geometry(golden.params());
        float[] rows = golden.floats("detections");
        Npy masks = golden.array("masks");
        List<float[]> boxes = new ArrayList<>();
        List<float[]> kept = new ArrayList<>();
        PastedMasks pasted = new PastedMasks(masks.shape()[1], geometry.height(), geometry.width());
        for (int i = 0; i < rows.length / ROW && rows[i * ROW + 4] != 0; i++) {
            float[] row = Arrays.copyOfRange(rows, i * ROW, (i + 1) * ROW);
            float[] box = Matterport.RULES.box(geometry, Arrays.copyOf(row, 4));
            if (box[0] < box[2] && box[1] < box[3]) {
                boxes.add(box);
                kept.add(row);
                pasted.add(ofClass(masks, i, (int) row[4]), box);
            }
        }
        Tolerance exact = golden.tolerance("boxes", Tolerance.EXACT);
        return List.of(
                Comparison.of("boxes", golden.floats("boxes"), PastedMasks.joined(boxes), exact),
                Comparison.of("class_ids", golden.floats("class_ids"), column(kept, 4), exact),
                Comparison.of("scores", golden.floats("scores"), column(kept, 5), exact),
                Comparison.of("full_masks", golden.floats("full_masks"), pasted.decided(golden, "full_masks"), exact));
    }

    private static ResizeGeometry geometry(Fields params) throws IOException {
        int[] original = params.wholes("original_shape");
        int[] molded = params.wholes("molded_shape");
        int[] window = params.wholes("window");
        int height = window[2] - window[0];
        int width = window[3] - window[1];
        return new ResizeGeometry(
                original[0],
                original[1],
                (double) height / original[0],
                height,
                width,
                molded[0],
                molded[1],
                window[0],
                window[1]);
    }

    /** Returns one mask of [n, side, side, classes]. */
    private static float[] ofClass(Npy masks, int row, int classId) {
        int[] shape = masks.shape();
        float[] all = masks.floats();
        float[] one = new float[shape[1] * shape[2]];
        for (int p = 0; p < one.length; p++) {
            one[p] = all[(row * one.length + p) * shape[3] + classId];
        }
        return one;
    }

    private static float[] column(List<float[]> rows, int column) {
        float[] values = new float[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i)[column];
        }
        return values;
    }
}
