// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.engine.weights.WeightFileException;

/**
 * The network of a file, as far as the names of its tensors tell.
 *
 * @param prefix before all names, such as {@code module.}
 * @param resNet the backbone
 * @param oldNames torchvision's before release 0.13
 */
record Architecture(Software software, String prefix, ResNetNames resNet, boolean oldNames) {

    private static final int STAGES = 4;
    private static final int MAX_BLOCKS = 100;

    /**
     * Recognizes a network.
     *
     * @param file for messages
     * @param names of its tensors
     * @throws WeightFileException if it is none of those that are read
     */
    static Architecture of(String file, Set<String> names) {
        for (Software software : Software.values()) {
            for (String name : names) {
                if (!name.equals(software.first()) && !name.endsWith("." + software.first())) {
                    continue;
                }
                String prefix =
                        name.substring(0, name.length() - software.first().length());
                if (names.contains(prefix + software.convolution(0, 0, 1)) && hasHeads(software, prefix, names)) {
                    return new Architecture(
                            version(software, prefix, names),
                            prefix,
                            resNet(file, software, prefix, names),
                            names.contains(prefix + "rpn.head.conv.weight"));
                }
            }
        }
        throw new WeightFileException(file + ": expected a Mask R-CNN with ResNet and feature pyramid of torchvision,"
                + " Detectron2 or MMDetection, or a ResNet of torchvision or timm, found other tensors: "
                + names.stream().limit(5).toList() + (names.size() > 5 ? " and " + (names.size() - 5) + " more" : ""));
    }

    /** A backbone of MMDetection alone is as good a start as any. */
    private static boolean hasHeads(Software software, String prefix, Set<String> names) {
        return software != Software.MMDETECTION || names.contains(prefix + "rpn_head.rpn_conv.weight");
    }

    private static Software version(Software software, String prefix, Set<String> names) {
        return software == Software.TORCHVISION && names.contains(prefix + "roi_heads.box_head.5.weight")
                ? Software.TORCHVISION_V2
                : software;
    }

    private static ResNetNames resNet(String file, Software software, String prefix, Set<String> names) {
        List<Integer> blocks = new ArrayList<>();
        for (int stage = 0; stage < STAGES; stage++) {
            int count = 0;
            while (count < MAX_BLOCKS && names.contains(prefix + software.convolution(stage, count, 1))) {
                count++;
            }
            blocks.add(count);
        }
        ResNetNames resNet = new ResNetNames(blocks, names.contains(prefix + software.convolution(0, 0, 3)));
        if (resNet.backbone() == null) {
            throw new WeightFileException(
                    file + ": expected one of " + Backbone.names() + ", found a ResNet with " + blocks + " blocks");
        }
        return resNet;
    }

    /** Every weight of the network, here and there. */
    List<WeightName> names() {
        NameTable table = new NameTable(prefix);
        switch (software) {
            case TORCHVISION -> {
                resNet.torchvision(table, "backbone.body.");
                HeadNames.torchvision(table, oldNames);
            }
            case TORCHVISION_V2 -> {
                resNet.torchvision(table, "backbone.body.");
                HeadNames.torchvisionV2(table);
            }
            case DETECTRON2 -> {
                resNet.detectron2(table, "backbone.bottom_up.");
                HeadNames.detectron2(table);
            }
            case MMDETECTION -> {
                resNet.torchvision(table, "backbone.");
                HeadNames.mmdetection(table);
            }
            case CLASSIFIER -> resNet.torchvision(table, "");
        }
        return table.names();
    }
}
