// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorGenerator;

/**
 * Inference of whole networks: every stage on the reference's input of this stage, then the chain from the image to the
 * detections. All are compared with the reference's rules, and with our own except for the rows in which these differ: RoIs at
 * whose rim the reference samples nothing, and detections without area.
 */
final class ModelTopic implements Topic {
    private static final Tolerance MAPS = new Tolerance(1e-3, 1e-3, 0);
    private static final Tolerance LOGITS = Tolerance.absolute(2e-3);
    private static final Tolerance PROBABILITIES = Tolerance.absolute(1e-3);
    private static final double BOX = 1e-4;
    private static final double ROWS = 0.99;

    @Override
    public String name() {
        return "model";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        ModelCase network = ModelCase.of(golden);
        List<Comparison> comparisons = new ArrayList<>();
        try (MaskRcnn model = network.model(network.config());
                NetworkStages stages = stages(golden, network, model)) {
            comparisons.addAll(WholeChain.inputs(network));
            stages.give(
                    NetworkNames.INPUT_IMAGE_META,
                    golden.floats("meta"),
                    network.batch(),
                    ImageMeta.length(network.classes()));
            comparisons.addAll(maps(network, stages));
            if (golden.has("rpn_class")) {
                comparisons.addAll(proposals(network, stages));
                comparisons.addAll(boxHead(golden, network, stages, false));
                comparisons.add(detections(network, stages));
                comparisons.addAll(masks(golden, network, stages, false));
                comparisons.add(WholeChain.network(network, model));
                comparisons.addAll(WholeChain.legacyDetections(network, model));
            }
        }
        if (golden.has("rpn_class")) {
            try (MaskRcnn model = network.model(ownRules(network.config()));
                    NetworkStages stages = stages(golden, network, model)) {
                comparisons.addAll(boxHead(golden, network, stages, true));
                comparisons.addAll(masks(golden, network, stages, true));
                comparisons.addAll(WholeChain.detections(network, model));
            }
        }
        return comparisons;
    }

