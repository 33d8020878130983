// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoEvaluator;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.ssd.DefaultBoxes;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ssd.SsdLosses;
import org.mrcnn.rendered.ShapesDataset;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * An SSD detector of rendered squares, circles and triangles, trained from random weights: a convolutional network of plain
 * SameDiff ops, default boxes on two feature maps, a class loss with hard negative mining, and a box loss. Prints the box AP50 on
 * images that it was not trained on. Argument: number of training steps, 2,500 by default.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.Ssd}</pre>
 */
public final class Ssd {
    private static final int SIDE = ShapesDataset.DEFAULT_SIZE;
    private static final int CLASSES = 4; // background first
    private static final int BATCH = 8;
    private static final double NEG_POS_RATIO = 3; // background boxes per positive box of a batch
    private static final int N_NEG_MIN = 8; // minimum number of background boxes
    private static final double ALPHA = 1; // weight of the box loss
    private static final double LEARNING_RATE = 1e-3;
    private static final List<Double> RATIOS = List.of(0.5, 1.0, 2.0);
    private static final List<DefaultBoxes.Level> LEVELS =
            List.of(new DefaultBoxes.Level(8, 40, RATIOS), new DefaultBoxes.Level(16, 58, RATIOS));

    private final DefaultBoxes boxes = DefaultBoxes.of(SIDE, SIDE, LEVELS);
    private final Random random = new Random(1);
    private final SameDiff graph = SameDiff.create();

    Ssd() {
        SDVariable x = graph.placeHolder("image", DataType.FLOAT, -1, SIDE, SIDE, 3);
        x = convRelu("conv1", x, 3, 16, 2);
        x = convRelu("conv2", x, 16, 32, 2);
        x = convRelu("conv3", x, 32, 64, 2);
        SDVariable stride8 = convRelu("conv3b", x, 64, 64, 1);
        x = convRelu("conv4", stride8, 64, 96, 2);
        SDVariable stride16 = convRelu("conv4b", x, 96, 96, 1);
        // The coarser map gives the finer one a receptive field that covers a whole shape.
        SDVariable above = upsample(convRelu("lateral", stride16, 96, 64, 1));
        SDVariable fine = convRelu("merge", stride8.add(above), 64, 64, 1);
        graph.concat("class_logits", 1, head("class8", fine, 8, CLASSES), head("class16", stride16, 16, CLASSES));
        graph.concat("offsets", 1, head("box8", fine, 8, 4), head("box16", stride16, 16, 4));
    }

