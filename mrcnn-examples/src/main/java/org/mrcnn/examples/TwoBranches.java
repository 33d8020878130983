// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.BinaryCrossEntropy;
import org.mrcnn.losses.DiceLoss;
import org.mrcnn.losses.Iou;
import org.mrcnn.losses.Objective;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.train.LearningRate;
import org.mrcnn.train.ProgressPrinter;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.Validation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A custom network of plain SameDiff ops that segments cells. A coarse branch sees the surroundings of a pixel, a fine branch its
 * details; one loss is a function of the target, an inner layer and the output. Trains with additional losses and metrics,
 * validates after each epoch, keeps the best weights, and prints the IoU on images that it was not trained on. Argument: the file
 * to write, in SameDiff's format.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.TwoBranches two-branches.fb}</pre>
 */
public final class TwoBranches {
    private static final int SIDE = 64;
    private static final int BATCH = 16;
    private static final int EPOCHS = 20; // maximum
    private static final int PATIENCE = 5; // maximum number of epochs without a better IoU

    final SameDiff graph = SameDiff.create();
    private final Random random;

    /** The network, for training and prediction: placeholder "image", logits "inner" and "output" of each pixel. */
    TwoBranches(long seed) {
        random = new Random(seed);
        SDVariable image = graph.placeHolder("image", DataType.FLOAT, -1, SIDE, SIDE, 3);
        SDVariable coarse = convRelu("coarse1", image, 3, 16, 2);
        coarse = convRelu("coarse2", coarse, 16, 32, 2);
        coarse = convRelu("coarse3", coarse, 32, 64, 2);
        SDVariable inner = upscale("inner", convRelu("coarse4", coarse, 64, 64, 1), 64, 8);
        SDVariable fine = convRelu("fine1", image, 3, 16, 1);
        SDVariable both = graph.concat(3, fine, inner);
        conv("output", convRelu("join", both, 17, 16, 1), 16, 1, 1);
    }

    /** Runs the example. */
    public static void main(String[] args) {
        TwoBranches best = new TwoBranches(1);
        new TwoBranches(1).train(cells(480, 1, BATCH), cells(96, 2, BATCH), EPOCHS, best);
        File file = new File(args[0]);
        best.graph.save(file, false); // without the state of the optimizer
        Map<String, INDArray> heldOut = cells(192, 3, 192).get(0);
        System.out.printf(
                "IoU on 192 images kept aside: %.3f; guessing gives %.3f%n",
                iou(SameDiff.load(file, false), heldOut), iouOfGuess(heldOut));
    }

    /** Trains, and copies the best weights to {@code best}. */
    TrainingHistory train(
            List<Map<String, INDArray>> data, List<Map<String, INDArray>> validation, int epochs, TwoBranches best) {
        int perEpoch = data.size();
        int steps = epochs * perEpoch;
        // example: TwoBranches
        SDVariable target = graph.placeHolder("target", DataType.FLOAT, -1, SIDE, SIDE, 1);
        SDVariable inner = graph.getVariable("inner");
        SDVariable output = graph.getVariable("output");
        Objective objective = Objective.on(graph)
                .loss("branches_loss", (sd, name) -> branchesLoss(target, inner, output))
                .loss("bce_loss", 0.5, BinaryCrossEntropy.fromLogits(target, output))
                .loss("dice_loss", 0.5, DiceLoss.fromLogits(target, output))
                .metric("iou", Iou.fromLogits(target, output)) // metrics are reported only
                .metric("f1", (sd, name) -> f1(target, output))
                .metric("accuracy", (sd, name) -> accuracy(target, output))
                .build();
        try (var step = TrainStep.of(graph, objective, OptimizerSettings.of(new Adam()))) {
            return Trainer.of(step)
                    .learningRate(LearningRate.cosine(3e-3, steps, 0.01))
                    .steps(steps)
                    .stepsPerEpoch(perEpoch)
                    .listener(new ProgressPrinter())
                    .validating(Validation.every(perEpoch, Validation.losses(step, validation::iterator))
                            .best("iou", (number, seconds) -> best.copyWeights(this))
                            .patience(PATIENCE))
                    .run(shuffled(data));
        }
        // end
    }

    /** Squared errors of the inner layer and the output; the output's error weighs up to 2 where the inner layer is wrong. */
    static SDVariable branchesLoss(SDVariable target, SDVariable inner, SDVariable output) {
        SDVariable innerError = squaredError(target, inner);
        SDVariable outputError = squaredError(target, output);
        return outputError.mul(innerError.add(1)).add(innerError).mean();
    }

    private static SDVariable squaredError(SDVariable target, SDVariable logits) {
        SameDiff sd = target.getSameDiff();
        return sd.math().square(sd.nn().sigmoid(logits).sub(target));
    }

