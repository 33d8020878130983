// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.core.names.NetworkNames;

/** A training step of Matterport's network in float64: its losses, and their gradients with respect to every weight. */
public final class Step {
    private static final double WEIGHT_DECAY = 1e-4;
    private static final int CLASSIFIER_POOL = 7;
    private static final int MASK_POOL = 14;

    private final StepCase step;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Double> losses = new LinkedHashMap<>();

    private Step(StepCase step) {
        this.step = step;
    }

    /**
     * A weight.
     *
     * @param shape shape in Keras
     * @param values values, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // used within one step only
    public record Weight(int[] shape, double[] values) {}

    /**
     * Computes a step.
     *
     * @param step images and targets
     * @param weights weights by name, such as {@code conv1/kernel}
     * @param decisions decisions of ReLUs and max pooling
     */
    public static Step of(StepCase step, Map<String, Weight> weights, Decisions decisions) {
        Step computed = new Step(step);
        weights.forEach((name, weight) -> computed.weights.put(name, Tensor.of(weight.values(), weight.shape())));
        computed.run(decisions);
        return computed;
    }

    /**
     * Returns the names of the variables of ReLUs in a graph of the library; see {@link Decisions}.
     *
     * @param deep whether the backbone is ResNet-101 instead of ResNet-50
     */
    public static List<String> activations(boolean deep) {
        return Network.activations(deep);
    }

    /** Returns the five losses and {@code l2_loss}, by name. */
    public Map<String, Double> losses() {
        return Collections.unmodifiableMap(losses);
    }

    /** Returns the sum of the losses. */
    public double total() {
        return losses.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the gradient of the total with respect to a weight, row-major. */
    public double[] gradient(String weight) {
        return weights.get(weight).gradient().clone();
    }

    /** Returns the norm of the gradient with respect to all weights. */
    public double gradientNorm() {
        return Math.sqrt(weights.values().stream()
                .flatMapToDouble(weight -> Arrays.stream(weight.gradient()))
                .map(g -> g * g)
                .sum());
    }

    private void run(Decisions decisions) {
        Tape tape = new Tape(decisions);
        Network network = new Network(tape, weights::get);
        StepLosses loss = new StepLosses(step);
        List<Tensor> pyramid =
                network.pyramid(Tensor.of(step.pixels(), step.images(), step.side(), step.side(), 3), step.deep());
        List<Tensor> rpn = network.rpn(pyramid);
        int[] all = IntStream.range(0, step.regions().classIds().length).toArray();
        int[] positives = loss.positives();
        List<Tensor> heads = network.classifier(pyramid, crops(all, CLASSIFIER_POOL));
        losses.put(NetworkNames.RPN_CLASS_LOSS, loss.rpnClass(rpn.get(0)));
        losses.put(NetworkNames.RPN_BBOX_LOSS, loss.rpnBox(rpn.get(1)));
        losses.put(NetworkNames.MRCNN_CLASS_LOSS, loss.classes(heads.get(0)));
        losses.put(NetworkNames.MRCNN_BBOX_LOSS, loss.boxes(heads.get(1)));
        losses.put(
                NetworkNames.MRCNN_MASK_LOSS,
                positives.length == 0 ? 0 : loss.masks(network.masks(pyramid, crops(positives, MASK_POOL))));
        if (step.faithful() && step.rpn().proposals()) {
            new LeakingTargets(step, rpn.get(0), rpn.get(1)).addGradient(positives, heads.get(1));
        }
        tape.backward();
        losses.put(NetworkNames.L2_LOSS, l2());
    }

    private Crops crops(int[] rows, int pool) {
        float[] boxes = new float[rows.length * 4];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(step.regions().boxes(), rows[i] * 4, boxes, i * 4, 4);
        }
        int perImage = step.regions().perImage(step.images());
        int[] images = Arrays.stream(rows).map(row -> row / perImage).toArray();
        return new Crops(boxes, images, pool, step.side());
    }

    private double l2() {
        double loss = 0;
        for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
            if (weight.getKey().endsWith("/kernel") || weight.getKey().endsWith("/bias")) {
                double share = WEIGHT_DECAY / weight.getValue().values().length;
                for (int i = 0; i < weight.getValue().values().length; i++) {
                    double w = weight.getValue().values()[i];
                    loss += share * w * w;
                    weight.getValue().gradient()[i] += 2 * share * w;
                }
            }
        }
        return loss;
    }
}
