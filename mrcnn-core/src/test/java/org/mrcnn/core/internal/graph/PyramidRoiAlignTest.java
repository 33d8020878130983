// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PyramidRoiAlignTest {

    private static final int POOL = 3;
    private static final int CHANNELS = 2;
    private static final int[] SIDES = {12, 8, 5, 4};

    /** In an image of 512 pixels: sides of 40, 112, 224 and 448, the canonical sides of P2 to P5, two per image. */
    private static final float[] ROIS = {
        0.31f, 0.12f, 0.38f, 0.21f, 0.05f, 0.1f, 0.93f, 0.97f, 0.2f, 0.3f, 0.42f, 0.52f, 0.4f, 0.5f, 0.84f, 0.93f
    };

    private static final int[] LEVELS = {0, 3, 1, 2};

    private final SameDiff sd = SameDiff.create();
    private final SDVariable image = sd.constant("image", Nd4j.zeros(2, 512, 512, 1));
    private final List<INDArray> maps = new ArrayList<>();

    @Test
    void poolsEachRegionFromItsLevelAndImage() {
        SDVariable out = pool(regionsByImage(), Sampling.CORNERS, false);
        Outcome outcome = Outcome.of(Map.of(), out);
        assertThat(outcome.shape(out)).containsExactly(4, POOL, POOL, CHANNELS);
        assertThat(outcome.floats(out)).containsExactly(naive(), within(1e-5f));
    }

    @Test
    void imageIndexAndFlatFormGiveTheSameNumbers() {
        float[] indexed = new float[20];
        int[] order = {2, 0, 3, 1};
        for (int i = 0; i < 4; i++) {
            int image = order[i] / 2;
            indexed[i * 5] = image;
            System.arraycopy(ROIS, order[i] * 4, indexed, i * 5 + 1, 4);
        }
        SDVariable out = pool(sd.constant("rois", Outcome.array(indexed, 4, 5)), Sampling.CORNERS, true);
        Outcome outcome = Outcome.of(Map.of(), out);
        int size = POOL * POOL * CHANNELS;
        assertThat(outcome.shape(out)).containsExactly(4, size);
        float[] expected = new float[4 * size];
        float[] naive = naive();
        for (int i = 0; i < 4; i++) {
            System.arraycopy(naive, order[i] * size, expected, i * size, size);
        }
        assertThat(outcome.floats(out)).containsExactly(expected, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void gradientReachesEveryLevel(Sampling sampling) {
        SDVariable out = pool(regionsByImage(), sampling, false);
        out.mul(sd.constant(Outcome.random(9, 4, POOL, POOL, CHANNELS))).sum().rename("loss");
        sd.setLossVariables("loss");
        assertThat(new GradientCheck(1e-1, 2e-3, 2e-4, 20, 1).check(sd, "loss", Map.of()))
                .isEqualTo(80);
    }

    /** A padding row consists of zeros: a RoI without area at the corner of image 0. */
    @Test
    void paddingReadsTheCornerOfTheFinestMap() {
        SDVariable out = pool(sd.constant("rois", Nd4j.zeros(1, 5)), Sampling.CORNERS, false);
        float[] corner = new float[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            corner[c] = maps.get(0).getFloat(0, 0, 0, c);
        }
        float[] pooled = Outcome.of(Map.of(), out).floats(out);
        for (int i = 0; i < pooled.length; i++) {
            assertThat(pooled[i]).isEqualTo(corner[i % CHANNELS]);
        }
    }

    private SDVariable regionsByImage() {
        return sd.constant("rois", Outcome.array(ROIS, 2, 2, 4));
    }

    private SDVariable pool(SDVariable rois, Sampling sampling, boolean flat) {
        List<Features> pyramid = new ArrayList<>();
        for (int l = 0; l < 4; l++) {
            maps.add(Outcome.random(l, 2, SIDES[l], SIDES[l], CHANNELS));
            pyramid.add(new Features(sd.var("p" + (l + 2), maps.get(l)), CHANNELS));
        }
        PyramidRoiAlign.Settings settings = new PyramidRoiAlign.Settings(POOL, sampling, flat);
        return PyramidRoiAlign.apply("pooled", settings, rois, image, pyramid).variable();
    }

    /**
     * Computes samples from corner to corner of the box on the grid of pixel centres, each interpolated between its four
     * neighbours.
     */
    private float[] naive() {
        float[] out = new float[4 * POOL * POOL * CHANNELS];
        int o = 0;
        for (int r = 0; r < 4; r++) {
            INDArray map = maps.get(LEVELS[r]);
            int last = SIDES[LEVELS[r]] - 1;
            for (int i = 0; i < POOL; i++) {
                for (int j = 0; j < POOL; j++) {
                    double y = last * (ROIS[r * 4] + (ROIS[r * 4 + 2] - ROIS[r * 4]) * i / (POOL - 1));
                    double x = last * (ROIS[r * 4 + 1] + (ROIS[r * 4 + 3] - ROIS[r * 4 + 1]) * j / (POOL - 1));
                    for (int c = 0; c < CHANNELS; c++) {
                        out[o++] = (float) between(map, r / 2, y, x, c);
                    }
                }
            }
        }
        return out;
    }

    private static double between(INDArray map, int n, double y, double x, int c) {
        int y0 = (int) y;
        int x0 = (int) x;
        double sum = 0;
        for (int dy = 0; dy < 2; dy++) {
            for (int dx = 0; dx < 2; dx++) {
                double weight = (dy == 0 ? 1 - (y - y0) : y - y0) * (dx == 0 ? 1 - (x - x0) : x - x0);
                sum += weight * map.getDouble(n, y0 + dy, x0 + dx, c);
            }
        }
        return sum;
    }
}
