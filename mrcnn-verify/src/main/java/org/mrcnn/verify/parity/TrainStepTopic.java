// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.train.TrainStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training steps: RoIs and targets, losses, gradients, and the weights afterwards. The variant {@code reference} is the
 * reference with its defects, which our legacy losses share; the variant {@code clean} has no defect except the clipped mask
 * loss.
 */
final class TrainStepTopic implements Topic {
    private static final double BOX = 1e-4;
    private static final double ROWS = 0.99;
    private static final Tolerance FIRST_LOSSES = Tolerance.relative(1e-4);
    private static final Tolerance LATER_LOSSES = Tolerance.relative(1e-2);
    private static final double NORMS = 1e-3;
    private static final double SAMPLES = 5e-3;
    private static final double FIRST_CHANGE = 5e-3;
    private static final double LATER_CHANGE = 5e-2;
    /** The cases give tolerances for norms only; a distance also detects a change that keeps the norm. */
    private static final double LATER_DISTANCE = 1e-1;

    private static final List<String> WATCHED = List.of(
            NetworkNames.ROI,
            NetworkNames.ROIS,
            NetworkNames.TARGET_CLASS_IDS,
            NetworkNames.TARGET_BBOX,
            NetworkNames.TARGET_MASK,
            NetworkNames.MRCNN_CLASS_LOGITS,
            NetworkNames.MRCNN_BBOX);

    private final boolean float64;

    /** @param float64 whether the first step is also computed in float64, which takes a minute */
    TrainStepTopic(boolean float64) {
        this.float64 = float64;
    }

    @Override
    public String name() {
        return "train_step";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        Iterator<String> variants = golden.values().node().path("variants").fieldNames();
        while (variants.hasNext()) {
            String variant = variants.next();
            comparisons.addAll(new Variant(golden, variant).run(float64));
        }
        return comparisons;
    }

    /** One variant of a case. */
    private static final class Variant {
        private final GoldenCase golden;
        private final String name;
        private final Fields values;
        private final TrainStepCase trainStep;
        private final WeightSamples weights;
        private final List<Comparison> comparisons = new ArrayList<>();
        private WeightSamples.Taken gradients;
        private Map<String, float[]> watched;
        /** For step 1; otherwise null. */
        private Float64Step wide;

        Variant(GoldenCase golden, String name) throws IOException {
            this.golden = golden;
            this.name = name;
            values = new Fields(
                    "values.variants." + name,
                    golden.values().node().path("variants").path(name));
            trainStep = TrainStepCase.of(golden);
            weights = new WeightSamples(golden);
        }

        List<Comparison> run(boolean float64) throws IOException {
            List<String> names = new ArrayList<>(WATCHED);
            names.addAll(float64 ? Float64Step.variables(trainStep) : List.of());
            MaskRcnnConfig config = trainStep.config(name.equals("reference"));
            try (MaskRcnn model = ModelCase.model(config, trainStep.classes());
                    AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                    GraphStep step = new GraphStep(
                            new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                            anchors,
                            names,
                            trainStep.proposes())) {
                int count = values.list("steps").size();
                for (int i = 1; i <= count; i++) {
                    boolean first = i == 1;
                    TrainStep.Result report = step.step(
                            trainStep.inputs(regions(i)), trainStep.learningRate(), out -> observe(out, first, names));
                    compareLosses(report, i);
                    if (first) {
                        compareTargets();
                        compareNorm(report);
                    }
                    if (first && float64) {
                        compareFloat64(model.weights());
                    } else if (first) {
                        compareGradients();
                    }
                    if (golden.has("weights_" + name + "_step" + i)) {
                        compareWeights(model.weights(), i);
                    }
                }
            }
            return comparisons;
        }

        private void compareNorm(TrainStep.Result report) throws IOException {
            comparisons.add(Comparison.of(
                    name + " global gradient norm",
                    values.number("global_gradient_norm"),
                    report.gradientNorm(),
                    Tolerance.relative(NORMS)));
        }

        private void observe(GraphRunner.Outputs out, boolean first, List<String> names) {
            if (first) {
                gradients = weights.take(weight -> floats(out.gradient(weight)));
            }
            watched = new HashMap<>();
            (first ? names : WATCHED).forEach(variable -> watched.put(variable, floats(out.get(variable))));
        }

        private void add(String array, float[] expected, float[] actual, Tolerance allowed) {
            comparisons.add(Comparison.of(name + " " + array, expected, actual, allowed));
        }

        /**
         * Returns the name of the array with the RoIs of a step. RoIs of later steps are also stored, in the order of sampling.
         */
        private String regions(int step) throws IOException {
            if (!trainStep.proposes()) {
                return "input_roi";
            }
            return step == 1 ? "out_rpn_rois" : "rois_" + name + "_step" + step;
        }

