// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.RpnTargetSettings;
import org.mrcnn.data.internal.targets.RpnTargets;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A Mask R-CNN that is small enough for a unit test: 64x64 images, few channels, three classes, two objects per image. */
public final class TinyNetwork {

    public static final int SIZE = 64;
    public static final int CLASSES = 3;
    private static final int MASK = 16;
    private static final float[] BOXES = {4, 6, 36, 40, 30, 28, 60, 62};

    private TinyNetwork() {}

    public static MaskRcnnConfig config() {
        MaskRcnnConfig d = MaskRcnnConfig.defaults();
        return d.withModel(d.model().withBackbone("tiny").withWidths(8, 12, 8))
                .withRpn(d.rpn().withAnchorScales(8, 16, 32, 64, 64).withProposals(200, 40, 20))
                .withRoi(d.roi().withRoisPerImage(12))
                .withDetection(d.detection().withMaxInstances(10).withMinConfidence(0))
                .withImage(d.image().withDimensions(SIZE, SIZE));
    }

    /** A backbone with one residual block per stage, with normalization; its name is tiny. */
    public static final Backbone BACKBONE = new Backbone() {
        @Override
        public String name() {
            return "tiny";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            List<Features> stages = new ArrayList<>();
            Conv stem = Conv.of(3, 4).withStride(2).withNorm("bn_conv1").withRelu();
            Features x = layers.conv("conv1", image, stem);
            for (int stage = 2; stage <= 5; stage++) {
                String res = "res" + stage + "a_";
                String bn = "bn" + stage + "a_";
                Conv half = Conv.of(1, 6).withStride(2).withNorm(bn + "branch1");
                Features shortcut = layers.conv(res + "branch1", x, half);
                Conv first =
                        Conv.of(3, 5).withStride(2).withNorm(bn + "branch2a").withRelu();
                Features y = layers.conv(res + "branch2a", x, first);
                Conv last = Conv.of(3, 6).withNorm(bn + "branch2b").withRelu().withOutput(res + "out");
                x = layers.conv(res + "branch2b", y, last, shortcut);
                stages.add(x);
            }
            return stages;
        }
    };

    /** Returns parts with initial weights; the statistics are changed from 0 and 1 so that they have an effect. */
    public static GraphParts parts(MaskRcnnConfig config, long seed) {
        GraphParts parts = new GraphParts(config, CLASSES, BACKBONE, new LinkedHashMap<>());
        MaskRcnnGraph.initialize(parts, seed);
        Random random = new Random(seed);
        parts.weights().forEach((name, array) -> {
            if (!name.endsWith("kernel")) {
                for (long i = 0; i < array.length(); i++) {
                    array.putScalar(i, array.getFloat(i) + 0.2f * (random.nextFloat() - 0.5f));
                }
            } else if (name.startsWith("rpn_") || name.startsWith("mrcnn_")) {
                array.muli(name.contains("logits") || name.contains("raw") || name.contains("bbox") ? 10 : 1);
            }
        });
        return parts;
    }

    /** Returns the placeholders of a batch of images with two ellipses each, and their targets. */
    public static Map<String, INDArray> batch(MaskRcnnConfig config, int images, long seed) {
        Random random = new Random(seed);
        AnchorGenerator generator = new AnchorGenerator(DataSettings.anchors(config.rpn()));
        float[] pixels = generator.pixels(SIZE, SIZE);
        int anchors = pixels.length / 4;
        float[] image = new float[images * SIZE * SIZE * 3];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        float[] meta = new float[images * ImageMeta.length(CLASSES)];
        int[] match = new int[images * anchors];
        float[] deltas = new float[images * config.rpn().anchorsPerImage() * 4];
        int[] classIds = new int[images * 3];
        float[] boxes = new float[images * 3 * 4];
        for (int n = 0; n < images; n++) {
            int[] shape = {SIZE, SIZE, 3};
            float[] own =
                    new ImageMeta(n, shape, shape, new int[] {0, 0, SIZE, SIZE}, 1, new int[] {1, 1, 1}).toArray();
            System.arraycopy(own, 0, meta, n * own.length, own.length);
            RpnTargets targets = RpnTargets.build(
                    RpnTargetSettings.defaults(), pixels, new int[] {1, 2}, BOXES, new SplittableRandom(n));
            System.arraycopy(targets.match(), 0, match, n * anchors, anchors);
            System.arraycopy(targets.deltas(), 0, deltas, n * targets.deltas().length, targets.deltas().length);
            classIds[n * 3] = 1;
            classIds[n * 3 + 1] = 2;
            System.arraycopy(BOXES, 0, boxes, n * 12, 8);
        }
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put(NetworkNames.INPUT_IMAGE, Nd4j.createFromArray(image).reshape(images, SIZE, SIZE, 3));
        arrays.put(NetworkNames.INPUT_IMAGE_META, Nd4j.createFromArray(meta).reshape(images, -1));
        arrays.put(
                NetworkNames.INPUT_ANCHORS,
                Nd4j.createFromArray(generator.normalized(SIZE, SIZE)).reshape(-1, 4));
        arrays.put(NetworkNames.INPUT_RPN_MATCH, Nd4j.createFromArray(match).reshape(images, anchors, 1));
        arrays.put(NetworkNames.INPUT_RPN_BBOX, Nd4j.createFromArray(deltas).reshape(images, -1, 4));
        arrays.put(
                NetworkNames.INPUT_GT_CLASS_IDS, Nd4j.createFromArray(classIds).reshape(images, 3));
        arrays.put(NetworkNames.INPUT_GT_BOXES, Nd4j.createFromArray(boxes).reshape(images, 3, 4));
        arrays.put(NetworkNames.INPUT_GT_MASKS, masks(images));
        arrays.put(NetworkNames.INPUT_SEED, Nd4j.createFromArray(7L));
        return arrays;
    }

    private static INDArray masks(int images) {
        byte[] masks = new byte[images * MASK * MASK * 3];
        for (int i = 0; i < masks.length; i++) {
            int pixel = i / 3 % (MASK * MASK);
            int row = pixel / MASK;
            double y = (row + 0.5) / MASK - 0.5;
            double x = (pixel % MASK + 0.5) / MASK - 0.5;
            masks[i] = (byte) (y * y + x * x < 0.25 ? 1 : 0);
        }
        return Nd4j.createFromArray(masks).castTo(DataType.INT8).reshape(images, MASK, MASK, 3);
    }

    /** Returns RoIs around the objects and elsewhere, in pixels, for graphs with given RoIs. */
    public static INDArray rois(int images) {
        float[] one = {4, 6, 36, 40, 6, 4, 33, 44, 28, 30, 58, 60, 31, 26, 62, 62, 0, 40, 20, 63, 40, 2, 60, 20};
        float[] all = new float[images * one.length];
        for (int n = 0; n < images; n++) {
            System.arraycopy(one, 0, all, n * one.length, one.length);
        }
        return Nd4j.createFromArray(all).reshape(images, -1, 4);
    }
}
