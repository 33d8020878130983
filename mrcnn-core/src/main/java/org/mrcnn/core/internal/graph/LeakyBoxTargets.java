package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Box targets with Matterport's oversight (model.py 574): they are computed from proposals, and as nothing stops the
 * gradient, the heads' box loss moves the boxes of the region proposal network. For comparisons only.
 *
 * <p>Inputs: RPN logits [N, A, 2] and deltas [N, A, 4], anchors [A, 4] normalized, rois [N, R, 4], their class ids [N, R] and
 * target deltas [N, R, 4]. Output: the target deltas, unchanged. The gradient is that of the RPN deltas.
 */
public final class LeakyBoxTargets extends JavaOp {

    private static final float[] IMAGE = {0, 0, 1, 1};

    /** For SameDiff. */
    public LeakyBoxTargets() {}

    private LeakyBoxTargets(SameDiff sd, MaskRcnnConfig config, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(BoxDeviations.of(config.rpn().boxStdDev()));
        addTArgument(BoxDeviations.of(config.roi().boxStdDev()));
        addBArgument(config.rpn().legacy());
    }

    /** @param targets rois, their class ids and target deltas */
    static SDVariable apply(
            SameDiff sd, MaskRcnnConfig config, RegionProposalNetwork rpn, SDVariable anchors, SDVariable[] targets) {
        return new LeakyBoxTargets(sd, config, rpn.logits(), rpn.deltas(), anchors, targets[0], targets[1], targets[2])
                .outputVariable()
                .rename("leaky_target_bbox");
    }

    @Override
    public String opName() {
        return "mrcnn_leaky_box_targets";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(5).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        run.put(0, run.floats(5));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        List<SDVariable> inputs = new ArrayList<>(List.of(args()));
        inputs.add(outputGradients.get(0));
        SDVariable deltas =
                needsGradient(arg(1)) ? new Gradient(sameDiff, tArgs(), boolArg(0), inputs).outputVariable() : null;
        return Arrays.asList(null, deltas, null, null, null, null);
    }

    /** From the gradient of the targets to that of the RPN deltas; inputs are those of the op and the former. */
    public static final class Gradient extends JavaOp {

        /** For SameDiff. */
        public Gradient() {}

        private Gradient(SameDiff sd, double[] deviations, boolean unbounded, List<SDVariable> inputs) {
            super(sd, inputs.toArray(SDVariable[]::new));
            addTArgument(deviations);
            addBArgument(unbounded);
        }

        @Override
        public String opName() {
            return "mrcnn_leaky_box_targets_bp";
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            return new long[][] {run.input(1).shape()};
        }

        @Override
        protected void forward(OpRun run) {
            float[] scores = run.floats(0);
            float[] deltas = run.floats(1);
            float[] anchors = run.floats(2);
            float[] rois = run.floats(3);
            int[] classIds = run.ints(4);
            float[] targets = run.floats(5);
            float[] upstream = run.floats(6);
            float[] gradient = new float[deltas.length];
            int images = (int) run.input(0).size(0);
            for (int n = 0; n < images; n++) {
                float[] own = Arrays.copyOfRange(deltas, n * anchors.length, (n + 1) * anchors.length);
                float[] boxes = BoxDeviations.coder(this, 0, boolArg(0)).decode(anchors, own);
                float[] clipped = Boxes.clip(boxes, IMAGE);
                int rows = classIds.length / images;
                for (int row = n * rows; row < (n + 1) * rows; row++) {
                    if (classIds[row] > 0) {
                        int anchor = source(rois, row, clipped, scores, n * anchors.length / 2);
                        float[] corners = corners(rois, targets, upstream, row);
                        addDeltas(corners, boxes, anchors, own, anchor, gradient, n * anchors.length + anchor * 4);
                    }
                }
            }
            run.put(0, gradient);
        }

        /** The anchor that became that region: the nearest, and of equally near ones the best, which survived suppression. */
        private static int source(float[] rois, int row, float[] clipped, float[] logits, int firstLogit) {
            int best = -1;
            double bestDistance = Double.POSITIVE_INFINITY;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < clipped.length / 4; i++) {
                double distance = 0;
                for (int k = 0; k < 4; k++) {
                    distance = Math.max(distance, Math.abs((double) rois[row * 4 + k] - clipped[i * 4 + k]));
                }
                float score = logits[firstLogit + 2 * i + 1] - logits[firstLogit + 2 * i];
                if (distance < bestDistance || (distance == bestDistance && score > bestScore)) {
                    best = i;
                    bestDistance = distance;
                    bestScore = score;
                }
            }
            return best;
        }

        /** The gradient of the corners of a region, from that of its targets (see {@link BoxCoder#encode}). */
        private float[] corners(float[] rois, float[] targets, float[] upstream, int row) {
            float[] corners = new float[4];
            for (int axis = 0; axis < 2; axis++) {
                int k = row * 4 + axis;
                double side = (double) rois[k + 2] - rois[k];
                double center = -upstream[k] / (side * tArgs()[4 + axis]);
                double size = -(upstream[k] * targets[k] + upstream[k + 2] / tArgs()[6 + axis]) / side;
                corners[axis] = (float) (0.5 * center - size);
                corners[axis + 2] = (float) (0.5 * center + size);
            }
            return corners;
        }

        /** The gradient of the deltas of an anchor, from that of the corners of its clipped box; see {@link BoxCoder}. */
        private void addDeltas(
                float[] corners, float[] boxes, float[] anchors, float[] deltas, int anchor, float[] out, int at) {
            for (int axis = 0; axis < 2; axis++) {
                int k = anchor * 4 + axis;
                double low = isInside(boxes[k]) ? corners[axis] : 0;
                double high = isInside(boxes[k + 2]) ? corners[axis + 2] : 0;
                double side = (double) anchors[k + 2] - anchors[k];
                out[at + axis] += (float) ((low + high) * tArgs()[axis] * side);
                double growth = deltas[k + 2] * tArgs()[2 + axis];
                if (boolArg(0) || growth <= BoxCoder.SCALE_CLAMP) {
                    out[at + axis + 2] += (float) (0.5 * (high - low) * Math.exp(growth) * side * tArgs()[2 + axis]);
                }
            }
        }

        private static boolean isInside(float corner) {
            return corner >= 0 && corner <= 1;
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            throw new UnsupportedOperationException("second derivatives of " + opName());
        }
    }
}
