// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Arrays;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.internal.BoxOverlap;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mean over the boxes of 1 - IoU of predicted box and target, plus a term that has a gradient even if the boxes do not
 * overlap. Equals {@code generalized_box_iou_loss}, {@code distance_box_iou_loss} and {@code complete_box_iou_loss} of {@code
 * torchvision.ops} with the reduction mean.
 *
 * <p>Boxes are FLOAT [..., 4], (y1, x1, y2, x2), y2 and x2 exclusive and greater than y1 and x1, in pixels or in other
 * coordinates with the same scale in both directions. To train on some rows only, such as those of positive anchors, select
 * them first.
 */
public final class BoxIouLoss extends ScalarOp {

    private static final int SIDES = 4;

    private record Settings(BoxOverlap overlap) {}

    /** Creates an empty op for the clone that SameDiff makes. */
    public BoxIouLoss() {}

    private BoxIouLoss(SameDiff sd, Settings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    private BoxIouLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the generalized IoU loss: 1 - IoU, plus the fraction of the smallest box around both boxes that neither covers
     * (Rezatofighi et al. 2019, Generalized Intersection over Union). It does not depend on the scale in each direction.
     */
    public static Loss giou(SDVariable target, SDVariable predicted) {
        return create(BoxOverlap.GENERALIZED, target, predicted);
    }

    /**
     * Returns the distance IoU loss: 1 - IoU, plus the squared distance of the centres divided by the squared diagonal of the
     * smallest box around both boxes (Zheng et al. 2020, Distance-IoU Loss).
     */
    public static Loss diou(SDVariable target, SDVariable predicted) {
        return create(BoxOverlap.DISTANCE, target, predicted);
    }

    /**
     * Returns the complete IoU loss: {@link #diou}, plus a term for different ratios of width and height (Zheng et al. 2020,
     * section on Complete IoU).
     */
    public static Loss ciou(SDVariable target, SDVariable predicted) {
        return create(BoxOverlap.COMPLETE, target, predicted);
    }

    private static Loss create(BoxOverlap overlap, SDVariable target, SDVariable predicted) {
        requireFloat(target);
        requireFloat(predicted);
        return (sd, name) -> new BoxIouLoss(sd, new Settings(overlap), predicted, target).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_box_iou_loss";
    }

    @Override
    protected double value(OpRun run) {
        requireSameShape(run, 0, 1);
        require(
                run.input(0).rank() > 0 && run.input(0).size(-1) == SIDES,
                "expected boxes [..., 4], found shape %s",
                run.input(0).shape());
        float[] targets = run.floats(1);
        requireCorners(targets);
        return overlap().mean(targets, run.floats(0));
    }

    /** Rejects boxes in another form, such as corner and size, which would otherwise be trained on unnoticed. */
    private void requireCorners(float[] targets) {
        for (int at = 0; at < targets.length; at += SIDES) {
            require(
                    !(targets[at + 2] < targets[at] || targets[at + 3] < targets[at + 1]),
                    "expected boxes (y1, x1, y2, x2) in %s, y2 and x2 not below y1 and x1, found %s in row %s",
                    arg(1).name(),
                    Arrays.toString(Arrays.copyOfRange(targets, at, at + SIDES)),
                    at / SIDES);
        }
    }

    private BoxOverlap overlap() {
        return settings(Settings.class).overlap();
    }

    @Override
    protected double count(OpRun run) {
        return run.input(0).length();
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, overlap().gradient(run.floats(1), run.floats(0), upstream));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new BoxIouLoss(sd, inputs);
    }
}