    /** Returns the stages of the network for the molded image. The caller must close them. */
    private static NetworkStages stages(GoldenCase golden, ModelCase network, MaskRcnn model) throws IOException {
        NetworkStages stages = new NetworkStages(
                new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()));
        stages.give(
                NetworkNames.INPUT_IMAGE,
                golden.floats("molded"),
                network.batch(),
                network.height(),
                network.width(),
                3);
        return stages;
    }

    private static MaskRcnnConfig ownRules(MaskRcnnConfig config) {
        return config.withRoi(config.roi().withSampling(RoiConfig.Sampling.LEGACY))
                .withRpn(config.rpn().withLegacy(false))
                .withDetection(config.detection().withLegacy(false));
    }

    /** Returns the names of our variables for the reference's feature maps. */
    private static Map<String, String> mapNames(String backbone) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("C1", "C1");
        names.put("C2", "res2c_out");
        names.put("C3", "res3d_out");
        names.put("C4", backbone.equals("resnet101") ? "res4w_out" : "res4f_out");
        names.put("C5", "res5c_out");
        for (int level = 2; level <= 6; level++) {
            names.put("P" + level, NetworkNames.pyramid(level));
        }
        return names;
    }

    private static List<Comparison> maps(ModelCase network, NetworkStages stages) throws IOException {
        GoldenCase golden = network.golden();
        Map<String, String> names = mapNames(network.config().model().backbone());
        Map<String, float[]> maps = stages.run(names.values().toArray(String[]::new));
        List<Comparison> comparisons = new ArrayList<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            String map = name.getKey();
            if (golden.has(map + "_sample")) {
                float[] ours = maps.get(name.getValue());
                Fields values =
                        new Fields("values." + map, golden.values().node().path(map));
                float[] sample = new float[values.whole("sample_count")];
                int stride = values.whole("sample_stride");
                Arrays.setAll(new int[sample.length], i -> {
                    sample[i] = ours[i * stride];
                    return i;
                });
                comparisons.add(Comparison.of(map, golden.floats(map + "_sample"), sample, MAPS));
                comparisons.addAll(sums(map, values, ours));
            }
        }
        return comparisons;
    }

    private static List<Comparison> sums(String map, Fields values, float[] ours) throws IOException {
        double sum = 0;
        double squares = 0;
        for (float v : ours) {
            sum += v;
            squares += (double) v * v;
        }
        double expected = values.number("sum_of_squares");
        Tolerance sums = Tolerance.absolute(1e-4 * Math.sqrt(ours.length * expected));
        return List.of(
                Comparison.of(map + " sum", values.number("sum"), sum, sums),
                Comparison.of(map + " sum of squares", expected, squares, Tolerance.relative(1e-4)));
    }

    private static List<Comparison> proposals(ModelCase network, NetworkStages stages) throws IOException {
        GoldenCase golden = network.golden();
        AnchorGenerator generator =
                new AnchorGenerator(DataSettings.anchors(network.config().rpn()));
        float[] anchors = generator.normalized(network.height(), network.width());
        Map<String, float[]> rpn = stages.run(NetworkNames.RPN_CLASS_LOGITS, NetworkNames.RPN_BBOX);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(Comparison.of(
                "rpn_class_logits", golden.floats("rpn_class_logits"), rpn.get(NetworkNames.RPN_CLASS_LOGITS), LOGITS));
        comparisons.add(Comparison.of(
                "rpn_class",
                golden.floats("rpn_class"),
                softmax(rpn.get(NetworkNames.RPN_CLASS_LOGITS), 2),
                PROBABILITIES));
        comparisons.add(Comparison.of("rpn_bbox", golden.floats("rpn_bbox"), rpn.get(NetworkNames.RPN_BBOX), LOGITS));
        int count = anchors.length / 4;
        stages.give(NetworkNames.INPUT_ANCHORS, anchors, count, 4);
        stages.give(
                MaskRcnnGraph.given(NetworkNames.RPN_CLASS_LOGITS),
                golden.floats("rpn_class_logits"),
                network.batch(),
                count,
                2);
        stages.give(MaskRcnnGraph.given(NetworkNames.RPN_BBOX), golden.floats("rpn_bbox"), network.batch(), count, 4);
        comparisons.add(Share.of(
                "rpn_rois",
                golden.floats("rpn_rois"),
                stages.run(NetworkNames.ROI).get(NetworkNames.ROI),
                Share.each(4, BOX),
                ROWS));
        return comparisons;
    }

    private static List<Comparison> boxHead(
            GoldenCase golden, ModelCase network, NetworkStages stages, boolean withoutRim) throws IOException {
        float[] rois = golden.floats("rpn_rois");
        stages.give(
                MaskRcnnGraph.given(NetworkNames.ROI), rois, network.batch(), rois.length / 4L / network.batch(), 4);
        Map<String, float[]> head = stages.run(NetworkNames.MRCNN_CLASS_LOGITS, NetworkNames.MRCNN_BBOX);
        Rows rows = new Rows(withoutRim ? golden.ints("rim_pool7") : new int[rois.length / 4]);
        float[] logits = head.get(NetworkNames.MRCNN_CLASS_LOGITS);
        return List.of(
                rows.compare("mrcnn_class_logits", golden.floats("mrcnn_class_logits"), logits, LOGITS),
                rows.compare(
                        "mrcnn_class", golden.floats("mrcnn_class"), softmax(logits, network.classes()), PROBABILITIES),
                rows.compare("mrcnn_bbox", golden.floats("mrcnn_bbox"), head.get(NetworkNames.MRCNN_BBOX), LOGITS));
    }

    private static Comparison detections(ModelCase network, NetworkStages stages) throws IOException {
        GoldenCase golden = network.golden();
        float[] logits = golden.floats("mrcnn_class_logits");
        long regions = logits.length / network.classes();
        stages.give(MaskRcnnGraph.given(NetworkNames.MRCNN_CLASS_LOGITS), logits, regions, network.classes());
        stages.give(
                MaskRcnnGraph.given(NetworkNames.MRCNN_BBOX),
                golden.floats("mrcnn_bbox"),
                regions,
                network.classes(),
                4);
        float[] ours = stages.run(NetworkNames.MRCNN_DETECTION).get(NetworkNames.MRCNN_DETECTION);
        return Comparison.of("detections", golden.floats("detections"), ours, Tolerance.absolute(BOX));
    }

    /** Compares the masks of all rows, including padding, for which the reference also has masks. */
    private static List<Comparison> masks(
            GoldenCase golden, ModelCase network, NetworkStages stages, boolean withoutRim) throws IOException {
        float[] detections = golden.floats("detections");
        int rows = detections.length / 6;
        int[] counts = new int[network.batch()];
        Arrays.fill(counts, rows / network.batch());
        stages.give(MaskRcnnGraph.given(NetworkNames.MRCNN_DETECTION), detections, network.batch(), counts[0], 6);
        stages.give(MaskRcnnGraph.given(NetworkNames.MRCNN_DETECTION_COUNT), counts, network.batch());
        Map<String, float[]> out = stages.run(NetworkNames.MRCNN_MASK_LOGITS, NetworkNames.MRCNN_MASK);
        float[] all = golden.floats("mrcnn_mask");
        Rows compared = new Rows(withoutRim ? golden.ints("rim_pool14") : new int[rows]);
        return List.of(
                compared.compare("mrcnn_mask", all, sigmoid(out.get(NetworkNames.MRCNN_MASK_LOGITS)), PROBABILITIES),
                compared.compare(
                        "mrcnn_mask of the own class",
                        ownClass(all, detections, network.classes()),
                        out.get(NetworkNames.MRCNN_MASK),
                        PROBABILITIES));
    }

    private static float[] ownClass(float[] masks, float[] detections, int classes) {
        int rows = detections.length / 6;
        int pixels = masks.length / rows / classes;
        float[] own = new float[rows * pixels];
        for (int i = 0; i < own.length; i++) {
            own[i] = masks[i * classes + (int) detections[i / pixels * 6 + 4]];
        }
        return own;
    }

    private static float[] sigmoid(float[] logits) {
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return probabilities;
    }

    private static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double sum = 0;
            for (int c = from; c < from + classes; c++) {
                sum += Math.exp(logits[c]);
            }
            for (int c = from; c < from + classes; c++) {
                probabilities[c] = (float) (Math.exp(logits[c]) / sum);
            }
        }
        return probabilities;
    }

    /**
     * Rows of RoIs, from which those that the reference samples as 0 at the rim may be excluded.
     *
     * @param rim 2 for such rows
     */
    @SuppressWarnings("ArrayRecordComponent") // not stored
    private record Rows(int[] rim) {
        Comparison compare(String array, float[] expected, float[] actual, Tolerance allowed) {
            int width = expected.length / rim.length;
            float[] adjusted = actual.clone();
            int left = 0;
            for (int i = 0; i < rim.length; i++) {
                if (rim[i] == 2 && actual.length == expected.length) {
                    System.arraycopy(expected, i * width, adjusted, i * width, width);
                    left++;
                }
            }
            String name = left == 0 ? array : array + ", clamped samples, without " + left + " rows";
            return Comparison.of(name, expected, adjusted, allowed);
        }
    }
}
