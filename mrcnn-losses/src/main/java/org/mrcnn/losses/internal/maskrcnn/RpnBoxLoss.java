// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.Slices;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The box loss of the region proposal network: by default the mean smooth L1 over the four deltas of all positive anchors of
 * the batch, as in Matterport Mask_RCNN, model.py 1049; {@link DeltaLoss} has other forms. 0 if there are no positives.
 */
public final class RpnBoxLoss extends ScalarOp {

    private static final int DELTAS = 4;

    /** Creates an empty op for the clone that SameDiff makes. */
    public RpnBoxLoss() {}

    private RpnBoxLoss(SameDiff sd, DeltaLoss loss, SDVariable... inputs) {
        super(sd, loss, inputs);
    }

    private RpnBoxLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of a batch.
     *
     * @param targetDeltas FLOAT [N, rows, 4]: row k belongs to the k-th positive anchor of the image; further rows are not read
     * @param match integers [N, anchors, 1]: 1 positive, -1 negative, 0 neutral
     * @param deltas FLOAT [N, anchors, 4]: dy, dx, log dh, log dw
     */
    public static Loss of(SDVariable targetDeltas, SDVariable match, SDVariable deltas) {
        return of(DeltaLoss.smoothL1(), targetDeltas, match, deltas);
    }

    /** Like the other method, with another comparison of deltas. */
    public static Loss of(DeltaLoss loss, SDVariable targetDeltas, SDVariable match, SDVariable deltas) {
        requireFloat(targetDeltas);
        requireInteger(match);
        requireFloat(deltas);
        return (sd, name) -> new RpnBoxLoss(sd, loss, deltas, match, targetDeltas).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_rpn_bbox_loss";
    }

    @Override
    protected double value(OpRun run) {
        int[] match = match(run);
        int[] positives = positives(match);
        float[] deltas = Slices.ofRows(positives, DELTAS).read(run.floatBuffer(0));
        return settings(DeltaLoss.class).value(targets(run, positives), deltas, rows(match, positives));
    }

    @Override
    protected double count(OpRun run) {
        int[] match = match(run);
        return settings(DeltaLoss.class).count(rows(match, positives(match)));
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        int[] match = match(run);
        int[] positives = positives(match);
        Slices slices = Slices.ofRows(positives, DELTAS);
        float[] deltas = slices.read(run.floatBuffer(0));
        slices.write(
                settings(DeltaLoss.class).gradient(targets(run, positives), deltas, rows(match, positives), upstream),
                run);
    }

    private int[] match(OpRun run) {
        long[] deltas = run.input(0).shape();
        long[] targets = run.input(2).shape();
        require(
                deltas.length == 3
                        && targets.length == 3
                        && deltas[0] == targets[0]
                        && deltas[2] == DELTAS
                        && targets[2] == DELTAS
                        && isShape(run.input(1).shape(), new long[] {deltas[0], deltas[1]}, 1),
                "expected deltas [N, anchors, 4], matches [N, anchors, 1] and target deltas [N, rows, 4], found shapes"
                        + " %s, %s and %s",
                deltas,
                run.input(1).shape(),
                targets);
        return run.ints(1);
    }

    private static int[] positives(int[] match) {
        return IntStream.range(0, match.length).filter(i -> match[i] == 1).toArray();
    }

    /** Counts the rows. Neutral anchors are not sampled rows. */
    private static DeltaLoss.Rows rows(int[] match, int[] positives) {
        int sampled = (int) Arrays.stream(match).filter(m -> m != 0).count();
        return new DeltaLoss.Rows(positives.length, sampled);
    }

    private float[] targets(OpRun run, int[] positives) {
        int anchors = (int) run.input(0).size(1);
        int rows = (int) run.input(2).size(1);
        return Slices.ofRows(targetRows(positives, anchors, rows), DELTAS).read(run.floatBuffer(2));
    }

    /**
     * Returns the row of the target deltas for each positive anchor.
     *
     * @param positives indices of the positive anchors in the batch, ascending
     * @param anchors number of anchors per image
     * @param rows number of rows of target deltas per image
     */
    static int[] targetRows(int[] positives, int anchors, int rows) {
        int[] targetRows = new int[positives.length];
        int image = -1;
        int row = 0;
        for (int i = 0; i < positives.length; i++) {
            row = positives[i] / anchors == image ? row + 1 : 0;
            image = positives[i] / anchors;
            if (row >= rows) {
                throw new IllegalArgumentException("image " + image + " of the batch has more than " + rows
                        + " positive anchors, but target deltas for only so many; make fewer anchors positive or more"
                        + " rows");
            }
            targetRows[i] = image * rows + row;
        }
        return targetRows;
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new RpnBoxLoss(sd, inputs);
    }
}
