// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Matterport's Mask R-CNN on a tape: ResNet-50 or ResNet-101, feature pyramid, region proposal network, heads. */
final class Network {
    private static final int STAGES = 4;

    private final Tape tape;
    private final Function<String, Tensor> weights;

    /** @param weights weights by name, such as {@code conv1/kernel} */
    Network(Tape tape, Function<String, Tensor> weights) {
        this.tape = tape;
        this.weights = weights;
    }

    /** Returns the names of the variables of ReLUs in a graph of the library. */
    static List<String> activations(boolean deep) {
        List<String> names = new ArrayList<>(List.of("conv1_relu"));
        int[] blocks = blocks(deep);
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                String name = "res" + blockName(stage, block);
                names.addAll(List.of(name + "_branch2a_relu", name + "_branch2b_relu", name + "_out"));
            }
        }
        IntStream.rangeClosed(2, 6).forEach(level -> names.add("rpn_conv_shared_p" + level));
        IntStream.rangeClosed(1, 2).forEach(i -> names.add("mrcnn_class_conv" + i + "_relu"));
        IntStream.rangeClosed(1, 4).forEach(i -> names.add("mrcnn_mask_conv" + i + "_relu"));
        names.add("mrcnn_mask_deconv");
        return names;
    }

    private static int[] blocks(boolean deep) {
        return new int[] {3, 4, deep ? 23 : 6, 3};
    }

    private static String blockName(int stage, int block) {
        return (stage + 2) + String.valueOf((char) ('a' + block));
    }

    /** Returns P2 to P6 for molded images [N, H, W, 3]. */
    List<Tensor> pyramid(Tensor images, boolean deep) {
        Tensor x = relu("conv1_relu", norm("bn_conv1", convolution(images, "conv1", 2, 3)));
        x = tape.maxPool("conv1_relu", x);
        int[] blocks = blocks(deep);
        List<Tensor> stages = new ArrayList<>();
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                x = block(x, blockName(stage, block), block == 0, stage > 0 && block == 0);
            }
            stages.add(x);
        }
        return topDown(stages);
    }

    private Tensor block(Tensor in, String name, boolean projects, boolean halves) {
        int stride = halves ? 2 : 1;
        String branch = name + "_branch2";
        Tensor x = norm("bn" + branch + "a", convolution(in, "res" + branch + "a", stride, 0));
        x = relu("res" + branch + "a_relu", x);
        x = norm("bn" + branch + "b", convolution(x, "res" + branch + "b", 1, 1));
        x = relu("res" + branch + "b_relu", x);
        x = norm("bn" + branch + "c", convolution(x, "res" + branch + "c", 1, 0));
        Tensor shortcut =
                projects ? norm("bn" + name + "_branch1", convolution(in, "res" + name + "_branch1", stride, 0)) : in;
        return relu("res" + name + "_out", tape.sum(x, shortcut));
    }

    private List<Tensor> topDown(List<Tensor> stages) {
        Tensor[] merged = new Tensor[4];
        merged[3] = convolution(stages.get(3), "fpn_c5p5", 1, 0);
        for (int l = 2; l >= 0; l--) {
            String lateral = "fpn_c" + (l + 2) + "p" + (l + 2);
            merged[l] = tape.sum(tape.nearest(merged[l + 1], 2), convolution(stages.get(l), lateral, 1, 0));
        }
        List<Tensor> pyramid = new ArrayList<>();
        for (int l = 0; l < 4; l++) {
            pyramid.add(convolution(merged[l], "fpn_p" + (l + 2), 1, 1));
        }
        pyramid.add(tape.nearest(pyramid.get(3), 0.5));
        return pyramid;
    }

    /** Returns the outputs of the RPN for the anchors of all levels, [N, A, columns]. */
    List<Tensor> rpn(List<Tensor> pyramid) {
        List<Tensor> logits = new ArrayList<>();
        List<Tensor> deltas = new ArrayList<>();
        for (int l = 0; l < pyramid.size(); l++) {
            Tensor shared = relu("rpn_conv_shared_p" + (l + 2), convolution(pyramid.get(l), "rpn_conv_shared", 1, 1));
            logits.add(rows(convolution(shared, "rpn_class_raw", 1, 0), 2));
            deltas.add(rows(convolution(shared, "rpn_bbox_pred", 1, 0), 4));
        }
        return List.of(tape.concat(logits), tape.concat(deltas));
    }

    private static Tensor rows(Tensor map, int columns) {
        int perImage = map.size(1) * map.size(2) * map.size(3) / columns;
        return map.as(map.size(0), perImage, columns);
    }

    /** Returns class logits [M, classes] and deltas [M, classes * 4] of RoIs. */
    List<Tensor> classifier(List<Tensor> pyramid, Crops crops) {
        Tensor x = tape.crops(crops, pyramid.subList(0, 4));
        x = relu("mrcnn_class_conv1_relu", norm("mrcnn_class_bn1", convolution(x, "mrcnn_class_conv1", 1, 0)));
        x = relu("mrcnn_class_conv2_relu", norm("mrcnn_class_bn2", convolution(x, "mrcnn_class_conv2", 1, 0)));
        Tensor shared = x.as(x.size(0), x.size(3));
        return List.of(
                tape.dense(shared, w("mrcnn_class_logits/kernel"), w("mrcnn_class_logits/bias")),
                tape.dense(shared, w("mrcnn_bbox_fc/kernel"), w("mrcnn_bbox_fc/bias")));
    }

    /** Returns mask logits [M, 28, 28, classes] of RoIs. */
    Tensor masks(List<Tensor> pyramid, Crops crops) {
        Tensor x = tape.crops(crops, pyramid.subList(0, 4));
        for (int i = 1; i <= 4; i++) {
            String layer = "mrcnn_mask_conv" + i;
            x = relu(layer + "_relu", norm("mrcnn_mask_bn" + i, convolution(x, layer, 1, 1)));
        }
        String layer = "mrcnn_mask_deconv";
        x = relu(layer, tape.deconvolution(x, w(layer + "/kernel"), w(layer + "/bias")));
        return convolution(x, "mrcnn_mask", 1, 0);
    }

    private Tensor convolution(Tensor in, String layer, int stride, int pad) {
        return tape.convolution(in, w(layer + "/kernel"), w(layer + "/bias"), stride, pad);
    }

    private Tensor norm(String layer, Tensor in) {
        return tape.norm(
                in,
                new Norm(
                        w(layer + "/gamma"),
                        w(layer + "/beta"),
                        w(layer + "/moving_mean"),
                        w(layer + "/moving_variance")));
    }

    private Tensor relu(String name, Tensor in) {
        return tape.relu(name, in);
    }

    private Tensor w(String name) {
        return weights.apply(name);
    }
}
