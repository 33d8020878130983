// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;

/** A backbone with one convolution per stage, for model files of a few kilobytes. */
final class SmallBackbone implements Backbone {

    static MaskRcnnConfig config() {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        return d.withModel(d.model().withWidths(4, 4, 4))
                .withImage(d.image().withDimensions(64, 64))
                .withRpn(d.rpn().withProposals(100, 20, 20))
                .withRoi(d.roi().withRoisPerImage(8))
                .withDetection(d.detection().withMaxInstances(5));
    }

    @Override
    public String name() {
        return "small";
    }

    @Override
    public List<Features> build(Layers layers, Features image) {
        List<Features> stages = new ArrayList<>();
        Features x = layers.conv("conv1", image, Conv.of(3, 4).withStride(2));
        for (int stage = 2; stage <= 5; stage++) {
            x = layers.conv("res" + stage, x, Conv.of(3, 4).withStride(2).withRelu());
            stages.add(x);
        }
        return stages;
    }
}
