// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.data.internal.geometry.FeatureMap;
import org.mrcnn.data.internal.geometry.RegionMap;
import org.mrcnn.data.internal.geometry.RoiAlign;
import org.mrcnn.data.internal.geometry.RoiGrid;
import org.mrcnn.data.internal.geometry.RoiLevels;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Pools every RoI from the pyramid level that suits its size (RoIAlign, He et al. 2017; levels, Lin et al. 2017). The gradient
 * flows to the pyramid, not to the boxes.
 *
 * <p>Inputs: RoIs, as [N, R, 4] or as [M, 5] with the image index first; the image [N, H, W, 3] (for its shape); P2 to P5.
 * Output: [RoIs, pool, pool, C], or flat [RoIs, pool * pool * C] for dense layers.
 */
public final class PyramidRoiAlign extends JavaOp {

    /**
     * Memory that pooled RoIs should need at a time if only a head reads them. Dense layers read all their weights for each
     * part; convolutions have few weights, and the output of the mask head is several times larger than its input.
     */
    private static final long DENSE_PART_BYTES = 16L << 20;

    private static final long PART_BYTES = 10L << 20;

    /** Creates an empty op for the clone that SameDiff makes. */
    public PyramidRoiAlign() {}

    private PyramidRoiAlign(SameDiff sd, Settings settings, List<SDVariable> inputs) {
        super(sd, settings, inputs.toArray(SDVariable[]::new));
    }

    /** Side of the pooled features of a RoI, how they are computed, and whether they are returned as a row. */
    public record Settings(int pool, RegionMap map, boolean flat) {

        /** Creates settings with Matterport's coordinates and levels. */
        public Settings(int pool, Sampling sampling, boolean flat) {
            this(pool, RegionMap.of(sampling), flat);
        }
    }

    /**
     * Adds the op to a graph.
     *
     * @param name name of the pooled features
     * @param rois [N, R, 4] or [M, 5]
     * @param image [N, H, W, 3]
     * @param pyramid P2 to P5, or more, of which four are used
     */
    public static Features apply(
            String name, Settings settings, SDVariable rois, SDVariable image, List<Features> pyramid) {
        List<SDVariable> inputs = new ArrayList<>(List.of(rois, image));
        pyramid.subList(0, 4).forEach(p -> inputs.add(p.variable()));
        SDVariable pooled = new PyramidRoiAlign(rois.getSameDiff(), settings, inputs)
                .outputVariable()
                .rename(name);
        return new Features(pooled, pyramid.get(0).channels());
    }

    @Override
    public String opName() {
        return "mrcnn_pyramid_roi_align";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        Settings settings = settings(Settings.class);
        int pool = settings.pool();
        long regions = run.input(0).length() / run.input(0).size(-1);
        long channels = run.input(2).size(3);
        return new long[][] {
            settings.flat()
                    ? new long[] {regions, (long) pool * pool * channels}
                    : new long[] {regions, pool, pool, channels}
        };
    }

    @Override
    protected int[] rowInputs() {
        return new int[] {0};
    }

    /** Limits the rows, because pooled features need many times the memory of the feature maps that they are pooled from. */
    @Override
    protected long rowsAtATime(OpRun run) {
        Settings settings = settings(Settings.class);
        long regionBytes = Float.BYTES * run.input(2).size(3) * settings.pool() * settings.pool();
        return Math.max(1, (settings.flat() ? DENSE_PART_BYTES : PART_BYTES) / regionBytes);
    }

    @Override
    protected void forward(OpRun run) {
        Settings settings = settings(Settings.class);
        int pool = settings.pool();
        Regions regions = new Regions(run, settings.map());
        RoiGrid grid = RoiGrid.square(pool, settings.map().sampling());
        int size = pool * pool * regions.channels;
        FloatBuffer out = run.floatBufferOut(0);
        FloatBuffer[] levels = new FloatBuffer[4];
        Arrays.setAll(levels, l -> run.floatBuffer(2 + l));
        Parallel.range(regions.count, (from, to) -> {
            float[] pooled = new float[size];
            for (int i = from; i < to; i++) {
                int l = regions.levels[i];
                RoiAlign.forward(regions.map(i, levels[l]), regions.box(i), grid, pooled, 0);
                out.put(i * size, pooled);
            }
        });
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        List<SDVariable> inputs = new ArrayList<>(List.of(args()));
        inputs.add(outputGradients.get(0));
        SDVariable[] levels = new Gradient(sameDiff, settings(Settings.class), inputs).outputVariables();
        return Arrays.asList(null, null, levels[0], levels[1], levels[2], levels[3]);
    }

