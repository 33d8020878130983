// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The region proposal network (Ren et al. 2015, https://arxiv.org/abs/1506.01497), one set of weights over all levels.
 *
 * @param logits rpn_class_logits [N, anchors, 2]: background, object
 * @param deltas rpn_bbox [N, anchors, 4]: (dy, dx, log dh, log dw) in units of the box deviations
 */
public record RegionProposalNetwork(SDVariable logits, SDVariable deltas) {

    /**
     * Builds the network.
     *
     * @param anchorsPerLocation the number of ratios
     * @param anchorStride 1, or 2 for anchors at every second cell
     */
    static RegionProposalNetwork build(
            GraphLayers layers, List<Features> pyramid, int channels, int anchorsPerLocation, int anchorStride) {
        int width = pyramid.get(0).channels();
        boolean strided = anchorStride == 2;
        Conv hidden = Conv.of(3, channels).withStride(anchorStride).withRelu();
        SharedConvolution shared = layers.sharedConv("rpn_conv_shared", width, hidden, Initial.he(9L * width));
        SharedConvolution scores =
                layers.sharedConv("rpn_class_raw", channels, Conv.of(1, 2 * anchorsPerLocation), Initial.SMALL);
        SharedConvolution boxes =
                layers.sharedConv("rpn_bbox_pred", channels, Conv.of(1, 4 * anchorsPerLocation), Initial.SMALL);
        List<SDVariable> logits = new ArrayList<>();
        List<SDVariable> deltas = new ArrayList<>();
        for (int level = 0; level < pyramid.size(); level++) {
            String suffix = "_p" + (level + 2);
            Features x = pyramid.get(level);
            x = strided
                    ? shared.withoutPadding()
                            .apply("rpn_conv_shared" + suffix, SamePadding.apply("rpn_padded" + suffix, x))
                    : shared.apply("rpn_conv_shared" + suffix, x);
            logits.add(scores.apply("rpn_class_raw" + suffix, x).variable());
            deltas.add(boxes.apply("rpn_bbox_pred" + suffix, x).variable());
        }
        return new RegionProposalNetwork(
                ConcatLevels.apply(layers.sameDiff(), NetworkNames.RPN_CLASS_LOGITS, 2, logits),
                ConcatLevels.apply(layers.sameDiff(), NetworkNames.RPN_BBOX, 4, deltas));
    }
}
