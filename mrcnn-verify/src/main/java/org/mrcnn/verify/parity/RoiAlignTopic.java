// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.internal.graph.PyramidRoiAlign;
import org.mrcnn.data.internal.geometry.FeatureMap;
import org.mrcnn.data.internal.geometry.RoiAlign;
import org.mrcnn.data.internal.geometry.RoiGrid;
import org.mrcnn.data.internal.geometry.RoiLevels;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.data.internal.npy.Npy;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * RoIAlign and its gradients, of one map as a function, of a pyramid as an op of a graph; bit for bit with TensorFlow's border
 * handling.
 */
final class RoiAlignTopic implements Topic {
    private static final int LEVELS = 4;

    @Override
    public String name() {
        return "roialign";
    }

    @Override
    public List<Comparison> run(GoldenCase golden) throws IOException {
        return golden.has("box_indices") ? crops(golden) : pyramid(golden);
    }

    private static List<Comparison> crops(GoldenCase golden) throws IOException {
        Npy image = golden.array("image");
        int[] shape = image.shape();
        int[] pool = golden.params().wholes("pool");
        RoiGrid grid = new RoiGrid(pool[0], pool[1], Sampling.CORNERS_UNCLAMPED);
        float[] boxes = golden.floats("boxes");
        int[] images = golden.ints("box_indices");
        float[] upstream = golden.floats("grad_output");
        float[] output = new float[upstream.length];
        FloatBuffer map = FloatBuffer.wrap(image.floats());
        FloatBuffer gradient = FloatBuffer.allocate(map.limit());
        int size = pool[0] * pool[1] * shape[3];
        for (int i = 0; i < images.length; i++) {
            float[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
            int offset = images[i] * shape[1] * shape[2] * shape[3];
            RoiAlign.forward(new FeatureMap(map, offset, shape[1], shape[2], shape[3]), box, grid, output, i * size);
            RoiAlign.backward(
                    new FeatureMap(gradient, offset, shape[1], shape[2], shape[3]), box, grid, upstream, i * size);
        }
        Tolerance small = Tolerance.absolute(1e-5);
        return List.of(
                Comparison.of("output", golden.floats("output"), output, golden.tolerance("output", small)),
                Comparison.of(
                        "grad_image",
                        golden.floats("grad_image"),
                        gradient.array(),
                        golden.tolerance("grad_image", small)));
    }

    private static List<Comparison> pyramid(GoldenCase golden) throws IOException {
        int[] image = golden.params().wholes("image_shape");
        Npy boxes = golden.array("boxes");
        int batch = boxes.shape()[0];
        SameDiff sd = SameDiff.create();
        List<Features> maps = new ArrayList<>();
        for (int level = 0; level < LEVELS; level++) {
            String name = "p" + (level + RoiLevels.MIN);
            Npy map = golden.array(name);
            maps.add(new Features(GraphRun.variable(sd, name, map.floats(), map.shape()), map.shape()[3]));
        }
        SDVariable pooled = PyramidRoiAlign.apply(
                        "pooled",
                        new PyramidRoiAlign.Settings(golden.params().whole("pool"), Sampling.CORNERS_UNCLAMPED, false),
                        GraphRun.constant(sd, "rois", boxes.floats(), boxes.shape()),
                        GraphRun.constant(
                                sd, "image", new float[batch * image[0] * image[1]], batch, image[0], image[1], 1),
                        maps)
                .variable();
        SDVariable upstream = GraphRun.constant(
                sd,
                "upstream",
                golden.floats("grad_output"),
                shape(golden.array("grad_output").shape()));
        SDVariable loss = pooled.mul(upstream).sum().rename("loss");
        double[] value = GraphRun.forward(pooled).value(pooled);
        GraphRun run = GraphRun.backward(loss);
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(Comparison.of(
                "pooled", golden.doubles("pooled"), value, golden.tolerance("pooled", Tolerance.absolute(1e-4))));
        Tolerance ofLargest = golden.tolerance("grad", Tolerance.ofLargest(1e-4));
        for (Features map : maps) {
            String name = map.variable().name();
            comparisons.add(
                    Comparison.of("grad_" + name, golden.doubles("grad_" + name), run.gradient(name), ofLargest));
        }
        comparisons.add(levels(golden, boxes.floats(), image));
        return comparisons;
    }

    /** Returns the shape of [N, R, pool, pool, C] in the output of the op, [N * R, pool, pool, C]. */
    private static int[] shape(int[] shape) {
        return new int[] {shape[0] * shape[1], shape[2], shape[3], shape[4]};
    }

    /** Compares the levels. A level of 0 in a case means that it is undetermined. */
    private static Comparison levels(GoldenCase golden, float[] boxes, int[] image) throws IOException {
        int[] expected = golden.ints("level");
        int[] levels = RoiLevels.levels(boxes, image[0], image[1]);
        Arrays.setAll(levels, i -> expected[i] == 0 ? 0 : levels[i]);
        return Comparison.of("level", expected, levels, golden.tolerance("level", Tolerance.EXACT));
    }
}
