// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Collects the positive RoIs of all images in one list for the mask head: only these have a mask loss, and the mask head is by
 * far the most expensive computation per RoI. The list is padded (see {@link RowCount}) with class id -1. No gradient flows
 * back.
 *
 * <p>Inputs: RoIs [N, R, 4], class ids INT32 [N, R], masks [N, R, mh, mw]. Outputs: RoIs [M, 5], image index first; class ids
 * INT32 [M]; masks [M, mh, mw].
 */
public final class PositiveRois extends SelectionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public PositiveRois() {}

    private PositiveRois(SameDiff sd, int maxPerImage, SDVariable... inputs) {
        super(sd, inputs);
        addIArgument(maxPerImage);
    }

    /** @param maxPerImage maximum number of positive RoIs per image */
    static SDVariable[] apply(SameDiff sd, int maxPerImage, SDVariable rois, SDVariable classIds, SDVariable masks) {
        return new PositiveRois(sd, maxPerImage, rois, classIds, masks)
                .named(NetworkNames.MASK_ROIS, NetworkNames.MASK_CLASS_IDS, NetworkNames.MASK_TARGETS);
    }

    @Override
    public String opName() {
        return "mrcnn_positive_rois";
    }

    @Override
    List<DataType> types() {
        return List.of(DataType.FLOAT, DataType.INT32, DataType.FLOAT);
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        int positives =
                (int) Arrays.stream(run.ints(1)).filter(ClassIds::isObject).count();
        return shapes(run, RowCount.padded(positives, most(run)));
    }

    @Override
    protected long[][] largestShapes(OpRun run) {
        return shapes(run, most(run));
    }

    private int most(OpRun run) {
        return intArg(0) * (int) run.input(1).size(0);
    }

    private static long[][] shapes(OpRun run, int rows) {
        return new long[][] {
            {rows, 5}, {rows}, {rows, run.input(2).size(2), run.input(2).size(3)}
        };
    }

    @Override
    protected void forward(OpRun run) {
        int[] classIds = run.ints(1);
        float[] rois = run.floats(0);
        float[] masks = run.floats(2);
        int perImage = (int) run.input(1).size(1);
        int pixels = (int) (run.input(2).size(2) * run.input(2).size(3));
        int rows = (int) run.output(1).length();
        float[] positiveRois = new float[rows * 5];
        int[] positiveIds = new int[rows];
        float[] positiveMasks = new float[rows * pixels];
        Arrays.fill(positiveIds, ClassIds.UNUSED);
        int row = 0;
        for (int i = 0; i < classIds.length; i++) {
            if (ClassIds.isObject(classIds[i])) {
                int image = i / perImage;
                positiveRois[row * 5] = image;
                System.arraycopy(rois, i * 4, positiveRois, row * 5 + 1, 4);
                positiveIds[row] = classIds[i];
                System.arraycopy(masks, i * pixels, positiveMasks, row * pixels, pixels);
                row++;
            }
        }
        run.put(0, positiveRois);
        run.put(1, positiveIds);
        run.put(2, positiveMasks);
    }
}