    /** 2 |P T| / (|P| + |T|), where P are the pixels predicted as cell, and T is the target. */
    static SDVariable f1(SDVariable target, SDVariable logits) {
        SDVariable found = found(logits);
        SDVariable right = found.mul(target).sum().mul(2);
        return right.div(found.sum().add(target.sum()).add(1e-6));
    }

    /** The fraction of pixels that are predicted correctly. */
    static SDVariable accuracy(SDVariable target, SDVariable logits) {
        return found(logits).eq(target).castTo(DataType.FLOAT).mean();
    }

    private static SDVariable found(SDVariable logits) {
        return logits.gt(0).castTo(DataType.FLOAT);
    }

    /** Returns the batches of all epochs, in another order in each epoch. */
    private Iterator<Map<String, INDArray>> shuffled(List<Map<String, INDArray>> data) {
        return Stream.generate(() -> {
                    List<Map<String, INDArray>> epoch = new ArrayList<>(data);
                    Collections.shuffle(epoch, random);
                    return epoch;
                })
                .flatMap(List::stream)
                .iterator();
    }

    private void copyWeights(TwoBranches from) {
        for (SDVariable weights : graph.variables()) {
            if (weights.getVariableType() == VariableType.VARIABLE) {
                weights.getArr().assign(from.graph.getVariable(weights.name()).getArr());
            }
        }
    }

    /** Returns the logits of all pixels of the images; above 0, a pixel is predicted as cell. */
    static float[] predict(SameDiff graph, INDArray images) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph, List.of("output"), shared);
                GraphRunner.Outputs run = runner.run(Map.of("image", images))) {
            return run.get("output").dup('c').data().asFloat();
        }
    }

    static double iou(SameDiff graph, Map<String, INDArray> images) {
        return Iou.of(images.get("target").data().asFloat(), predict(graph, images.get("image")), 0);
    }

    /** Returns the IoU of the best prediction that ignores the image: every pixel is a cell. */
    static double iouOfGuess(Map<String, INDArray> images) {
        return images.get("target").meanNumber().doubleValue();
    }

    /** Returns batches of rendered images and their targets, which are 1 in cells, as placeholders by name. */
    static List<Map<String, INDArray>> cells(int count, long seed, int size) {
        Dataset data = new CellsDataset(count, seed, SIDE);
        List<Map<String, INDArray>> batches = new ArrayList<>();
        for (int first = 0; first + size <= data.size(); first += size) {
            float[] images = new float[size * SIDE * SIDE * 3];
            float[] targets = new float[size * SIDE * SIDE];
            for (int i = 0; i < size; i++) {
                write(data.load(first + i), i, images, targets);
            }
            batches.add(Map.of(
                    "image", Nd4j.createFromArray(images).reshape(size, SIDE, SIDE, 3),
                    "target", Nd4j.createFromArray(targets).reshape(size, SIDE, SIDE, 1)));
        }
        return batches;
    }

    private static void write(Sample sample, int at, float[] images, float[] targets) {
        byte[] pixels = sample.image().pixels();
        for (int i = 0; i < pixels.length; i++) {
            images[at * pixels.length + i] = ((pixels[i] & 0xff) - 127.5f) / 64;
        }
        for (Rle mask : sample.masks()) {
            byte[] inside = mask.toMask();
            for (int i = 0; i < inside.length; i++) {
                targets[at * inside.length + i] += inside[i];
            }
        }
    }

    private SDVariable convRelu(String name, SDVariable x, int from, int to, int stride) {
        return graph.nn().relu(conv(name + "/conv", x, from, to, stride), 0);
    }

    /** A 3x3 convolution. */
    private SDVariable conv(String name, SDVariable x, int from, int to, int stride) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(stride)
                .sW(stride)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NHWC")
                .build();
        SDVariable kernel = kernel(name, 9 * from, 3, 3, from, to);
        SDVariable bias = graph.var(name + "/bias", Nd4j.zeros(DataType.FLOAT, to));
        return graph.cnn().conv2d(name, x, kernel, bias, config);
    }

    /** A transposed convolution to one channel that multiplies height and width by {@code times}. */
    private SDVariable upscale(String name, SDVariable x, int from, int times) {
        DeConv2DConfig config = DeConv2DConfig.builder()
                .kH(times)
                .kW(times)
                .sH(times)
                .sW(times)
                .isSameMode(false)
                .dataFormat(DeConv2DConfig.NHWC)
                .build();
        SDVariable kernel = kernel(name, from, times, times, 1, from);
        SDVariable bias = graph.var(name + "/bias", Nd4j.zeros(DataType.FLOAT, 1));
        return graph.cnn().deconv2d(name, x, kernel, bias, config);
    }

    /** Returns random weights with the variance of He et al. 2015. */
    private SDVariable kernel(String name, int inputs, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
        }
        return graph.var(name + "/kernel", Nd4j.createFromArray(values).reshape(shape));
    }
}
