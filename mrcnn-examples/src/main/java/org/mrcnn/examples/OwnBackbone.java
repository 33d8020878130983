package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.rendered.ShapesDataset;

/**
 * A backbone of your own: a small ResNeXt, whose 3x3 convolutions have groups. Trains on rendered shapes, saves, loads,
 * detects: {@code scripts/java-main org.mrcnn.examples.OwnBackbone shapes.mrcnn 300}, the model file to write and the steps.
 */
public final class OwnBackbone implements Backbone {

    @Override
    public String name() {
        return "resnext-mini";
    }

    @Override
    public List<Features> build(Layers layers, Features image) {
        Features x = layers.conv(
                "stem", image, Conv.of(5, 16).withStride(2).withNorm("stem_bn").withRelu());
        List<Features> maps = new ArrayList<>();
        for (int stage = 2; stage <= 5; stage++) {
            x = block(layers, "stage" + stage, x, 8 << stage);
            maps.add(x);
        }
        return maps;
    }

    /** Halves height and width: 1x1, grouped 3x3, 1x1, and a shortcut. Names begin with the stage, for train.layers. */
    private static Features block(Layers layers, String at, Features x, int out) {
        Features shortcut = layers.conv(at + "_short", layers.maxPool(at + "_pool", x, 2, 2), Conv.of(1, out));
        Features y = layers.conv(
                at + "_in", x, Conv.of(1, out / 2).withNorm(at + "_bn1").withRelu());
        Conv grouped = Conv.of(3, out / 2).withStride(2).withGroups(8).withNorm(at + "_bn2");
        y = layers.conv(at + "_grouped", y, grouped.withRelu());
        return layers.conv(at + "_out", y, Conv.of(1, out).withNorm(at + "_bn3").withRelu(), shortcut);
    }

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int steps = Integer.parseInt(args[1]);
        Dataset shapes = new ShapesDataset(200, 1);
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        MaskRcnnConfig config = d.withModel(
                        d.model().withWidths(64, 128, 64).withNormalization(ModelConfig.Normalization.CALIBRATED))
                .withImage(d.image().withDimensions(128, 128))
                .withRpn(d.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(500, 200, 100))
                .withRoi(d.roi().withRoisPerImage(32))
                .withTrain(d.train().withLimits(steps, 0).withOptimizer(OptimizerConfig.adamW(1e-3, 1e-4)));
        try (MaskRcnn model = MaskRcnn.create(config, shapes.labels(), new OwnBackbone())) {
            Training.of(model, shapes)
                    .listener(s ->
                            System.out.println(s.step() + " loss " + s.losses().total()))
                    .run();
            model.save(file);
        }
        try (MaskRcnn model = MaskRcnn.load(file, new OwnBackbone())) {
            model.detect(new ShapesDataset(1, 2).load(0).image()).stream().forEach(System.out::println);
        }
    }
}
