// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.BlockName;

/**
 * The names of a ResNet's layers in torchvision, timm and MMDetection, and in Detectron2.
 *
 * @param blocks number of blocks in each of the four stages
 * @param bottleneck whether blocks have three convolutions; otherwise they have two
 */
public record ResNetNames(List<Integer> blocks, boolean bottleneck) {

    private static final List<String> BRANCHES = List.of("branch2a", "branch2b", "branch2c");

    private static final Map<String, ResNetNames> BUILT_IN = Map.of(
            "resnet18", new ResNetNames(List.of(2, 2, 2, 2), false),
            "resnet34", new ResNetNames(List.of(3, 4, 6, 3), false),
            "resnet50", new ResNetNames(List.of(3, 4, 6, 3), true),
            "resnet101", new ResNetNames(List.of(3, 4, 23, 3), true),
            "resnet152", new ResNetNames(List.of(3, 8, 36, 3), true));

    public ResNetNames {
        blocks = List.copyOf(blocks);
    }

    /** Returns the name of the built-in backbone; null if there is none with these layers. */
    public String backbone() {
        return BUILT_IN.entrySet().stream()
                .filter(known -> known.getValue().equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Returns the layers of a built-in backbone; null if there is none of this name. */
    public static ResNetNames of(String backbone) {
        return BUILT_IN.get(backbone);
    }

    /** Adds names like {@code layer1.0.conv1.weight}. */
    void torchvision(NameTable table, String prefix) {
        table.normed("conv1", prefix + "conv1", "bn_conv1", prefix + "bn1");
        forEachBlock((stage, block, ours) -> {
            String theirs = prefix + "layer" + (stage + 1) + "." + block + ".";
            for (int i = 1; i <= convolutions(); i++) {
                String branch = ours + "_" + BRANCHES.get(i - 1);
                table.normed("res" + branch, theirs + "conv" + i, "bn" + branch, theirs + "bn" + i);
            }
            if (hasShortcut(stage, block)) {
                String branch = ours + "_branch1";
                table.normed("res" + branch, theirs + "downsample.0", "bn" + branch, theirs + "downsample.1");
            }
        });
    }

    /** Adds names like {@code res2.0.conv1.weight}. */
    void detectron2(NameTable table, String prefix) {
        String stem = prefix + "stem.conv1";
        table.kernel("conv1", stem, Layout.CONVOLUTION, Order.BGR).norm("bn_conv1", stem + ".norm");
        forEachBlock((stage, block, ours) -> {
            String theirs = prefix + "res" + (stage + 2) + "." + block + ".";
            for (int i = 1; i <= convolutions(); i++) {
                String branch = ours + "_" + BRANCHES.get(i - 1);
                table.normed("res" + branch, theirs + "conv" + i, "bn" + branch, theirs + "conv" + i + ".norm");
            }
            if (hasShortcut(stage, block)) {
                String branch = ours + "_branch1";
                table.normed("res" + branch, theirs + "shortcut", "bn" + branch, theirs + "shortcut.norm");
            }
        });
    }

    private int convolutions() {
        return bottleneck ? 3 : 2;
    }

    private boolean hasShortcut(int stage, int block) {
        return block == 0 && (stage > 0 || bottleneck);
    }

    /** An action for a block. */
    @FunctionalInterface
    private interface BlockAction {

        /**
         * Handles a block.
         *
         * @param stage stage, from 0
         * @param block block in the stage, from 0
         * @param ours our name, such as 2a
         */
        void accept(int stage, int block, String ours);
    }

    private void forEachBlock(BlockAction action) {
        for (int stage = 0; stage < blocks.size(); stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                action.accept(stage, block, stage + 2 + BlockName.of(block));
            }
        }
    }
}
