// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The region proposal network (Ren et al. 2015, https://arxiv.org/abs/1506.01497), with the same weights at all levels.
 *
 * @param logits rpn_class_logits [N, anchors, 2]: background and object; or [N, anchors, 1]: object
 * @param deltas rpn_bbox [N, anchors, 4]: (dy, dx, log dh, log dw), divided by {@code rpn.boxStdDev}
 */
public record RegionProposalNetwork(SDVariable logits, SDVariable deltas) {

    /**
     * Builds the network.
     *
     * @param model settings with the channels and the number of its convolutions
     * @param config settings with the ratios, stride and outputs of the anchors
     */
    static RegionProposalNetwork build(
            GraphLayers layers, List<Features> pyramid, ModelConfig model, RpnConfig config) {
        int channels = model.rpnChannels();
        int anchorsPerLocation = config.anchorsPerCell();
        int outputs = config.objectness().outputs();
        List<SharedConvolution> hidden =
                hidden(layers, pyramid.get(0).channels(), channels, model.rpnConvolutions(), config.anchorStride());
        SharedConvolution scores =
                layers.sharedConv("rpn_class_raw", channels, Conv.of(1, outputs * anchorsPerLocation), Initial.SMALL);
        SharedConvolution boxes =
                layers.sharedConv("rpn_bbox_pred", channels, Conv.of(1, 4 * anchorsPerLocation), Initial.SMALL);
        List<SDVariable> logits = new ArrayList<>();
        List<SDVariable> deltas = new ArrayList<>();
        for (int level = 0; level < pyramid.size(); level++) {
            String suffix = "_p" + (level + 2);
            Features x = pyramid.get(level);
            for (int i = 0; i < hidden.size(); i++) {
                boolean strided = i == 0 && config.anchorStride() == 2;
                String name = hiddenName(i) + suffix;
                x = strided
                        ? hidden.get(i).withoutPadding().apply(name, SamePadding.apply("rpn_padded" + suffix, x))
                        : hidden.get(i).apply(name, x);
            }
            logits.add(scores.apply("rpn_class_raw" + suffix, x).variable());
            deltas.add(boxes.apply("rpn_bbox_pred" + suffix, x).variable());
        }
        return new RegionProposalNetwork(
                ConcatLevels.apply(layers.sameDiff(), NetworkNames.RPN_CLASS_LOGITS, outputs, logits),
                ConcatLevels.apply(layers.sameDiff(), NetworkNames.RPN_BBOX, 4, deltas));
    }

    /** Creates the 3x3 convolutions; the first one has the stride. */
    private static List<SharedConvolution> hidden(GraphLayers layers, int in, int channels, int count, int stride) {
        List<SharedConvolution> hidden = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int width = i == 0 ? in : channels;
            Conv conv = Conv.of(3, channels).withStride(i == 0 ? stride : 1).withRelu();
            hidden.add(layers.sharedConv(hiddenName(i), width, conv, Initial.he(9L * width)));
        }
        return hidden;
    }

    private static String hiddenName(int i) {
        return i == 0 ? "rpn_conv_shared" : "rpn_conv_shared" + (i + 1);
    }
}
