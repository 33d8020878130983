// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.ops;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.FeatureMap;
import org.mrcnn.data.internal.geometry.Nms;
import org.mrcnn.data.internal.geometry.RoiAlign;
import org.mrcnn.data.internal.geometry.RoiGrid;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.mask.Rle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmarks of operations other than tensor products, in the sizes of an image of 512 x 512, with one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DataBenchmark {
    private static final int SIDE = 512;
    private static final int MAP = 64; // rows and columns of a feature map
    private static final int CHANNELS = 256;
    private static final int REGIONS = 100;
    private static final int PROPOSALS = 6000;
    private static final int KEPT = 1000;
    private static final float NMS_IOU = 0.7f;
    private static final int MASK = 28;

    private final RoiGrid grid = new RoiGrid(7, 7, Sampling.ALIGNED);
    private final float[] pooled = new float[49 * CHANNELS];
    private FloatBuffer features;
    private float[] boxes;
    private float[] scores;
    private List<Rle> masks;
    private float[] probabilities;
    private Image photo;
    private Resize resize;

    /** Creates the inputs, and checks each result once. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(1);
        features = FloatBuffer.allocate(MAP * MAP * CHANNELS);
        for (int i = 0; i < features.capacity(); i++) {
            features.put(i, 3);
        }
        boxes = new float[4 * PROPOSALS];
        scores = new float[PROPOSALS];
        for (int i = 0; i < PROPOSALS; i++) {
            double height = random.nextDouble(0.03, 0.3);
            double width = random.nextDouble(0.03, 0.3);
            boxes[4 * i] = (float) random.nextDouble(1 - height);
            boxes[4 * i + 1] = (float) random.nextDouble(1 - width);
            boxes[4 * i + 2] = (float) (boxes[4 * i] + height);
            boxes[4 * i + 3] = (float) (boxes[4 * i + 1] + width);
            scores[i] = (float) random.nextDouble();
        }
        probabilities = new float[MASK * MASK];
        for (int i = 0; i < probabilities.length; i++) {
            int row = i / MASK;
            int column = i % MASK;
            double dy = (row + 0.5) / MASK - 0.5;
            double dx = (column + 0.5) / MASK - 0.5;
            probabilities[i] = (float) Math.max(0, 1 - 2.2 * Math.hypot(dy, dx));
        }
        masks = masks();
        byte[] pixels = new byte[768 * 1024 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3 % 251);
        }
        photo = new Image(768, 1024, 3, pixels);
        resize = new Resize.Square(SIDE, SIDE, 0);
        check();
    }

    private List<Rle> masks() {
        List<Rle> made = new ArrayList<>();
        for (int i = 0; i < REGIONS; i++) {
            made.add(MaskPaste.subPixel().paste(probabilities, MASK, pixels(i), SIDE, SIDE));
        }
        return made;
    }

    private float[] pixels(int i) {
        float[] box = new float[4];
        for (int k = 0; k < 4; k++) {
            box[k] = boxes[4 * i + k] * SIDE;
        }
        return box;
    }

    private void check() {
        roiAlign();
        Values.require(3, pooled[0], 1e-5); // the mean of a constant map
        Values.require(1, ious()[0], 0);
        Values.require(SIDE, resize().image().width(), 0);
        int[] kept = nms();
        Values.require(KEPT, kept.length, 0);
        double ellipse = Math.PI * Math.pow(0.5 / 2.2, 2) * area(0); // the area where the probability is at least 0.5
        Values.require(ellipse, (double) paste().get(0).area(), 0.02);
    }

    private double area(int i) {
        float[] box = pixels(i);
        return (box[2] - box[0]) * (box[3] - box[1]);
    }

    /** Pools 100 RoIs to 7 x 7 x 256. */
    @Benchmark
    public float[] roiAlign() {
        FeatureMap map = new FeatureMap(features, 0, MAP, MAP, CHANNELS);
        float[] box = new float[4];
        for (int i = 0; i < REGIONS; i++) {
            System.arraycopy(boxes, 4 * i, box, 0, 4);
            RoiAlign.forward(map, box, grid, pooled, 0);
        }
        return pooled;
    }

    /** Suppresses 6,000 boxes, 1,000 of which are kept. */
    @Benchmark
    public int[] nms() {
        return Nms.select(boxes, scores, NMS_IOU, KEPT);
    }

    /** Computes the IoU of 100 masks with 100 masks, as in evaluation. */
    @Benchmark
    public double[] ious() {
        return Rle.iou(masks, masks, new boolean[masks.size()]);
    }

    /** Pastes 100 masks of 28 x 28 into their boxes. */
    @Benchmark
    public List<Rle> paste() {
        return masks();
    }

    /** Resizes 768 x 1024 to 512 x 512 with padding. */
    @Benchmark
    public ResizedImage resize() {
        return resize.apply(photo, new SplittableRandom(1));
    }
}
