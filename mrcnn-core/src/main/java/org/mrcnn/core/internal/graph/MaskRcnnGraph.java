// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.data.Dialect;
import org.mrcnn.core.internal.matterport.LeakyBoxTargets;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.ProposalSettings;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ObjectiveBuilder;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The complete network in one SameDiff graph, for training or for detection. The graph shares the memory of the weights that it
 * is built from.
 *
 * <p>Its placeholders, variables and losses, with their shapes, are those of {@link NetworkNames}.
 */
public final class MaskRcnnGraph {

    private final SameDiff sd = SameDiff.create();
    private final MaskRcnnConfig config;
    private final Dialect dialect;
    private final int classes;
    private final List<Double> classWeights;
    private final Parameters parameters;
    private final GraphLayers layers;
    private final SDVariable image;
    private final SDVariable meta;
    private final List<Features> pyramid;
    private final RegionProposalNetwork rpn;
    /** Whether each stage reads placeholders in place of the outputs of the previous stage. */
    private final boolean staged;

    private Objective objective;

    private MaskRcnnGraph(
            GraphParts parts,
            Predicate<String> trainable,
            WeightInitializer initializer,
            Predicate<String> batchStatistics,
            boolean staged) {
        // SameDiff's default holders copy arrays, but training must change the model's own arrays.
        sd.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        this.staged = staged;
        config = parts.config();
        dialect = Dialect.of(config);
        classes = parts.classes();
        classWeights = parts.classWeights();
        parameters = new Parameters(sd, parts.weights(), trainable, initializer);
        layers = new GraphLayers(sd, parameters, config.model(), batchStatistics);
        int channels = config.image().pixelFormat().count();
        image = sd.placeHolder(NetworkNames.INPUT_IMAGE, DataType.FLOAT, -1, -1, -1, channels);
        meta = sd.placeHolder(NetworkNames.INPUT_IMAGE_META, DataType.FLOAT, -1, ImageMeta.length(classes));
        pyramid = FeaturePyramid.build(
                layers, layers.build(parts.backbone(), new Features(image, channels)), config.model());
        rpn = RegionProposalNetwork.build(layers, pyramid, config.model(), config.rpn());
    }

    /**
     * Builds the graph for detection. Its outputs are mrcnn_detection [N, D, 6], mrcnn_detection_count [N], and mrcnn_mask [M,
     * h, w], the masks of the detections of all images in order, followed by padding.
     *
     * @throws IllegalArgumentException if weights are missing, unexpected, or of another shape; the message lists them
     */
    public static MaskRcnnGraph inference(GraphParts parts) {
        return inference(parts, false);
    }

    /**
     * Builds the graph for detection with separate stages: each stage reads a placeholder {@code given_NAME} in place of the
     * variable NAME of the previous stage, so that every stage can be fed and compared separately. The placeholders are
     * given_rpn_class_logits [N, A, 2], given_rpn_bbox [N, A, 4], given_ROI [N, P, 4], given_mrcnn_class_logits [N * P, C],
     * given_mrcnn_bbox [N * P, C, 4], given_mrcnn_detection [N, D, 6] and given_mrcnn_detection_count INT32 [N]; a run needs
     * only those that its outputs depend on.
     */
    public static MaskRcnnGraph stages(GraphParts parts) {
        return inference(parts, true);
    }

    private static MaskRcnnGraph inference(GraphParts parts, boolean staged) {
        MaskRcnnGraph graph = new MaskRcnnGraph(parts, name -> false, null, name -> false, staged);
        graph.addDetection();
        graph.parameters.check();
        return graph;
    }

    /**
     * Builds the graph for training, with its losses.
     *
     * @param trainable whether the weight with this name is trainable; gradients are computed only down to trainable weights
     * @param batchStatistics whether normalizations use the statistics of the batch, see {@link #measured}
     */
    public static MaskRcnnGraph training(GraphParts parts, Predicate<String> trainable, boolean batchStatistics) {
        return training(parts, trainable, batchStatistics, null, false);
    }