    /** Runs the example. */
    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 2500;
        Ssd ssd = new Ssd();
        ssd.train(new ShapesDataset(2000, 1), steps);
        System.out.printf("box AP50 on 200 images kept aside: %.3f%n", ssd.ap50(new ShapesDataset(200, 2)));
    }

    TrainingHistory train(Dataset data, int steps) {
        // example: Ssd
        SDVariable labels = graph.placeHolder("labels", DataType.INT32, -1, boxes.count());
        SDVariable targets = graph.placeHolder("targets", DataType.FLOAT, -1, boxes.count(), 4);
        SDVariable logits = graph.getVariable("class_logits");
        SDVariable offsets = graph.getVariable("offsets");
        Objective objective = Objective.on(graph)
                .loss("ssd_class_loss", SsdLosses.classes(labels, logits, NEG_POS_RATIO, N_NEG_MIN))
                .loss("ssd_bbox_loss", ALPHA, SsdLosses.boxes(labels, targets, offsets))
                .build();
        try (var step = TrainStep.of(graph, objective, OptimizerSettings.of(new Adam()))) {
            return Trainer.of(step)
                    .learningRate((number, time) -> LEARNING_RATE * (number < 0.7 * steps ? 1 : 0.1))
                    .steps(steps)
                    .releasing(batch -> batch.values().forEach(INDArray::close))
                    .listener(report -> {
                        if (report.step() % 50 == 1) {
                            System.out.println(
                                    report.step() + " " + report.losses().losses());
                        }
                    })
                    .run(() -> batch(data));
        }
        // end
    }

    private Map<String, INDArray> batch(Dataset data) {
        float[] pixels = new float[BATCH * SIDE * SIDE * 3];
        int[] labels = new int[BATCH * boxes.count()];
        float[] offsets = new float[4 * labels.length];
        for (int i = 0; i < BATCH; i++) {
            Sample sample = data.load(random.nextInt(data.size()));
            DefaultBoxes.Targets targets = boxes.match(sample.classIds(), sample.boxes());
            pixels(sample, pixels, i);
            System.arraycopy(targets.labels(), 0, labels, i * boxes.count(), boxes.count());
            System.arraycopy(targets.offsets(), 0, offsets, 4 * i * boxes.count(), 4 * boxes.count());
        }
        Map<String, INDArray> batch = new HashMap<>();
        batch.put("image", Nd4j.createFromArray(pixels).reshape(BATCH, SIDE, SIDE, 3));
        batch.put("labels", Nd4j.createFromArray(labels).reshape(BATCH, boxes.count()));
        batch.put("targets", Nd4j.createFromArray(offsets).reshape(BATCH, boxes.count(), 4));
        return batch;
    }

    private static void pixels(Sample sample, float[] to, int image) {
        byte[] bytes = sample.image().pixels();
        for (int i = 0; i < bytes.length; i++) {
            to[image * bytes.length + i] = ((bytes[i] & 0xff) - 127.5f) / 64;
        }
    }

    /** Returns the box AP50, computed as in pycocotools. */
    double ap50(Dataset data) {
        List<CocoGroundTruth.Annotation> truths = new ArrayList<>();
        List<CocoDetection> found = new ArrayList<>();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph, List.of("class_logits", "offsets"), shared)) {
            for (int i = 0; i < data.size(); i++) {
                Sample sample = data.load(i);
                for (int k = 0; k < sample.count(); k++) {
                    CocoDetection.Box box = box(sample.boxes(), k);
                    truths.add(new CocoGroundTruth.Annotation(
                            truths.size() + 1, i, sample.classIds()[k], box, null, box.area(), false, false));
                }
                for (DefaultBoxes.Found object : detect(runner, sample)) {
                    found.add(new CocoDetection(i, object.classId(), box(object.box(), 0), null, object.score()));
                }
            }
        }
        return CocoEvaluator.evaluate(truths, found, EvaluationSettings.defaults(IouType.BBOX))
                .metrics()
                .get("AP50");
    }

    private List<DefaultBoxes.Found> detect(GraphRunner runner, Sample sample) {
        float[] pixels = new float[SIDE * SIDE * 3];
        pixels(sample, pixels, 0);
        try (INDArray image = Nd4j.createFromArray(pixels).reshape(1, SIDE, SIDE, 3);
                GraphRunner.Outputs run = runner.run(Map.of("image", image))) {
            float[] logits = run.get("class_logits").dup('c').data().asFloat();
            float[] offsets = run.get("offsets").dup('c').data().asFloat();
            return boxes.detect(logits, offsets, 0.05, 0.45f, 100);
        }
    }

    private static CocoDetection.Box box(float[] all, int i) {
        return CocoDetection.Box.ofCorners(all[4 * i], all[4 * i + 1], all[4 * i + 2], all[4 * i + 3]);
    }

    private SDVariable convRelu(String name, SDVariable x, int from, int to, int stride) {
        return graph.nn().relu(conv(name, x, from, to, stride), 0);
    }

    private SDVariable conv(String name, SDVariable x, int from, int to, int stride) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(stride)
                .sW(stride)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NHWC")
                .build();
        float[] kernel = new float[9 * from * to];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / (9 * from))); // He et al. 2015
        }
        SDVariable weights =
                graph.var(name + "/kernel", Nd4j.createFromArray(kernel).reshape(3, 3, from, to));
        return graph.cnn().conv2d(x, weights, graph.var(name + "/bias", Nd4j.zeros(DataType.FLOAT, to)), config);
    }

    /** Doubles height and width. In NCHW, because the gradient of upsampling is wrong for NHWC. */
    private SDVariable upsample(SDVariable x) {
        return graph.cnn().upsampling2d(x.permute(0, 3, 1, 2), 2, 2, true).permute(0, 2, 3, 1);
    }

    /** Returns a feature map as [images, boxes, values]; each cell has one box per aspect ratio. */
    private SDVariable head(String name, SDVariable map, int stride, int values) {
        int cells = (SIDE / stride) * (SIDE / stride);
        int from = stride == 8 ? 64 : 96;
        return conv(name, map, from, RATIOS.size() * values, 1).reshape(-1, cells * RATIOS.size(), values);
    }
}
