// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.internal.targets.AnchorGenerator;

/** Compares the gradient of a whole step with central differences of its own losses along random directions. */
class StepTest {
    private static final int SIDE = 64;
    private static final double STEP = 1e-7;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void theGradientIsThatOfTheLosses() {
        StepCase step = step();
        Map<String, Step.Weight> weights = weights();
        Decisions own = new Decisions(Map.of());
        Step computed = Step.of(step, weights, own);
        assertThat(computed.losses())
                .hasSize(6)
                .allSatisfy((name, loss) -> assertThat(loss).as(name).isPositive());
        Map<String, Step.Weight> above = new HashMap<>();
        Map<String, Step.Weight> below = new HashMap<>();
        double slope = 0;
        for (Map.Entry<String, Step.Weight> entry : weights.entrySet()) {
            boolean trained = !entry.getKey().contains("moving");
            double[] values = entry.getValue().values();
            double[] up = values.clone();
            double[] down = values.clone();
            double[] gradient = computed.gradient(entry.getKey());
            for (int i = 0; trained && i < values.length; i++) {
                double direction = random.nextDouble(-1, 1) * Math.abs(values[i]);
                up[i] += STEP * direction;
                down[i] -= STEP * direction;
                slope += gradient[i] * direction;
            }
            above.put(entry.getKey(), new Step.Weight(entry.getValue().shape(), up));
            below.put(entry.getKey(), new Step.Weight(entry.getValue().shape(), down));
        }
        double measured =
                (Step.of(step, above, own).total() - Step.of(step, below, own).total()) / (2 * STEP);
        assertThat(slope).isCloseTo(measured, within(1e-4 * Math.abs(measured)));
    }

    private StepCase step() {
        float[] anchors = new AnchorGenerator(
                        DataSettings.anchors(MaskRcnnConfig.defaults().rpn()))
                .normalized(SIDE, SIDE);
        int[] match = new int[anchors.length / 4];
        for (int a = 0; a < 6; a++) {
            match[a * 7] = a % 2 == 0 ? 1 : -1;
        }
        float[] pixels = new float[SIDE * SIDE * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-100, 100);
        }
        float[] masks = new float[3 * 28 * 28];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = random.nextInt(2);
        }
        float[] boxes = {0.1f, 0.1f, 0.6f, 0.7f, 0.2f, 0.5f, 0.9f, 0.8f, 0.3f, 0f, 0.8f, 1f};
        float[] deltas = new float[12];
        Arrays.fill(deltas, 0.3f);
        float[] anchorDeltas = new float[32];
        Arrays.fill(anchorDeltas, -0.2f);
        return new StepCase(
                1,
                SIDE,
                pixels,
                new int[][] {{1, 1, 1}},
                new StepCase.Rpn(anchors, match, anchorDeltas, false),
                new StepCase.Regions(boxes, new int[] {1, 2, 0}, deltas, masks),
                false,
                false);
    }

    private Map<String, Step.Weight> weights() {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml("model: {backbone: resnet50}", "test");
        Map<String, Step.Weight> weights = new HashMap<>();
        try (MaskRcnn model = MaskRcnn.create(config, java.util.List.of("BG", "a", "b"))) {
            model.weights().forEach((name, array) -> {
                int[] shape =
                        Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
                double[] values = array.dup('c').data().asDouble();
                for (int i = 0; i < values.length; i++) {
                    values[i] += random.nextDouble(-0.01, 0.01);
                }
                weights.put(name, new Step.Weight(shape, values));
            });
        }
        return weights;
    }
}
