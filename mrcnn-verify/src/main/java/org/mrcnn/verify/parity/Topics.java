// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All kinds of cases. */
final class Topics {
    private Topics() {}

    /** Returns the topics by name. */
    static Map<String, Topic> all() {
        List<Topic> topics = List.of(
                new AnchorsTopic(),
                new CocoTopic(),
                new DetectionTargetsTopic(),
                new DetectionTopic(),
                new LossesTopic(),
                new ModelTopic(),
                new OverlapsTopic(),
                new ProposalsTopic(),
                new ResizeTopic(),
                new RoiAlignTopic(),
                new RpnTargetsTopic(),
                new SsdLossTopic(),
                new TrainStepTopic(true),
                new WeightFilesTopic());
        return topics.stream().collect(Collectors.toMap(Topic::name, Function.identity()));
    }
}
