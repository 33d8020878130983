// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.core.internal.BlockName;

/**
 * Which values pass the ReLUs of a step. For inputs close to zero, rounding decides this, and a single such decision changes a
 * gradient more than all other rounding. Therefore {@code mrcnn-verify/peers/step_torchvision.py --decided} makes torchvision's
 * step with these decisions.
 */
final class ReluDecisions {
    /** The values of this ReLU are also written, because the pooling after it selects the largest. */
    private static final String POOLED = "conv1_relu";

    private ReluDecisions() {}

    /**
     * Returns the variables of all ReLUs, in the order in which torchvision computes them.
     *
     * @param weights names of the weights of the model
     */
    static List<String> variables(Set<String> weights) {
        List<String> names = new ArrayList<>(List.of(POOLED));
        for (int stage = 2; stage <= 5; stage++) {
            for (int block = 0; weights.contains(kernel(stage, block, "a")); block++) {
                String name = "res" + stage + BlockName.of(block);
                names.add(name + "_branch2a_relu");
                if (weights.contains(kernel(stage, block, "c"))) {
                    names.add(name + "_branch2b_relu");
                }
                names.add(name + "_out");
            }
        }
        for (int level = 2; level <= 6; level++) {
            names.add("rpn_conv_shared_p" + level);
            if (weights.contains("rpn_conv_shared2/kernel")) {
                names.add("rpn_conv_shared2_p" + level);
            }
        }
        for (String layer : List.of("mrcnn_box_conv", "mrcnn_class_conv", "mrcnn_mask_conv")) {
            for (int i = 1; weights.contains(layer + i + "/kernel"); i++) {
                boolean plain = layer.equals("mrcnn_mask_conv") && !weights.contains("mrcnn_mask_bn" + i + "/gamma");
                names.add(layer + i + (plain ? "" : "_relu"));
            }
        }
        names.add("mrcnn_mask_deconv");
        return names;
    }

    private static String kernel(int stage, int block, String convolution) {
        return "res" + stage + BlockName.of(block) + "_branch2" + convolution + "/kernel";
    }

    /**
     * Writes one file of bytes per ReLU, with 1 for values that pass, and pooled.f32.
     *
     * @param values values of the variables, in their order
     */
    static void write(Path folder, Map<String, float[]> values) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (float[] layer : values.values()) {
            byte[] passes = new byte[layer.length];
            for (int i = 0; i < layer.length; i++) {
                passes[i] = (byte) (layer[i] > 0 ? 1 : 0);
            }
            Files.write(folder.resolve(number++ + ".u8"), passes);
        }
        float[] pooled = values.get(POOLED);
        ByteBuffer bytes = ByteBuffer.allocate(pooled.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(pooled);
        Files.write(folder.resolve("pooled.f32"), bytes.array());
    }
}
