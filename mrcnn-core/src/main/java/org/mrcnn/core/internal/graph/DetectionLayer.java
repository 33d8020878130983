// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.data.internal.targets.DetectionSelector;
import org.mrcnn.data.internal.targets.DetectionSettings;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Selects the detections from classified RoIs; see {@link DetectionSelector}.
 *
 * <p>Inputs: RoIs [N, R, 4]; class logits [N * R, C]; deltas [N * R, C, 4]; image meta [N, 12 + C]; the image [N, H, W, 3] (for
 * its shape). Outputs: detections [N, D, 6] of (y1, x1, y2, x2, class id, score), highest score first, padded with zeros; their
 * number INT32 [N].
 */
public final class DetectionLayer extends SelectionOp {

    /** How detections are selected, and the coordinates of RoIs and detections. */
    public record Settings(DetectionSettings detections, Coordinates coordinates) {}

    /** Creates an empty op for the clone that SameDiff makes. */
    public DetectionLayer() {}

    private DetectionLayer(SameDiff sd, Settings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    /** Adds the op to a graph. Returns the detections and their number, named mrcnn_detection and mrcnn_detection_count. */
    public static SDVariable[] apply(SameDiff sd, Settings settings, SDVariable... inputs) {
        return new DetectionLayer(sd, settings, inputs)
                .named(NetworkNames.MRCNN_DETECTION, NetworkNames.MRCNN_DETECTION_COUNT);
    }

    @Override
    public String opName() {
        return "mrcnn_detection_layer";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long batch = run.input(0).size(0);
        return new long[][] {{batch, settings(Settings.class).detections().maxDetections(), 6}, {batch}};
    }

    @Override
    protected void forward(OpRun run) {
        int batch = (int) run.input(0).size(0);
        int rois = (int) run.input(0).size(1);
        int classes = (int) run.input(1).size(1);
        Settings all = settings(Settings.class);
        DetectionSettings settings = all.detections();
        float[] boxes = run.floats(0);
        float[] probabilities = run.floats(1);
        softmax(probabilities, classes);
        float[] deltas = run.floats(2);
        float[] metas = run.floats(3);
        int metaLength = metas.length / batch;
        float[] detections = new float[batch * settings.maxDetections() * 6];
        int[] counts = new int[batch];
        for (int n = 0; n < batch; n++) {
            float[] pixels = ImageMeta.window(metas, n, metaLength);
            float[] window = all.coordinates()
                    .fromPixels(pixels, (int) run.input(4).size(1), (int)
                            run.input(4).size(2));
            DetectionRows rows = DetectionSelector.select(
                    part(boxes, n, rois * 4),
                    part(probabilities, n, rois * classes),
                    part(deltas, n, rois * classes * 4),
                    window,
                    settings);
            System.arraycopy(rows.rows(), 0, detections, n * settings.maxDetections() * 6, rows.rows().length);
            counts[n] = rows.count();
        }
        run.put(0, detections);
        run.put(1, counts);
    }

    private static float[] part(float[] values, int n, int length) {
        return Arrays.copyOfRange(values, n * length, (n + 1) * length);
    }

    private static void softmax(float[] logits, int classes) {
        for (int row = 0; row < logits.length; row += classes) {
            float max = logits[row];
            for (int c = 1; c < classes; c++) {
                max = Math.max(max, logits[row + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp((double) logits[row + c] - max);
            }
            for (int c = 0; c < classes; c++) {
                logits[row + c] = (float) (Math.exp((double) logits[row + c] - max) / sum);
            }
        }
    }
}
