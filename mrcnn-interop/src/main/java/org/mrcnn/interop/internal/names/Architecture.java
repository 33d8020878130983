// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.engine.weights.WeightFileException;

/**
 * The network in a file, as far as it can be inferred from the names of the tensors.
 *
 * @param prefix the prefix of all names, such as {@code model.}
 * @param resNet the backbone
 * @param oldNames whether the names are those of torchvision before release 0.13
 */
public record Architecture(Software software, String prefix, ResNetNames resNet, boolean oldNames) {

    private static final int STAGES = 4;
    private static final int MAX_BLOCKS = 100;
    private static final Pattern AVERAGE = Pattern.compile("(?i)(?:^|[._])(?:ema|averaged?)(?:$|[._])");

    /** Returns whether tensors with these names look like a supported network. */
    public static boolean isIn(Set<String> names) {
        return Arrays.stream(Software.values())
                .anyMatch(software -> !prefixes(software, names).isEmpty());
    }

    /**
     * Recognizes a network.
     *
     * @param file the file, for messages
     * @param names names of its tensors
     * @throws WeightFileException if the network is not supported
     */
    public static Architecture of(String file, Set<String> names) {
        for (Software software : Software.values()) {
            List<String> prefixes = prefixes(software, names);
            if (!prefixes.isEmpty()) {
                return of(file, software, prefixes, names);
            }
        }
        OtherNetworks.refuse(file, "", names);
        throw OtherNetworks.refused(
                file,
                "other tensors: " + names.stream().limit(5).toList()
                        + (names.size() > 5 ? " and " + (names.size() - 5) + " more" : ""));
    }

    private static Architecture of(String file, Software software, List<String> prefixes, Set<String> names) {
        boolean classifier = software == Software.CLASSIFIER;
        String prefix = classifier ? prefixes.get(0) : only(file, prefixes);
        if (classifier) {
            OtherNetworks.refuseHeads(file, names);
        } else {
            OtherNetworks.refuse(file, prefix, names);
        }
        return new Architecture(
                version(software, prefix, names),
                prefix,
                resNet(file, software, prefix, names),
                names.contains(prefix + "rpn.head.conv.weight"));
    }

    /** Returns the prefixes of the names of each network of this software. */
    private static List<String> prefixes(Software software, Set<String> names) {
        String first = software.first();
        return names.stream()
                .filter(name -> name.equals(first) || name.endsWith("." + first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .filter(prefix ->
                        names.contains(prefix + software.convolution(0, 0, 1)) && hasHeads(software, prefix, names))
                .toList();
    }

    /** Returns the prefix of the only network, or of the only one that is not a moving average of another. */
    private static String only(String file, List<String> prefixes) {
        List<String> trained = prefixes.stream()
                .filter(prefix -> !AVERAGE.matcher(prefix).find())
                .toList();
        List<String> likely = trained.isEmpty() ? prefixes : trained;
        if (likely.size() > 1) {
            throw new WeightFileException(file + ": expected the tensors of one network, found " + likely.size()
                    + ", whose names begin with " + likely + "; save model.state_dict() of one of them");
        }
        return likely.get(0);
    }

    /**
     * Returns whether the network has heads; a backbone without heads is accepted from MMDetection, because it is useful as
     * initial weights.
     */
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

    /** Returns the names of all weights of the network, ours and those in the file. */
    public List<WeightName> names() {
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
