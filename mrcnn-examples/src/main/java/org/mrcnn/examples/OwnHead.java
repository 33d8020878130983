// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.BinaryCrossEntropy;
import org.mrcnn.rendered.ShapesDataset;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A head of your own: for each cell of 8 x 8 pixels, whether the box of an object covers it. The backbone is a built-in one with
 * the layers of the head, so that their weights are trained, frozen and saved like all others. A loss of your own trains the
 * head, with the boxes of the objects as its target, and the program reads its output for an image, as it can read any other
 * variable of the network: {@code scripts/java-main org.mrcnn.examples.OwnHead shapes.mrcnn 300}, the model file to write and
 * the steps.
 */
public final class OwnHead implements Backbone {
    private static final String COVERED = "covered_logits";

    private final Backbone body = Backbone.named("resnet18");

    @Override
    public String name() {
        return "resnet18-covered";
    }

    // example: OwnHead
    @Override
    public List<Features> build(Layers layers, Features image) {
        List<Features> maps = body.build(layers, image);
        Features c3 = maps.get(1); // the map with a cell of 8 x 8 pixels
        Features hidden = layers.conv("covered_conv", c3, Conv.of(3, 32).withRelu());
        layers.conv(COVERED, hidden, Conv.of(1, 1));
        return maps;
    }

    /** The loss of the head, for {@code Training.objective}. */
    static SDVariable loss(SameDiff graph, String name) {
        SDVariable logits = graph.getVariable(COVERED);
        SDVariable target = new CoveredCells(graph, graph.getVariable(NetworkNames.INPUT_GT_BOXES), logits).result();
        return BinaryCrossEntropy.fromLogits(target, logits).apply(graph, name);
    }

    /** Probabilities of the cells, row by row, for an image. */
    static float[] covered(MaskRcnn model, Image image) {
        float[] logits = model.inspect(image, List.of(COVERED), arrays -> floats(arrays.get(COVERED)));
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return logits;
    }
    // end

    private static float[] floats(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    /** Layers of the head train with the last stage. */
    @Override
    public int stageOf(String layer) {
        return layer.startsWith("covered") ? 5 : body.stageOf(layer);
    }

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        ShapesDataset shapes = new ShapesDataset(200, 1);
        String yaml =
                """
                model: {pyramidSize: 64, fcLayersSize: 128, rpnChannels: 64, normalization: calibrated}
                image: {minDimension: 128, maxDimension: 128}
                rpn: {anchorScales: [8, 16, 32, 64, 128], preNmsLimit: 500, proposalsTraining: 200}
                roi: {roisPerImage: 32}
                train: {steps: %s, optimizer: {kind: adamw, learningRate: 1e-3, l2: decoupled}}
                """;
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(yaml.formatted(args[1]), "OwnHead");
        OwnHead backbone = new OwnHead();
        try (MaskRcnn model = MaskRcnn.create(config, shapes.labels(), backbone)) {
            Training.of(model, shapes)
                    .objective(o -> o.loss("covered_loss", OwnHead::loss))
                    .listener(step -> System.out.printf(
                            Locale.ROOT,
                            "%d covered_loss %.3f%n",
                            step.step(),
                            step.losses().value("covered_loss")))
                    .run();
            model.save(Path.of(args[0]));
        }
        try (MaskRcnn model = MaskRcnn.load(Path.of(args[0]), backbone)) {
            print(covered(model, shapes.load(0).image()), config.image().maxDimension() / 8);
        }
    }

    private static void print(float[] cells, int columns) {
        for (int i = 0; i < cells.length; i++) {
            System.out.print((cells[i] > 0.5 ? '#' : '.') + (i % columns == columns - 1 ? "\n" : ""));
        }
    }

    /** From boxes [N, G, 4] in pixels and a map [N, h, w, 1] to a map of the same shape: 1 if a box has the centre of the cell. */
    public static final class CoveredCells extends JavaOp implements JavaOp.StopsGradient {

        /** Creates an empty op for the clone that SameDiff makes. */
        public CoveredCells() {}

        CoveredCells(SameDiff sd, SDVariable boxes, SDVariable map) {
            super(sd, boxes, map);
        }

        SDVariable result() {
            return outputVariable();
        }

        @Override
        public String opName() {
            return "example_covered_cells";
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            return new long[][] {run.input(1).shape()};
        }

        @Override
        protected void forward(OpRun run) {
            long[] shape = run.input(1).shape();
            int objects = (int) run.input(0).size(1);
            float[] boxes = run.floats(0);
            float[] covered = new float[(int) run.input(1).length()];
            for (int i = 0; i < covered.length; i++) {
                int image = (int) (i / (shape[1] * shape[2]));
                float y = 8 * (i / shape[2] % shape[1]) + 4;
                float x = 8 * (i % shape[2]) + 4;
                for (int k = image * objects; k < (image + 1) * objects; k++) {
                    boolean inside =
                            boxes[4 * k] <= y && boxes[4 * k + 1] <= x && y < boxes[4 * k + 2] && x < boxes[4 * k + 3];
                    covered[i] = inside ? 1 : covered[i];
                }
            }
            run.put(0, covered);
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            return Arrays.asList(null, null); // a target has none
        }
    }
}
