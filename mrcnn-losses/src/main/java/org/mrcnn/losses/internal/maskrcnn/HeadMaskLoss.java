// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import java.util.Arrays;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.BinaryCrossEntropy;
import org.mrcnn.losses.DiceLoss;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.internal.Slices;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The mask loss: the mean binary cross entropy over all pixels of the masks that positive RoIs have for their own class; 0 if
 * there are no positives. The value is that of Matterport Mask_RCNN, model.py 1145, but it is computed from logits: Matterport
 * clips probabilities, so that saturated pixels have no gradient; here they have one.
 */
public final class HeadMaskLoss extends ScalarOp {

    /** Bound at which Matterport (by Keras) clips probabilities. */
    private static final float EPSILON = 1e-7f;

    /** Creates an empty op for the clone that SameDiff makes. */
    public HeadMaskLoss() {}

    /** How masks are compared with their targets. */
    private enum Form {
        CROSS_ENTROPY,
        CLIPPED,
        DICE
    }

    private record Settings(Form form) {}

    private HeadMaskLoss(SameDiff sd, Settings settings, SDVariable... inputs) {
        super(sd, settings, inputs);
    }

    private HeadMaskLoss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Returns the loss of the RoIs that have masks. The leading size [M] may also be [N, R], even if only the ids have that
     * shape.
     *
     * @param targetMasks FLOAT [M, height, width], 0 or 1
     * @param targetClassIds integers [M]: above 0 for positives; rows with 0 or -1 have no mask and are ignored
     * @param logits FLOAT [M, height, width, classes], or [M, height, width] of each RoI's own class only, or of all classes
     *     together
     */
    public static Loss of(SDVariable targetMasks, SDVariable targetClassIds, SDVariable logits) {
        return create(Form.CROSS_ENTROPY, targetMasks, targetClassIds, logits);
    }

    /**
     * Like {@link #of}, but from probabilities clipped to [1e-7, 1 - 1e-7] in float32, so that saturated pixels have a bounded
     * loss and no gradient. For comparisons with Matterport only.
     */
    public static Loss legacy(SDVariable targetMasks, SDVariable targetClassIds, SDVariable logits) {
        return create(Form.CLIPPED, targetMasks, targetClassIds, logits);
    }

    /** Like {@link #of}, but the mean of the soft Dice losses of the masks of positive RoIs; see {@link DiceLoss}. */
    public static Loss dice(SDVariable targetMasks, SDVariable targetClassIds, SDVariable logits) {
        return create(Form.DICE, targetMasks, targetClassIds, logits);
    }

    private static Loss create(Form form, SDVariable targetMasks, SDVariable targetClassIds, SDVariable logits) {
        requireFloat(targetMasks);
        requireInteger(targetClassIds);
        requireFloat(logits);
        return (sd, name) -> new HeadMaskLoss(sd, new Settings(form), logits, targetClassIds, targetMasks).named(name);
    }

    private Form form() {
        return settings(Settings.class).form();
    }

    @Override
    public String opName() {
        return "mrcnn_head_mask_loss";
    }

    @Override
    protected double value(OpRun run) {
        int[] ids = ids(run);
        float[] logits = slices(ids, run).read(run.floatBuffer(0));
        if (form() == Form.CLIPPED) {
            for (int i = 0; i < logits.length; i++) {
                logits[i] = clipped(logits[i]);
            }
        }
        float[] targets = targets(ids, run).read(run.floatBuffer(2));
        requireProbabilities(2, targets);
        return form() == Form.DICE
                ? DiceLoss.mean(targets, logits, HeadBoxLoss.positives(ids).length)
                : BinaryCrossEntropy.mean(targets, logits);
    }

    @Override
    protected double count(OpRun run) {
        return HeadBoxLoss.positives(ids(run)).length;
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        int[] ids = ids(run);
        Slices slices = slices(ids, run);
        float[] targets = targets(ids, run).read(run.floatBuffer(2));
        float[] logits = slices.read(run.floatBuffer(0));
        Form form = form();
        float[] gradient = form == Form.DICE
                ? DiceLoss.gradient(targets, logits, HeadBoxLoss.positives(ids).length, upstream)
                : BinaryCrossEntropy.gradient(targets, logits, upstream);
        for (int i = 0; form == Form.CLIPPED && i < gradient.length; i++) {
            float p = probability(logits[i]);
            gradient[i] = p < EPSILON || p > 1 - EPSILON ? 0 : gradient[i];
        }
        slices.write(gradient, run);
    }

    /** Returns the logit of the clipped probability. */
    private static float clipped(float logit) {
        float p = Math.min(Math.max(probability(logit), EPSILON), 1 - EPSILON);
        return (float) Math.log(p / (1 - p));
    }

    private static float probability(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    private int[] ids(OpRun run) {
        int[] ids = run.ints(1);
        long[] logits = run.input(0).shape();
        long[] masks = run.input(2).shape();
        require(
                masks.length > 2
                        && HeadBoxLoss.isPerRoi(
                                masks, run.input(1).shape(), masks[masks.length - 2], masks[masks.length - 1])
                        && (Arrays.equals(logits, masks)
                                || isShape(logits, masks, run.input(0).size(-1))),
                "expected logits [M, height, width, classes] or [M, height, width], target ids [M] and target masks"
                        + " [M, height, width], found shapes %s, %s and %s",
                logits,
                run.input(1).shape(),
                masks);
        return ids;
    }

    private static int pixels(OpRun run) {
        return Math.toIntExact(run.input(2).size(-2) * run.input(2).size(-1));
    }

    /** Returns the number of masks per RoI; 1 if there is only the mask of its own class. */
    private static int classes(OpRun run) {
        boolean ownClass = run.input(0).rank() == run.input(2).rank();
        return ownClass ? 1 : Math.toIntExact(run.input(0).size(-1));
    }

    private static Slices targets(int[] ids, OpRun run) {
        return Slices.ofRows(HeadBoxLoss.positives(ids), pixels(run));
    }

    private static Slices slices(int[] ids, OpRun run) {
        int classes = classes(run);
        return classes == 1 ? targets(ids, run) : new Slices(starts(ids, pixels(run), classes), pixels(run), classes);
    }

    /**
     * Returns the index at which the mask of the own class of each positive RoI starts. Its pixels are {@code classes} apart.
     */
    static int[] starts(int[] ids, int pixels, int classes) {
        int[] starts = HeadBoxLoss.classRows(ids, classes);
        for (int i = 0; i < starts.length; i++) {
            int roi = starts[i] / classes;
            starts[i] = roi * pixels * classes + starts[i] % classes;
        }
        return starts;
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new HeadMaskLoss(sd, inputs);
    }
}
