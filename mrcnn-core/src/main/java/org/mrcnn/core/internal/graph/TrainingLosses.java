package org.mrcnn.core.internal.graph;

import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.losses.L2Form;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.losses.Weights;
import org.mrcnn.losses.maskrcnn.HeadBoxLoss;
import org.mrcnn.losses.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.maskrcnn.HeadMaskLoss;
import org.mrcnn.losses.maskrcnn.RpnBoxLoss;
import org.mrcnn.losses.maskrcnn.RpnClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;

/** The five losses of the network and the L2 penalty, weighted as configured, in one objective. */
final class TrainingLosses {

    private final SameDiff sd;
    private final MaskRcnnConfig config;
    private final ObjectiveBuilder builder;

    TrainingLosses(SameDiff sd, MaskRcnnConfig config) {
        this.sd = sd;
        this.config = config;
        builder = Objective.on(sd).allowUntrainedLosses();
    }

    void addRpn(RegionProposalNetwork rpn) {
        SDVariable match = sd.placeHolder(NetworkNames.INPUT_RPN_MATCH, DataType.INT32, -1, -1, 1);
        SDVariable deltas = sd.placeHolder(NetworkNames.INPUT_RPN_BBOX, DataType.FLOAT, -1, -1, 4);
        add(NetworkNames.RPN_CLASS_LOSS, RpnClassLoss.of(match, rpn.logits()));
        add(NetworkNames.RPN_BBOX_LOSS, RpnBoxLoss.of(deltas, match, rpn.deltas()));
    }

    /** Matterport's trains padding as background. */
    void addClasses(SDVariable classIds, BoxHead boxes, SDVariable active) {
        add(
                NetworkNames.MRCNN_CLASS_LOSS,
                isLegacy(NetworkNames.MRCNN_CLASS_LOSS)
                        ? HeadClassLoss.legacy(sd.math().max(classIds, sd.constant(0)), boxes.logits(), active)
                        : HeadClassLoss.of(classIds, boxes.logits(), active));
    }

    /** Whether the gradient of the boxes reaches the region proposal network through the targets, as in Matterport's. */
    boolean boxTargetsLeak() {
        return isLegacy(NetworkNames.MRCNN_BBOX_LOSS);
    }

    void addBoxes(SDVariable targets, SDVariable classIds, BoxHead boxes) {
        add(NetworkNames.MRCNN_BBOX_LOSS, HeadBoxLoss.of(targets, classIds, boxes.deltas()));
    }

    void addLeakyBoxes(SDVariable targets, SDVariable classIds, BoxHead boxes) {
        add(NetworkNames.MRCNN_BBOX_LOSS, HeadBoxLoss.withTargetGradient(targets, classIds, boxes.deltas()));
    }

    void addMasks(SDVariable targets, SDVariable classIds, SDVariable masks) {
        add(
                NetworkNames.MRCNN_MASK_LOSS,
                isLegacy(NetworkNames.MRCNN_MASK_LOSS)
                        ? HeadMaskLoss.legacy(targets, classIds, masks)
                        : HeadMaskLoss.of(targets, classIds, masks));
    }

    private void add(String name, Loss loss) {
        builder.loss(name, config.train().lossWeights().getOrDefault(name, 1.0), loss);
    }

    private boolean isLegacy(String loss) {
        return config.train().legacyLosses().contains(loss);
    }

    Objective build() {
        OptimizerConfig optimizer = config.train().optimizer();
        if (optimizer.weightDecay() > 0 && trains()) {
            switch (optimizer.l2()) {
                case MATTERPORT -> builder.l2(optimizer.weightDecay(), L2Form.MATTERPORT, Weights.withoutBatchNorm());
                case DECAY -> builder.l2(optimizer.weightDecay(), L2Form.DECAY, Weights.kernels());
                case DECOUPLED -> {}
            }
        }
        return builder.build();
    }

    /** Not while statistics are measured or first weights made. */
    private boolean trains() {
        return sd.variables().stream().anyMatch(v -> v.getVariableType() == VariableType.VARIABLE);
    }
}
