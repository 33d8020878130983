package org.mrcnn.core.graph;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.data.geometry.Sampling;
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
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The whole network in one SameDiff graph, for training or for inference. The graph shares the memory of the weights that it
 * is built from.
 *
 * <p>Placeholders (N images of H x W, A anchors, G objects, C classes with background): input_image FLOAT [N, H, W, 3];
 * input_image_meta FLOAT [N, 12 + C]; input_anchors FLOAT [A, 4] normalized; for training as well input_rpn_match INT32 [N, A,
 * 1]; input_rpn_bbox FLOAT [N, anchors in the loss, 4]; input_gt_class_ids INT32 [N, G], zero-padded; input_gt_boxes FLOAT [N,
 * G, 4] in pixels; input_gt_masks INT8 [N, h, w, G]; input_seed INT64 [1]; and input_rois FLOAT [N, P, 4] in pixels where the
 * network does not propose regions itself.
 */
public final class MaskRcnnGraph {

    /** Where the class flags begin in the image meta. */
    private static final int ACTIVE_CLASSES = 12;

    private final SameDiff sd = SameDiff.create();
    private final MaskRcnnConfig config;
    private final int classes;
    private final Parameters parameters;
    private final Layers layers;
    private final SDVariable image;
    private final SDVariable meta;
    private final List<Features> pyramid;
    private final RegionProposalNetwork rpn;
    private final SDVariable[] proposals;
    private Objective objective;

    /**
     * What a graph is built of.
     *
     * @param config of model, proposals and heads
     * @param classes with background
     * @param backbone the network below the pyramid
     * @param weights by name; shared, not copied
     */
    public record Parts(MaskRcnnConfig config, int classes, Backbone backbone, Map<String, INDArray> weights) {}

    private MaskRcnnGraph(
            Parts parts,
            Predicate<String> trainable,
            WeightInitializer initializer,
            boolean batchStatistics,
            int proposalCount) {
        // SameDiff's own holders copy the arrays that they are given; training is to change the model's.
        sd.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        config = parts.config();
        classes = parts.classes();
        parameters = new Parameters(sd, parts.weights(), trainable, initializer);
        layers = new Layers(sd, parameters, config.model().precision(), batchStatistics);
        image = sd.placeHolder("input_image", DataType.FLOAT, -1, -1, -1, 3);
        meta = sd.placeHolder("input_image_meta", DataType.FLOAT, -1, ACTIVE_CLASSES + classes);
        pyramid = FeaturePyramid.build(
                layers,
                parts.backbone().build(layers, new Features(image, 3)),
                config.model().pyramidSize());
        rpn = RegionProposalNetwork.build(
                layers,
                pyramid,
                config.model().rpnChannels(),
                config.rpn().anchorRatios().size(),
                config.rpn().anchorStride());
        proposals = config.roi().useRpnRois()
                ? ProposalLayer.apply(
                        sd, config.rpn(), proposalCount, rpn, sd.placeHolder("input_anchors", DataType.FLOAT, -1, 4))
                : GivenRois.apply(sd, sd.placeHolder("input_rois", DataType.FLOAT, -1, -1, 4), image);
    }

    /**
     * The graph that detects. Its outputs: mrcnn_detection [N, D, 6], mrcnn_detection_count [N] and mrcnn_mask [M, h, w], the
     * masks of the detections of all images in order, then padding.
     *
     * @throws IllegalArgumentException if weights are missing, left over, or of another shape, listing them
     */
    public static MaskRcnnGraph inference(Parts parts) {
        MaskRcnnGraph graph = new MaskRcnnGraph(
                parts, name -> false, null, false, parts.config().rpn().proposalsInference());
        graph.addDetection();
        graph.parameters.check();
        return graph;
    }

    /**
     * The graph that learns, with its losses.
     *
     * @param trainable which weights are variables; gradients go no further than to them
     * @param batchStatistics whether normalizations use the statistics of the batch, see {@link #measured}
     */
    public static MaskRcnnGraph training(Parts parts, Predicate<String> trainable, boolean batchStatistics) {
        return training(parts, trainable, batchStatistics, null);
    }

    /** Makes the first weights of a network and adds them to the parts' weights. */
    public static void initialize(Parts parts, long seed) {
        training(parts, name -> false, false, new WeightInitializer(seed));
    }

    private static MaskRcnnGraph training(
            Parts parts, Predicate<String> trainable, boolean batchStatistics, WeightInitializer initializer) {
        MaskRcnnGraph graph = new MaskRcnnGraph(
                parts,
                trainable,
                initializer,
                batchStatistics,
                parts.config().rpn().proposalsTraining());
        graph.addTraining(initializer == null);
        graph.parameters.check();
        return graph;
    }

