// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Collects the detections of all images in one list for the mask head, so that it runs on detections, not on their padding.
 *
 * <p>Inputs: detections [N, D, 6], their number INT32 [N]. Outputs: RoIs [M, 5], image index first; class ids INT32 [M]. The
 * list is in the order of images and detections, followed by padding with class 0, see {@link RowCount}.
 */
public final class DetectionRois extends SelectionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DetectionRois() {}

    private DetectionRois(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    static SDVariable[] apply(SameDiff sd, SDVariable detections, SDVariable counts) {
        return new DetectionRois(sd, detections, counts)
                .named(NetworkNames.DETECTION_ROIS, NetworkNames.DETECTION_CLASS_IDS);
    }

    @Override
    public String opName() {
        return "mrcnn_detection_rois";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        int rows = RowCount.padded(Arrays.stream(run.ints(1)).sum(), most(run));
        return new long[][] {{rows, 5}, {rows}};
    }

    @Override
    protected long[][] largestShapes(OpRun run) {
        int rows = most(run);
        return new long[][] {{rows, 5}, {rows}};
    }

    private static int most(OpRun run) {
        return (int) (run.input(0).size(0) * run.input(0).size(1));
    }

    @Override
    protected void forward(OpRun run) {
        float[] detections = run.floats(0);
        int[] counts = run.ints(1);
        int perImage = (int) run.input(0).size(1);
        int rows = (int) run.output(1).length();
        float[] rois = new float[rows * 5];
        int[] classIds = new int[rows];
        int row = 0;
        for (int n = 0; n < counts.length; n++) {
            for (int d = 0; d < counts[n]; d++, row++) {
                int from = (n * perImage + d) * 6;
                rois[row * 5] = n;
                System.arraycopy(detections, from, rois, row * 5 + 1, 4);
                classIds[row] = (int) detections[from + 4];
            }
        }
        run.put(0, rois);
        run.put(1, classIds);
    }
}
