package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.internal.graph.WeightInitializer.Kind;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.Residual;
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
            Layers layers, List<Features> pyramid, int channels, int anchorsPerLocation, int anchorStride) {
        int width = pyramid.get(0).channels();
        boolean strided = anchorStride == 2;
        Convolution same = layers.settings(3, anchorStride, true, Residual.NONE);
        Convolution hidden = strided ? same.withPadding(0) : same;
        Convolution output = layers.settings(1, 1, false, Residual.NONE);
        Layers.SharedConvolution shared = layers.sharedConv("rpn_conv_shared", width, 3, channels, hidden, Kind.HE);
        Layers.SharedConvolution scores =
                layers.sharedConv("rpn_class_raw", channels, 1, 2 * anchorsPerLocation, output, Kind.SMALL);
        Layers.SharedConvolution boxes =
                layers.sharedConv("rpn_bbox_pred", channels, 1, 4 * anchorsPerLocation, output, Kind.SMALL);
        List<SDVariable> logits = new ArrayList<>();
        List<SDVariable> deltas = new ArrayList<>();
        for (int level = 0; level < pyramid.size(); level++) {
            String suffix = "_p" + (level + 2);
            Features x = pyramid.get(level);
            if (strided) {
                x = SamePadding.apply(layers.graph(), "rpn_padded" + suffix, x);
            }
            x = shared.apply("rpn_conv_shared" + suffix, x, null);
            logits.add(scores.apply("rpn_class_raw" + suffix, x, null).variable());
            deltas.add(boxes.apply("rpn_bbox_pred" + suffix, x, null).variable());
        }
        return new RegionProposalNetwork(
                ConcatLevels.apply(layers.graph(), NetworkNames.RPN_CLASS_LOGITS, 2, logits),
                ConcatLevels.apply(layers.graph(), NetworkNames.RPN_BBOX, 4, deltas));
    }
}
