// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights that are computed from their names, so that the reference cases of whole networks need no weight file: a hash of name
 * and index selects one of fifteen levels, which is multiplied by a scale for the kind of tensor.
 */
final class FormulaWeights {
    private static final int LEVELS = 7;

    /** Gains of kernels; the first one whose pattern matches the whole layer name applies. */
    private static final List<Gain> GAINS = List.of(
            new Gain("conv1", 0.0004),
            new Gain("res\\d[a-z]_branch2[ab]", 2),
            new Gain("res\\d[a-z]_branch2c", 1),
            new Gain("res\\d[a-z]_branch1", 1),
            new Gain("fpn_c\\dp\\d", 1),
            new Gain("fpn_p\\d", 1),
            new Gain("rpn_conv_shared", 2),
            new Gain("rpn_class_raw", 1),
            new Gain("rpn_bbox_pred", 0.1),
            new Gain("mrcnn_class_conv[12]", 2),
            new Gain("mrcnn_class_logits", 8),
            new Gain("mrcnn_bbox_fc", 1),
            new Gain("mrcnn_mask_conv\\d", 2),
            new Gain("mrcnn_mask_deconv", 2),
            new Gain("mrcnn_mask", 4));

    private static final Pattern BLOCK_END = Pattern.compile("bn[2-5][a-z]_branch2c");

    private FormulaWeights() {}

    private record Gain(Pattern layers, double value) {
        Gain(String layers, double value) {
            this(Pattern.compile(layers), value);
        }
    }

    /** Overwrites the weights of a network, such as {@code conv1/kernel}. */
    static void fill(Map<String, INDArray> weights) {
        weights.forEach((name, array) -> array.data().setData(tensor(name, array.shape())));
    }

    /**
     * Returns the values of a weight, row-major.
     *
     * @param name layer and kind, such as {@code bn2a_branch2a/moving_mean}
     * @param shape shape in Keras: [height, width, in, out], [in, out], [height, width, out, in] for the deconvolution
     */
    static float[] tensor(String name, long... shape) {
        String layer = name.substring(0, name.lastIndexOf('/'));
        String kind = name.substring(name.lastIndexOf('/') + 1);
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        double base = kind.equals("gamma") && BLOCK_END.matcher(layer).matches() ? 0.3 : 1;
        double step = step(layer, kind, shape);
        boolean scales = kind.equals("gamma") || kind.equals("moving_variance");
        long start = crc(layer + "." + kind) << 32;
        float[] values = new float[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            double level = level(start + i);
            values[i] = (float) (scales ? base * (1 + level * step) : level * step);
        }
        return values;
    }

    private static double step(String layer, String kind, long[] shape) {
        return switch (kind) {
            case "kernel" -> Math.sqrt(3 * gain(layer) / fanIn(layer, shape)) / LEVELS;
            case "bias", "beta", "moving_mean" -> 0.1 / LEVELS;
            case "gamma" -> 0.2 / LEVELS;
            case "moving_variance" -> 0.3 / LEVELS;
            default -> throw new IllegalArgumentException("no formula for weights of kind " + kind);
        };
    }

    private static double gain(String layer) {
        return GAINS.stream()
                .filter(gain -> gain.layers().matcher(layer).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no formula for the kernel of layer " + layer))
                .value();
    }

    private static double fanIn(String layer, long[] shape) {
        if (layer.equals("mrcnn_mask_deconv")) {
            return shape[3];
        }
        double fanIn = 1;
        for (int i = 0; i < shape.length - 1; i++) {
            fanIn *= shape[i];
        }
        return fanIn;
    }

    static long crc(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** Returns the level -7 to 7 of a state: SplitMix64's output (Steele et al. 2014), its upper 24 bits scaled to [-1, 1). */
    static double level(long state) {
        long z = state + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return Math.rint(((z >>> 40) - 8388608) / 8388608.0 * LEVELS);
    }
}
