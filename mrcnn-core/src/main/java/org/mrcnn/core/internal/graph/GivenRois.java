// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * RoIs supplied by the user in place of proposals (Matterport's USE_RPN_ROIS = False).
 *
 * <p>Inputs: input_rois [N, P, 4] in pixels, padded with zeros; the image [N, H, W, 3] (for its shape). Outputs as in {@link
 * ProposalLayer}: normalized RoIs, and their number.
 */
public final class GivenRois extends SelectionOp {

    /** The coordinates of the output. */
    public record Settings(Coordinates coordinates) {}

    /** Creates an empty op for the clone that SameDiff makes. */
    public GivenRois() {}

    private GivenRois(SameDiff sd, Settings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    static SDVariable[] apply(SameDiff sd, Coordinates coordinates, SDVariable rois, SDVariable image) {
        return new GivenRois(sd, new Settings(coordinates), rois, image)
                .named(NetworkNames.ROI, NetworkNames.ROI_COUNT);
    }

    @Override
    public String opName() {
        return "mrcnn_given_rois";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape(), {run.input(0).size(0)}};
    }

    @Override
    protected void forward(OpRun run) {
        float[] pixels = run.floats(0);
        int images = (int) run.input(0).size(0);
        int rows = (int) run.input(0).size(1);
        float[] rois = settings(Settings.class)
                .coordinates()
                .fromPixels(
                        pixels, (int) run.input(1).size(1), (int) run.input(1).size(2));
        int[] counts = new int[images];
        for (int n = 0; n < images; n++) {
            while (counts[n] < rows && !isPadding(pixels, n * rows + counts[n])) {
                counts[n]++;
            }
            Arrays.fill(rois, (n * rows + counts[n]) * 4, (n + 1) * rows * 4, 0);
        }
        run.put(0, rois);
        run.put(1, counts);
    }

    private static boolean isPadding(float[] boxes, int row) {
        return boxes[row * 4] == 0 && boxes[row * 4 + 1] == 0 && boxes[row * 4 + 2] == 0 && boxes[row * 4 + 3] == 0;
    }
}
