// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mrcnn.core.internal.BlockName;

/**
 * Converts between the names of weights in Keras's files and ours. Ours consist of Matterport's layer name and the kind of
 * weight, {@code res2a_branch2a/kernel}. Files contain these variants:
 *
 * <ul>
 *   <li>{@code res2a_branch2a/kernel:0} in a group {@code res2a_branch2a}: Keras 2; inside a nested model, such as {@code
 *       rpn_model}, the name of the weight contains the layer, not the name of the group
 *   <li>{@code res2a_branch2a_W:0}, {@code bn2a_branch2a_running_std:0}: Keras 1, whose running_std contains variances
 *   <li>{@code conv2_block1_1_conv/kernel:0}: the ResNets of keras.applications since 2019
 *   <li>{@code res4b1_branch2a}: ResNet-101 and ResNet-152 files converted from Caffe; Matterport's name is {@code
 *       res4b_branch2a}
 * </ul>
 */
final class KerasNames {

    /** Name of the nested model in which Matterport stores the layers of the region proposal network. */
    static final String RPN_MODEL = "rpn_model";

    private static final Set<String> RPN_LAYERS = Set.of("rpn_conv_shared", "rpn_class_raw", "rpn_bbox_pred");

    private static final Set<String> KINDS =
            Set.of("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance");
    private static final Map<String, String> OLD_KINDS = Map.of(
            "W", "kernel",
            "b", "bias",
            "running_mean", "moving_mean",
            "running_std", "moving_variance");
    private static final Pattern OLD_NAME =
            Pattern.compile("(.+)_(W|b|gamma|beta|running_mean|running_std|kernel|bias|moving_mean|moving_variance)");
    private static final Pattern APPLICATIONS_BLOCK = Pattern.compile("conv(\\d)_block(\\d+)_(\\d)_(conv|bn)");
    private static final Pattern CAFFE_BLOCK = Pattern.compile("(res|bn)(\\d)b(\\d+)_(branch.+)");
    private static final List<String> BRANCHES = List.of("branch1", "branch2a", "branch2b", "branch2c");

    private KerasNames() {}

    /**
     * Returns our name of a weight.
     *
     * @param group the layer's group in the file
     * @param weight the weight's name in the group, such as {@code conv1/kernel:0}
     */
    static String ours(String group, String weight) {
        String name = weight.replaceFirst(":\\d+$", "");
        String last = name.substring(name.lastIndexOf('/') + 1);
        String kind = last;
        String layer = group;
        if (!KINDS.contains(last)) {
            Matcher old = OLD_NAME.matcher(last);
            if (!old.matches()) {
                return group + "/" + name;
            }
            kind = OLD_KINDS.getOrDefault(old.group(2), old.group(2));
        } else if (group.equals(RPN_MODEL)) {
            String[] steps = name.split("/", -1);
            layer = steps.length < 2 ? group : steps[steps.length - 2];
        }
        return layer(layer) + "/" + kind;
    }

    /** Returns Matterport's name of a layer. */
    private static String layer(String name) {
        Matcher block = APPLICATIONS_BLOCK.matcher(name);
        if (block.matches()) {
            int branch = Integer.parseInt(block.group(3));
            return (block.group(4).equals("conv") ? "res" : "bn")
                    + block.group(1)
                    + BlockName.of(Integer.parseInt(block.group(2)) - 1)
                    + "_"
                    + (branch < BRANCHES.size() ? BRANCHES.get(branch) : "branch" + branch);
        }
        Matcher caffe = CAFFE_BLOCK.matcher(name);
        if (caffe.matches()) {
            return caffe.group(1) + caffe.group(2) + BlockName.of(Integer.parseInt(caffe.group(3))) + "_"
                    + caffe.group(4);
        }
        return switch (name) {
            case "conv1_conv" -> "conv1";
            case "conv1_bn" -> "bn_conv1";
            default -> name;
        };
    }

    /** Returns the group of one of our layers in a file for Matterport's code. */
    static String group(String layer) {
        return RPN_LAYERS.contains(layer) ? RPN_MODEL : layer;
    }
}