    /**
     * Like {@link #training(GraphParts, Predicate, boolean)}, with an objective that the user changes.
     *
     * @param change changes the builder with the network's losses, weighted as configured, before they are added to the graph
     */
    public static MaskRcnnGraph training(
            GraphParts parts, Predicate<String> trainable, boolean batchStatistics, Consumer<ObjectiveBuilder> change) {
        MaskRcnnGraph graph = new MaskRcnnGraph(parts, trainable, null, name -> batchStatistics, false);
        graph.objective = graph.addTraining(false).build(change);
        graph.parameters.check();
        return graph;
    }

    /**
     * Builds the graph that measures batch statistics on training images. It trains nothing.
     *
     * @param norms whether the normalization with this name uses the statistics of the batch, see {@link #measured}; all others
     *     keep theirs
     */
    public static MaskRcnnGraph measuring(GraphParts parts, Predicate<String> norms) {
        MaskRcnnGraph graph = new MaskRcnnGraph(parts, name -> false, null, norms, false);
        graph.objective = graph.addTraining(false).build();
        graph.parameters.check();
        return graph;
    }

    /**
     * Like {@link #training}, with the stored statistics, but the heads train on the placeholders given_ROI [N, P, 4],
     * normalized, and given_ROI_count INT32 [N], in place of the proposals. For comparisons, in which the last bit of a
     * proposal can matter.
     */
    public static MaskRcnnGraph trainingOnGivenProposals(GraphParts parts, Predicate<String> trainable) {
        return training(parts, trainable, false, null, true);
    }

    /** Creates the initial weights of a network and adds them to the weights of {@code parts}. */
    public static void initialize(GraphParts parts, long seed) {
        training(parts, name -> false, false, new WeightInitializer(seed), false);
    }

    private static MaskRcnnGraph training(
            GraphParts parts,
            Predicate<String> trainable,
            boolean batchStatistics,
            WeightInitializer initializer,
            boolean givenProposals) {
        MaskRcnnGraph graph = new MaskRcnnGraph(parts, trainable, initializer, name -> batchStatistics, false);
        graph.objective = graph.addTraining(givenProposals).build();
        graph.parameters.check();
        return graph;
    }

    private void addDetection() {
        SDVariable rois = given(proposals(anchors(), DataSettings.proposals(config))[0], -1, -1, 4);
        BoxHead boxes = boxHead(rois);
        SDVariable[] detections = DetectionLayer.apply(
                sd,
                new DetectionLayer.Settings(
                        DataSettings.detections(config), dialect.regionMap().coordinates()),
                rois,
                given(boxes.logits(), -1, classes),
                given(boxes.deltas(), -1, classes, 4),
                meta,
                image);
        SDVariable[] found = DetectionRois.apply(sd, given(detections[0], -1, -1, 6), given(detections[1], -1));
        sd.nn().sigmoid(NetworkNames.MRCNN_MASK, maskHead(found[0], found[1]));
    }

    /** Returns the name of the placeholder that replaces a variable if stages are separate. */
    public static String given(String variable) {
        return "given_" + variable;
    }

    private SDVariable given(SDVariable computed, long... shape) {
        return staged ? sd.placeHolder(given(computed.name()), computed.dataType(), shape) : computed;
    }

    private SDVariable anchors() {
        return sd.placeHolder(NetworkNames.INPUT_ANCHORS, DataType.FLOAT, -1, 4);
    }

    private SDVariable[] proposals(SDVariable anchors, ProposalSettings settings) {
        int outputs = config.rpn().objectness().outputs();
        RegionProposalNetwork read =
                new RegionProposalNetwork(given(rpn.logits(), -1, -1, outputs), given(rpn.deltas(), -1, -1, 4));
        return ProposalLayer.apply(sd, settings, read, anchors, meta, image);
    }

