// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.matterport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Box targets with Matterport's oversight (model.py 574): they are computed from proposals, and as nothing stops the gradient,
 * the box loss of the heads changes the boxes of the region proposal network. For comparisons only.
 *
 * <p>Inputs: RPN logits [N, A, 2] and deltas [N, A, 4], anchors [A, 4] normalized, RoIs [N, R, 4], their class ids [N, R] and
 * target deltas [N, R, 4]. Output: the target deltas, unchanged. The gradient is that of the RPN deltas.
 */
public final class LeakyBoxTargets extends JavaOp {

    private static final float[] IMAGE = {0, 0, 1, 1};

    /** Creates an empty op for the clone that SameDiff makes. */
    public LeakyBoxTargets() {}

    private LeakyBoxTargets(SameDiff sd, Coders coders, SDVariable... inputs) {
        super(sd, coders, inputs);
    }

    /** The box coder of the region proposal network, and that of the heads. */
    public record Coders(BoxCoder rpn, BoxCoder heads) {}

    /**
     * Adds the op to a graph.
     *
     * @param inputs RPN logits and deltas, anchors, RoIs, their class ids and target deltas
     */
    public static SDVariable apply(SameDiff sd, Coders coders, SDVariable... inputs) {
        return new LeakyBoxTargets(sd, coders, inputs).outputVariable().rename("leaky_target_bbox");
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
                needsGradient(arg(1)) ? new Gradient(sameDiff, settings(Coders.class), inputs).outputVariable() : null;
        return Arrays.asList(null, deltas, null, null, null, null);
    }

    /**
     * Computes the gradient of the RPN deltas from the gradient of the targets. Inputs are those of the op, and the gradient of
     * the targets.
     */
    public static final class Gradient extends JavaOp {

        /** Creates an empty op for the clone that SameDiff makes. */
        public Gradient() {}

        private Gradient(SameDiff sd, Coders coders, List<SDVariable> inputs) {
            super(sd, coders, inputs.toArray(SDVariable[]::new));
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
            Coders coders = settings(Coders.class);
            float[] logits = run.floats(0);
            float[] deltas = run.floats(1);
            float[] anchors = run.floats(2);
            float[] rois = run.floats(3);
            int[] classIds = run.ints(4);
            float[] targets = run.floats(5);
            float[] upstream = run.floats(6);
            float[] gradient = new float[deltas.length];
            int images = (int) run.input(0).size(0);
            int rows = classIds.length / images;
            for (int n = 0; n < images; n++) {
                Moved moved = new Moved(coders.rpn(), anchors, part(deltas, n, images), part(logits, n, images));
                for (int row = n * rows; row < (n + 1) * rows; row++) {
                    if (ClassIds.isObject(classIds[row])) {
                        float[] corners = corners(deviations(coders.heads()), rois, targets, upstream, row);
                        moved.addDeltas(corners, moved.source(rois, row), gradient, n * anchors.length);
                    }
                }
            }
            run.put(0, gradient);
        }

        private static float[] part(float[] values, int n, int images) {
            int length = values.length / images;
            return Arrays.copyOfRange(values, n * length, (n + 1) * length);
        }

        /** Returns the gradient of the corners of a RoI, computed from that of its targets (see {@link BoxCoder#encode}). */
        private static float[] corners(double[] deviations, float[] rois, float[] targets, float[] upstream, int row) {
            float[] corners = new float[4];
            for (int axis = 0; axis < 2; axis++) {
                int k = row * 4 + axis;
                double side = (double) rois[k + 2] - rois[k];
                double center = -upstream[k] / (side * deviations[axis]);
                double size = -(upstream[k] * targets[k] + upstream[k + 2] / deviations[2 + axis]) / side;
                corners[axis] = (float) (0.5 * center - size);
                corners[axis + 2] = (float) (0.5 * center + size);
            }
            return corners;
        }

        private static double[] deviations(BoxCoder coder) {
            float[] stdDev = coder.stdDev();
            return new double[] {stdDev[0], stdDev[1], stdDev[2], stdDev[3]};
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            throw new UnsupportedOperationException("second derivatives of " + opName());
        }

        /** The anchors of one image, with their deltas applied. */
        private static final class Moved {
            private final boolean bounded;
            private final double[] deviations;
            private final float[] anchors;
            private final float[] deltas;
            private final float[] logits;
            private final float[] boxes;
            private final float[] clipped;

            Moved(BoxCoder coder, float[] anchors, float[] deltas, float[] logits) {
                bounded = coder.bounded();
                deviations = deviations(coder);
                this.anchors = anchors;
                this.deltas = deltas;
                this.logits = logits;
                boxes = coder.decode(anchors, deltas);
                clipped = Boxes.clip(boxes, IMAGE);
            }

            /**
             * Returns the anchor that became this RoI: the nearest one, and of equally near ones the one with the highest
             * score, which survived suppression.
             */
            int source(float[] rois, int row) {
                int best = -1;
                double bestDistance = Double.POSITIVE_INFINITY;
                float bestScore = Float.NEGATIVE_INFINITY;
                for (int i = 0; i < clipped.length / 4; i++) {
                    double distance = 0;
                    for (int k = 0; k < 4; k++) {
                        distance = Math.max(distance, Math.abs((double) rois[row * 4 + k] - clipped[i * 4 + k]));
                    }
                    float score = logits[2 * i + 1] - logits[2 * i];
                    if (distance < bestDistance || (distance == bestDistance && score > bestScore)) {
                        best = i;
                        bestDistance = distance;
                        bestScore = score;
                    }
                }
                return best;
            }

            /**
             * Adds the gradient of the deltas of an anchor, computed from that of the corners of its clipped box; see {@link
             * BoxCoder}.
             */
            void addDeltas(float[] corners, int anchor, float[] out, int start) {
                for (int axis = 0; axis < 2; axis++) {
                    int k = anchor * 4 + axis;
                    double low = isInside(boxes[k]) ? corners[axis] : 0;
                    double high = isInside(boxes[k + 2]) ? corners[axis + 2] : 0;
                    double side = (double) anchors[k + 2] - anchors[k];
                    out[start + k] += (float) ((low + high) * deviations[axis] * side);
                    double growth = deltas[k + 2] * deviations[2 + axis];
                    if (!bounded || growth <= BoxCoder.SCALE_CLAMP) {
                        out[start + k + 2] +=
                                (float) (0.5 * (high - low) * Math.exp(growth) * side * deviations[2 + axis]);
                    }
                }
            }

            private static boolean isInside(float corner) {
                return corner >= 0 && corner <= 1;
            }
        }
    }
}