    private void addDetection() {
        BoxHead boxes = boxHead(proposals[0]);
        SDVariable[] detections = DetectionLayer.apply(
                sd, config.detection(), config.roi(), proposals[0], boxes.logits(), boxes.deltas(), meta, image);
        SDVariable[] rois = DetectionRois.apply(sd, detections[0], detections[1]);
        ClassMasks.apply(sd, "mrcnn_mask", maskHead(rois[0]), rois[1]);
    }

    private void addTraining(boolean trains) {
        SDVariable match = sd.placeHolder("input_rpn_match", DataType.INT32, -1, -1, 1);
        SDVariable rpnTargets = sd.placeHolder("input_rpn_bbox", DataType.FLOAT, -1, -1, 4);
        SDVariable[] targets = DetectionTargetLayer.apply(
                sd,
                config.roi(),
                proposals[0],
                proposals[1],
                sd.placeHolder("input_gt_class_ids", DataType.INT32, -1, -1),
                sd.placeHolder("input_gt_boxes", DataType.FLOAT, -1, -1, 4),
                sd.placeHolder("input_gt_masks", DataType.INT8, -1, -1, -1, -1),
                sd.placeHolder("input_seed", DataType.INT64, 1),
                image);
        SDVariable rois = targets[0];
        SDVariable[] positives = PositiveRois.apply(sd, config.roi().maxPositives(), rois, targets[1], targets[3]);
        BoxHead boxes = boxHead(rois);
        SDVariable masks = maskHead(positives[0]);
        Map<String, Double> weights = config.train().lossWeights();
        ObjectiveBuilder builder = Objective.on(sd).allowUntrainedLosses();
        add(builder, weights, "rpn_class_loss", RpnClassLoss.of(match, rpn.logits()));
        add(builder, weights, "rpn_bbox_loss", RpnBoxLoss.of(rpnTargets, match, rpn.deltas()));
        add(builder, weights, "mrcnn_class_loss", HeadClassLoss.of(targets[1], boxes.logits(), activeClasses()));
        add(builder, weights, "mrcnn_bbox_loss", HeadBoxLoss.of(targets[2], targets[1], boxes.deltas()));
        add(builder, weights, "mrcnn_mask_loss", HeadMaskLoss.of(positives[2], positives[1], masks));
        OptimizerConfig optimizer = config.train().optimizer();
        if (optimizer.weightDecay() > 0 && trains) {
            switch (optimizer.l2()) {
                case MATTERPORT -> builder.l2(optimizer.weightDecay(), L2Form.MATTERPORT, Weights.withoutBatchNorm());
                case DECAY -> builder.l2(optimizer.weightDecay(), L2Form.DECAY, Weights.kernels());
                case DECOUPLED -> {}
            }
        }
        objective = builder.build();
    }

    private static void add(ObjectiveBuilder builder, Map<String, Double> weights, String name, Loss loss) {
        builder.loss(name, weights.getOrDefault(name, 1.0), loss);
    }

    private SDVariable activeClasses() {
        return meta.get(SDIndex.all(), SDIndex.interval(ACTIVE_CLASSES, ACTIVE_CLASSES + classes))
                .castTo(DataType.INT32);
    }

    private BoxHead boxHead(SDVariable rois) {
        int pool = config.roi().poolSize();
        PyramidRoiAlign.Settings settings = new PyramidRoiAlign.Settings(pool, sampling(), true);
        Features pooled = PyramidRoiAlign.apply(sd, "roi_align_classifier", settings, rois, image, pyramid);
        return BoxHead.build(layers, pooled, pool, config.model().fcLayersSize(), classes);
    }

    private SDVariable maskHead(SDVariable rois) {
        PyramidRoiAlign.Settings settings =
                new PyramidRoiAlign.Settings(config.roi().maskPoolSize(), sampling(), false);
        return MaskHead.build(
                layers, PyramidRoiAlign.apply(sd, "roi_align_mask", settings, rois, image, pyramid), classes);
    }

    private Sampling sampling() {
        return Sampling.valueOf(config.roi().sampling().name());
    }

    /** The graph. */
    public SameDiff sameDiff() {
        return sd;
    }

    /** The losses of a graph that learns. */
    public Objective objective() {
        if (objective == null) {
            throw new IllegalStateException("a graph for inference has no losses");
        }
        return objective;
    }

    /** The normalizations with batch statistics, where they were asked for. */
    public List<Layers.Measured> measured() {
        return layers.measured();
    }
}