    private TrainingLosses addTraining(boolean givenProposals) {
        boolean own = config.roi().useRpnRois();
        SDVariable anchors = own ? anchors() : null;
        SDVariable[] proposals = own
                ? proposals(anchors, DataSettings.trainingProposals(config))
                : GivenRois.apply(
                        sd,
                        dialect.regionMap().coordinates(),
                        sd.placeHolder(NetworkNames.INPUT_ROIS, DataType.FLOAT, -1, -1, 4),
                        image);
        if (givenProposals) {
            proposals = new SDVariable[] {
                sd.placeHolder(given(NetworkNames.ROI), DataType.FLOAT, -1, -1, 4),
                sd.placeHolder(given(NetworkNames.ROI_COUNT), DataType.INT32, -1)
            };
        }
        SDVariable[] targets = targets(proposals);
        SDVariable[] positives =
                PositiveRois.apply(sd, config.roi().maxPositives(), targets[0], targets[1], targets[3]);
        BoxHead boxes = boxHead(targets[0]);
        TrainingLosses losses = new TrainingLosses(sd, config, dialect.losses(), classWeights);
        losses.addRpn(rpn);
        losses.addClasses(targets[1], boxes, activeClasses());
        if (own && dialect.losses().boxTargetsLearn()) {
            losses.addLeakyBoxes(leakyBoxTargets(anchors, targets), targets[1], boxes);
        } else {
            losses.addBoxes(targets[2], targets[1], boxes);
        }
        losses.addMasks(positives[2], positives[1], maskHead(positives[0], positives[1]));
        return losses;
    }

    private SDVariable leakyBoxTargets(SDVariable anchors, SDVariable[] targets) {
        LeakyBoxTargets.Coders coders = new LeakyBoxTargets.Coders(dialect.proposals(), dialect.boxes());
        return LeakyBoxTargets.apply(
                sd, coders, rpn.logits(), rpn.deltas(), anchors, targets[0], targets[1], targets[2]);
    }

    private SDVariable[] targets(SDVariable[] proposals) {
        return DetectionTargetLayer.apply(
                sd,
                DataSettings.detectionTargets(config),
                proposals[0],
                proposals[1],
                sd.placeHolder(NetworkNames.INPUT_GT_CLASS_IDS, DataType.INT32, -1, -1),
                sd.placeHolder(NetworkNames.INPUT_GT_BOXES, DataType.FLOAT, -1, -1, 4),
                sd.placeHolder(NetworkNames.INPUT_GT_MASKS, DataType.INT8, -1, -1, -1, -1),
                sd.placeHolder(NetworkNames.INPUT_SEED, DataType.INT64, 1),
                image,
                meta);
    }

    private SDVariable activeClasses() {
        return meta.get(SDIndex.all(), SDIndex.interval(ImageMeta.ACTIVE_CLASSES, ImageMeta.length(classes)))
                .castTo(DataType.INT32);
    }

    private BoxHead boxHead(SDVariable rois) {
        int pool = config.roi().poolSize();
        PyramidRoiAlign.Settings settings =
                new PyramidRoiAlign.Settings(pool, dialect.regionMap(), BoxHead.takesRows(config.model()));
        Features pooled = PyramidRoiAlign.apply(NetworkNames.ROI_ALIGN_CLASSIFIER, settings, rois, image, pyramid);
        return BoxHead.build(layers, pooled, pool, config.model(), classes);
    }

    private SDVariable maskHead(SDVariable rois, SDVariable classIds) {
        PyramidRoiAlign.Settings settings =
                new PyramidRoiAlign.Settings(config.roi().maskPoolSize(), dialect.regionMap(), false);
        return MaskHead.build(
                layers,
                PyramidRoiAlign.apply(NetworkNames.ROI_ALIGN_MASK, settings, rois, image, pyramid),
                classIds,
                classes,
                config.model().norms().contains("mask"));
    }

    /** Returns the graph. */
    public SameDiff sameDiff() {
        return sd;
    }

    /** Returns the objective of a graph for training. */
    public Objective objective() {
        if (objective == null) {
            throw new IllegalStateException("a graph for inference has no losses");
        }
        return objective;
    }

    /** Returns the normalizations with batch statistics, if there are any. */
    public List<Norms.Measured> measured() {
        return layers.measured();
    }
}
