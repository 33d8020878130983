package org.mrcnn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.graph.Features;
import org.mrcnn.core.internal.graph.Layers;
import org.mrcnn.core.internal.graph.TinyNetwork;

/** Models and configurations small enough to be trained in a unit test. */
final class SmallModels {

    private SmallModels() {}

    /** {@link TinyNetwork}'s configuration, with Adam and that many steps. */
    static MaskRcnnConfig config(int steps) {
        MaskRcnnConfig tiny = TinyNetwork.config();
        OptimizerConfig adam = OptimizerConfig.adamW(3e-3, 1e-4);
        return tiny.withTrain(
                        tiny.train().withLimits(steps, 0).withOptimizer(adam).withSeed(5))
                .withModel(tiny.model().withNormalization(ModelConfig.Normalization.CALIBRATED));
    }

    static MaskRcnnConfig with(MaskRcnnConfig config, UnaryOperator<TrainConfig> change) {
        return config.withTrain(change.apply(config.train()));
    }

    static MaskRcnn tiny(MaskRcnnConfig config) {
        return MaskRcnn.create(config, new Blocks(1).labels(), TinyNetwork::backbone);
    }

    /** Five residual blocks, wide enough to learn {@link Blocks}. */
    static List<Features> learner(Layers layers, Features image) {
        List<Features> stages = new ArrayList<>();
        Features x = layers.convNormRelu("conv1", "bn_conv1", image, 5, 16, 2);
        for (int stage = 2; stage <= 5; stage++) {
            String name = String.valueOf(stage);
            Features shortcut = layers.convNorm("res" + name + "_1", "bn" + name + "_1", x, 1, 32, 2);
            Features y = layers.convNormRelu("res" + name + "_2a", "bn" + name + "_2a", x, 3, 32, 2);
            x = layers.convNormAddRelu(
                    "res" + name + "_out", "res" + name + "_2b", "bn" + name + "_2b", y, 3, 32, shortcut);
            stages.add(x);
        }
        return stages;
    }
}