    /** Where each RoI lies: image, level, and box in the units of the sampling. */
    private static final class Regions {
        private final RegionMap map;
        private final int count;
        private final int channels;
        private final int imageHeight;
        private final int imageWidth;
        private final int[] heights = new int[4];
        private final int[] widths = new int[4];
        private final int[] levels;
        private final int[] images;
        private final float[] boxes;

        Regions(OpRun run, RegionMap map) {
            this.map = map;
            channels = (int) run.input(2).size(3);
            imageHeight = (int) run.input(1).size(1);
            imageWidth = (int) run.input(1).size(2);
            for (int l = 0; l < 4; l++) {
                heights[l] = (int) run.input(2 + l).size(1);
                widths[l] = (int) run.input(2 + l).size(2);
            }
            float[] rois = run.floats(0);
            int columns = (int) run.input(0).size(-1);
            count = rois.length / columns;
            images = new int[count];
            boxes = new float[count * 4];
            int perImage = columns == 4 ? (int) run.input(0).size(1) : 1;
            for (int i = 0; i < count; i++) {
                images[i] = columns == 4 ? i / perImage : (int) rois[i * 5];
                System.arraycopy(rois, i * columns + columns - 4, boxes, i * 4, 4);
            }
            levels = map.levels(boxes, imageHeight, imageWidth);
            for (int i = 0; i < count; i++) {
                levels[i] -= RoiLevels.MIN;
            }
        }

        /** Returns the feature map of RoI {@code i} among the maps of its level. */
        FeatureMap map(int i, FloatBuffer maps) {
            int l = levels[i];
            int offset = images[i] * heights[l] * widths[l] * channels;
            return new FeatureMap(maps, offset, heights[l], widths[l], channels);
        }

        float[] box(int i) {
            float[] box = Arrays.copyOfRange(boxes, i * 4, i * 4 + 4);
            return map.box(box, imageHeight, imageWidth, heights[levels[i]], widths[levels[i]]);
        }
    }

    /** Scatters the gradient of the pooled features to the pyramid. Inputs are those of the op, and that gradient. */
    public static final class Gradient extends JavaOp {

        /** Creates an empty op for the clone that SameDiff makes. */
        public Gradient() {}

        private Gradient(SameDiff sd, Settings settings, List<SDVariable> inputs) {
            super(sd, settings, inputs.toArray(SDVariable[]::new));
        }

        @Override
        public String opName() {
            return "mrcnn_pyramid_roi_align_bp";
        }

        @Override
        public int getNumOutputs() {
            return 4;
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            long[][] shapes = new long[4][];
            Arrays.setAll(shapes, l -> run.input(2 + l).shape());
            return shapes;
        }

        @Override
        protected void forward(OpRun run) {
            Settings settings = settings(Settings.class);
            int pool = settings.pool();
            Regions regions = new Regions(run, settings.map());
            RoiGrid grid = RoiGrid.square(pool, settings.map().sampling());
            int size = pool * pool * regions.channels;
            FloatBuffer gradient = run.floatBuffer(6);
            int images = (int) run.input(1).size(0);
            for (int l = 0; l < 4; l++) {
                run.output(l).assign(0);
            }
            // One thread handles a part of a map, and its RoIs in order: the sums are the same in every run.
            Parallel.range(4 * images, (from, to) -> {
                float[] pooled = new float[size];
                for (int part = from; part < to; part++) {
                    int l = part % 4;
                    FloatBuffer out = run.floatBufferOut(l);
                    for (int i = 0; i < regions.count; i++) {
                        if (regions.levels[i] == l && regions.images[i] == part / 4) {
                            gradient.get(i * size, pooled);
                            RoiAlign.backward(regions.map(i, out), regions.box(i), grid, pooled, 0);
                        }
                    }
                }
            });
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            throw new UnsupportedOperationException("second derivatives of " + opName());
        }
    }
}
