// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.verify.float64.Decisions;
import org.mrcnn.verify.float64.Step;
import org.mrcnn.verify.float64.StepCase;

/**
 * The first step of a train_step case in float64, which shows how inaccurate two float32 computations of it are. The reference
 * is compared with the step itself. Ours is compared with the step with our ReLU decisions, because rounding decides some that
 * are close to zero, and a single one changes a gradient more than all other rounding; the decisions are compared separately.
 */
final class Float64Step {
    /** Rounding may decide a ReLU only if its input is below this fraction of the root mean square of its layer. */
    private static final double NEAR_ZERO = 1e-5;
    /** Our distance may be at most this many times the distance of the reference. */
    private static final double FACTOR = 2;

    private final TrainStepCase trainStep;
    private final boolean faithful;
    private final WeightSamples weights;
    private final Map<String, int[]> shapes;
    private final Map<String, float[]> watched;
    private final int[] classIds;
    private Step decided;
    private double rate;

    /**
     * Creates a step.
     *
     * @param faithful whether losses have all of the reference's defects
     * @param weights the weights whose gradients are stored
     * @param shapes shapes of the weights, by name
     * @param watched our values of {@link #variables}, and of the classes of the RoIs
     */
    Float64Step(
            TrainStepCase trainStep,
            boolean faithful,
            WeightSamples weights,
            Map<String, int[]> shapes,
            Map<String, float[]> watched) {
        this.trainStep = trainStep;
        this.faithful = faithful;
        this.weights = weights;
        this.shapes = shapes;
        this.watched = watched;
        float[] ids = watched.get(NetworkNames.TARGET_CLASS_IDS);
        classIds = new int[ids.length];
        Arrays.setAll(classIds, row -> (int) ids[row]); // negative for padding
    }

    /** Returns the variables to watch. */
    static List<String> variables(TrainStepCase trainStep) throws IOException {
        return Step.activations(isDeep(trainStep));
    }

    private static boolean isDeep(TrainStepCase trainStep) throws IOException {
        return trainStep.golden().params().text("backbone").equals("resnet101");
    }

    /**
     * Compares the distances of both from float64.
     *
     * @param variant name of the variant of the case
     * @param norms norms of the gradients of the reference
     * @param ours our gradients
     */
    List<Comparison> compare(String variant, double[] norms, WeightSamples.Taken ours) throws IOException {
        WeightSamples.Taken plain = gradients(step(new Decisions(Map.of())));
        Decisions decisions = new Decisions(watched);
        decided = step(decisions);
        rate = trainStep.learningRate() * Math.min(1, trainStep.clipNorm() / decided.gradientNorm());
        WeightSamples.Taken own = gradients(decided);
        double[] samples = trainStep.golden().doubles("grad_" + variant);
        double[] theirSamples = weights.sampleShares(plain.samples(), samples);
        double[] ourSamples = weights.sampleShares(own.samples(), ours.samples());
        double[] theirNorms = weights.normShares(plain.norms(), norms);
        double[] ourNorms = weights.normShares(own.norms(), ours.norms());
        String flipped =
                variant + " ReLUs decided otherwise than in float64, " + decisions.flipped() + ", farthest from zero";
        return List.of(
                Comparison.of(flipped, 0, decisions.farthest(), Tolerance.absolute(NEAR_ZERO)),
                distance(variant + " gradients, mean", mean(theirSamples), mean(ourSamples)),
                distance(variant + " gradients, largest", largest(theirSamples), largest(ourSamples)),
                distance(variant + " gradient norms, mean", mean(theirNorms), mean(ourNorms)),
                distance(variant + " gradient norms, largest", largest(theirNorms), largest(ourNorms)));
    }

    /**
     * Returns a weight after the step, with our decisions and rounded to float32 as both implementations store it. Must be
     * called after {@link #compare}.
     *
     * @param start the values before the step
     */
    float[] after(String weight, float[] start) {
        double[] gradient = decided.gradient(weight);
        float[] after = new float[start.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = (float) (start[i] - rate * gradient[i]);
        }
        return after;
    }

    private static Comparison distance(String name, double reference, double ours) {
        return Comparison.of(name + " distance from float64", 0, ours, Tolerance.absolute(FACTOR * reference));
    }

    /** Returns the root mean square. */
    private static double mean(double[] shares) {
        return Math.sqrt(
                Arrays.stream(shares).map(share -> share * share).average().orElseThrow());
    }

    private static double largest(double[] shares) {
        return Arrays.stream(shares).max().orElseThrow();
    }

    private Step step(Decisions decisions) throws IOException {
        return Step.of(stepCase(), formulaWeights(), decisions);
    }

    private WeightSamples.Taken gradients(Step step) {
        return weights.take(weight -> {
            double[] wide = step.gradient(weight);
            float[] gradient = new float[wide.length];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) wide[i];
            }
            return gradient;
        });
    }

    private StepCase stepCase() throws IOException {
        GoldenCase golden = trainStep.golden();
        int[] image = golden.array("input_image").shape();
        if (image[1] != image[2]) {
            throw new IOException("input_image: expected a square, found " + image[1] + " x " + image[2]);
        }
        float[] anchors = new AnchorGenerator(
                        DataSettings.anchors(trainStep.config(faithful).rpn()))
                .normalized(image[1], image[2]);
        StepCase.Rpn rpn = new StepCase.Rpn(
                anchors, golden.ints("input_rpn_match"), golden.floats("input_rpn_bbox"), trainStep.proposes());
        StepCase.Regions regions = new StepCase.Regions(
                golden.floats("out_rois"),
                classIds,
                golden.floats("out_target_bbox"),
                golden.floats("out_target_mask"));
        int[][] active = active(golden.params().list("active_class_ids"));
        float[] pixels = golden.floats("input_image");
        return new StepCase(image[0], image[1], pixels, active, rpn, regions, isDeep(trainStep), faithful);
    }

    private static int[][] active(JsonNode images) {
        int[][] flags = new int[images.size()][images.get(0).size()];
        for (int n = 0; n < flags.length; n++) {
            JsonNode own = images.get(n);
            Arrays.setAll(flags[n], c -> own.get(c).asInt());
        }
        return flags;
    }

    private Map<String, Step.Weight> formulaWeights() {
        Map<String, Step.Weight> all = new HashMap<>();
        shapes.forEach((name, shape) -> {
            float[] narrow = FormulaWeights.tensor(
                    name, Arrays.stream(shape).asLongStream().toArray());
            double[] values = new double[narrow.length];
            Arrays.setAll(values, i -> narrow[i]);
            all.put(name, new Step.Weight(shape, values));
        });
        return all;
    }
}
