// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.losses.HeadLosses;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.losses.L2Form;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.losses.Weights;
import org.mrcnn.losses.internal.Emphasis;
import org.mrcnn.losses.internal.maskrcnn.DeltaLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.HeadMaskLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnBoxLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnClassLoss;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;

/** The five losses of the network and the L2 penalty, weighted as configured, in one objective. */
final class TrainingLosses {

    /** The gamma of the paper and of torchvision. */
    private static final double FOCAL_GAMMA = 2;

    private final SameDiff sd;
    private final MaskRcnnConfig config;
    private final HeadLosses heads;
    private final double[] classWeights;
    private final ObjectiveBuilder builder;

    /** @param classWeights weights of the classes in the class loss by class id; empty for equal weights */
    TrainingLosses(SameDiff sd, MaskRcnnConfig config, HeadLosses heads, List<Double> classWeights) {
        this.classWeights =
                classWeights.stream().mapToDouble(Double::doubleValue).toArray();
        this.sd = sd;
        this.config = config;
        this.heads = heads;
        builder = Objective.on(sd).allowUntrainedLosses();
    }

    void addRpn(RegionProposalNetwork rpn) {
        SDVariable match = sd.placeHolder(NetworkNames.INPUT_RPN_MATCH, DataType.INT32, -1, -1, 1);
        SDVariable deltas = sd.placeHolder(NetworkNames.INPUT_RPN_BBOX, DataType.FLOAT, -1, -1, 4);
        add(
                NetworkNames.RPN_CLASS_LOSS,
                RpnClassLoss.of(match, twoLogits(rpn.logits()), new Emphasis(gamma(NetworkNames.RPN_CLASS_LOSS))));
        add(
                NetworkNames.RPN_BBOX_LOSS,
                RpnBoxLoss.of(
                        deltaLoss(NetworkNames.RPN_BBOX_LOSS, config.rpn().boxStdDev()), deltas, match, rpn.deltas()));
    }

    /**
     * Converts one logit of an object to two logits, 0 for background and that of the object, which give the same
     * probabilities.
     */
    private SDVariable twoLogits(SDVariable logits) {
        return config.rpn().objectness() == RpnConfig.Objectness.SOFTMAX ? logits : sd.concat(2, logits.mul(0), logits);
    }

    void addClasses(SDVariable classIds, BoxHead boxes, SDVariable active) {
        Emphasis emphasis = new Emphasis(gamma(NetworkNames.MRCNN_CLASS_LOSS), classWeights);
        boolean plain = emphasis.gamma() == 0 && classWeights.length == 0;
        add(
                NetworkNames.MRCNN_CLASS_LOSS,
                plain
                        ? heads.classes(classIds, boxes.logits(), active)
                        : HeadClassLoss.of(classIds, boxes.logits(), active, emphasis));
    }

    private double gamma(String loss) {
        return config.train().losses().get(loss).equals("focal") ? FOCAL_GAMMA : 0;
    }

    void addBoxes(SDVariable targets, SDVariable classIds, BoxHead boxes) {
        add(
                NetworkNames.MRCNN_BBOX_LOSS,
                HeadBoxLoss.of(
                        deltaLoss(NetworkNames.MRCNN_BBOX_LOSS, config.roi().boxStdDev()),
                        targets,
                        classIds,
                        boxes.deltas()));
    }

    void addLeakyBoxes(SDVariable targets, SDVariable classIds, BoxHead boxes) {
        add(NetworkNames.MRCNN_BBOX_LOSS, HeadBoxLoss.withTargetGradient(targets, classIds, boxes.deltas()));
    }

    void addMasks(SDVariable targets, SDVariable classIds, SDVariable masks) {
        boolean dice = config.train().losses().get(NetworkNames.MRCNN_MASK_LOSS).equals("dice");
        add(
                NetworkNames.MRCNN_MASK_LOSS,
                dice ? HeadMaskLoss.dice(targets, classIds, masks) : heads.masks(targets, classIds, masks));
    }

    private DeltaLoss deltaLoss(String name, List<Float> stdDev) {
        String form = config.train().losses().get(name);
        return DeltaLoss.of(DeltaLoss.Form.valueOf(form.toUpperCase(Locale.ROOT)), stdDev);
    }

    private void add(String name, Loss loss) {
        builder.loss(name, config.train().lossWeights().getOrDefault(name, 1.0), loss);
    }

    /** Builds the objective of the network without changes. */
    Objective build() {
        addPenalty();
        return builder.build();
    }

    /**
     * Builds the objective with the changes of a user.
     *
     * @throws IllegalArgumentException if a weight is configured for a loss that does not exist, or a loss adds weights, which
     *     a model file could not contain
     */
    Objective build(Consumer<ObjectiveBuilder> change) {
        List<String> own = builder.losses();
        addPenalty();
        change.accept(builder);
        config.train().lossWeights().forEach((name, weight) -> {
            if (!own.contains(name)) {
                weigh(name, weight);
            }
        });
        Set<String> before = trained();
        Objective objective = builder.build();
        Set<String> added = trained();
        added.removeAll(before);
        if (!added.isEmpty()) {
            throw new IllegalArgumentException("objective: expected losses over the network's own weights, found new"
                    + " trainable variables " + added
                    + ", which the model file would not hold; add weights in a Backbone, by Layers.weight or"
                    + " Layers.conv, and let the loss read them by name");
        }
        objective.weights().forEach((name, weight) -> {
            if (weight > 0 && !own.contains(name)) {
                requireTrained(name);
            }
        });
        return objective;
    }

    /** If layers are frozen, the loss may depend on these only. */
    private void requireTrained(String loss) {
        if (config.train().layers().equals("all") && !ScalarOp.isTrained(sd.getVariable(loss))) {
            throw new IllegalArgumentException(
                    "objective: loss " + loss + " depends on no weight, so that training cannot"
                            + " change it; check what it reads, or make it a metric to only report it");
        }
    }

    private void weigh(String name, double weight) {
        try {
            builder.weight(name, weight);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("train.lossWeights: " + e.getMessage(), e);
        }
    }

    private void addPenalty() {
        OptimizerConfig optimizer = config.train().optimizer();
        if (optimizer.weightDecay() > 0 && trains()) {
            switch (optimizer.l2()) {
                case MATTERPORT -> builder.l2(optimizer.weightDecay(), L2Form.MATTERPORT, Weights.withoutBatchNorm());
                case DECAY -> builder.l2(optimizer.weightDecay(), L2Form.DECAY, Weights.kernels());
                case DECOUPLED -> {}
            }
        }
    }

    /** Returns false while statistics are measured or initial weights are created. */
    private boolean trains() {
        return !trained().isEmpty();
    }

    private Set<String> trained() {
        Set<String> names = new TreeSet<>();
        sd.variables().stream()
                .filter(v -> v.getVariableType() == VariableType.VARIABLE)
                .forEach(v -> names.add(v.name()));
        return names;
    }
}