        private void compareTargets() throws IOException {
            if (trainStep.proposes()) {
                comparisons.add(Share.of(
                        name + " ROI",
                        golden.floats("out_rpn_rois"),
                        watched.get(NetworkNames.ROI),
                        Share.each(4, BOX),
                        ROWS));
            }
            add("rois", golden.floats("out_rois"), watched.get(NetworkNames.ROIS), Tolerance.absolute(BOX));
            float[] ids = watched.get(NetworkNames.TARGET_CLASS_IDS).clone();
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Math.max(0, ids[i]); // padding is class 0 in the case, -1 here
            }
            add("target_class_ids", golden.floats("out_target_class_ids"), ids, Tolerance.EXACT);
            add(
                    "target_bbox",
                    golden.floats("out_target_bbox"),
                    watched.get(NetworkNames.TARGET_BBOX),
                    Tolerance.absolute(1e-3));
            add(
                    "target_mask",
                    golden.floats("out_target_mask"),
                    watched.get(NetworkNames.TARGET_MASK),
                    Tolerance.EXACT);
            Tolerance logits = Tolerance.absolute(2e-3);
            add(
                    "logits",
                    golden.floats("out_mrcnn_class_logits"),
                    watched.get(NetworkNames.MRCNN_CLASS_LOGITS),
                    logits);
            add("mrcnn_bbox", golden.floats("out_mrcnn_bbox"), watched.get(NetworkNames.MRCNN_BBOX), logits);
        }

        private void compareLosses(TrainStep.Result report, int step) throws IOException {
            Tolerance allowed = step == 1 ? FIRST_LOSSES : LATER_LOSSES;
            JsonNode stored = values.list("steps").get(step - 1);
            Fields losses = new Fields("losses_before", stored.path("losses_before"));
            double total = new Fields("steps", stored).number("total_before");
            String start = name + " step " + step + " ";
            for (String loss : report.losses().losses().keySet()) {
                double ours = report.losses().value(loss);
                if (loss.equals(NetworkNames.L2_LOSS)) {
                    comparisons.add(Comparison.of(start + loss, l2(), ours, allowed));
                } else {
                    double expected = loss.equals(NetworkNames.MRCNN_CLASS_LOSS) && name.equals("clean")
                            ? cleanClassLoss(losses, total)
                            : losses.number(loss);
                    comparisons.add(Comparison.of(start + loss, expected, ours, allowed));
                }
            }
            comparisons.add(
                    Comparison.of(start + "total", total, report.losses().total(), allowed));
        }

        /** Returns the L2 loss of the first step; it changes by less than 1/10,000 in three steps. */
        private double l2() throws IOException {
            return new Fields("values.loss", golden.values().node().path("loss")).number("l2");
        }

        /**
         * Derives the class loss of the clean variant: the stored one is the reference's in both variants, but the total is the
         * variant's own.
         */
        private double cleanClassLoss(Fields losses, double total) throws IOException {
            return total
                    - losses.number("rpn_class_loss")
                    - losses.number("rpn_bbox_loss")
                    - losses.number("mrcnn_bbox_loss")
                    - losses.number("mrcnn_mask_loss")
                    - l2();
        }

        private void compareGradients() throws IOException {
            comparisons.add(weights.norms(
                    name + " gradient norms", values.numbers("gradient_norm_per_weight"), gradients.norms(), NORMS));
            comparisons.add(
                    weights.samples(name + " gradients", golden.doubles("grad_" + name), gradients.samples(), SAMPLES));
        }

        private void compareFloat64(Map<String, INDArray> model) throws IOException {
            Map<String, int[]> shapes = new HashMap<>();
            model.forEach((weight, array) -> shapes.put(
                    weight,
                    Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray()));
            wide = new Float64Step(trainStep, name.equals("reference"), weights, shapes, watched);
            comparisons.addAll(wide.compare(name, values.numbers("gradient_norm_per_weight"), gradients));
        }

        private void compareWeights(Map<String, INDArray> model, int step) throws IOException {
            double allowed = step == 1 ? FIRST_CHANGE : LATER_CHANGE;
            String array = name + " change after step " + step;
            Function<String, float[]> start =
                    weight -> FormulaWeights.tensor(weight, model.get(weight).shape());
            double[] expectedNorms = values.numbers("change_norm_after_step_" + step);
            double[] expected = golden.doubles("weights_" + name + "_step" + step);
            if (step == 1 && wide != null) {
                array += " from float64";
                expected = weights.take(weight -> wide.after(weight, start.apply(weight)))
                        .samples();
                expectedNorms = weights.take(
                                weight -> difference(wide.after(weight, start.apply(weight)), start.apply(weight)))
                        .norms();
            }
            double[] norms = weights.take(weight -> difference(floats(model.get(weight)), start.apply(weight)))
                    .norms();
            double[] after = weights.take(weight -> floats(model.get(weight))).samples();
            comparisons.add(weights.norms(array + ", norms", expectedNorms, norms, allowed));
            comparisons.add(weights.changes(
                    array + ", distance",
                    weights.take(start).samples(),
                    expected,
                    after,
                    step == 1 ? FIRST_CHANGE : LATER_DISTANCE));
        }

        private static float[] difference(float[] values, float[] start) {
            for (int i = 0; i < values.length; i++) {
                values[i] -= start[i];
            }
            return values;
        }

        private static float[] floats(INDArray array) {
            return array.dup('c').data().asFloat();
        }
    }
}
