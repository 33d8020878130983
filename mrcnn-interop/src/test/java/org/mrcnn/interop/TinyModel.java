// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;

/** Small models with random weights. */
public final class TinyModel {
    private TinyModel() {}

    /** Returns a model with these classes. The caller must close it. */
    public static MaskRcnn create(long seed, String... classes) {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        MaskRcnnConfig config = d.withModel(d.model().withBackbone("resnet18").withWidths(8, 12, 8));
        List<String> labels = Stream.concat(Stream.of("BG"), Stream.of(classes)).toList();
        return MaskRcnn.create(config.withTrain(config.train().withSeed(seed)), labels);
    }

    static Map<String, float[]> values(MaskRcnn model) {
        Map<String, float[]> values = new HashMap<>();
        model.weights().forEach((name, array) -> values.put(name, array.data().asFloat()));
        return values;
    }
}
