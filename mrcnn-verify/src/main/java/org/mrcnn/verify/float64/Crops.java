// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.List;
import java.util.function.Consumer;
import org.mrcnn.data.internal.geometry.RoiLevels;

/**
 * RoIs cropped from the pyramid P2 to P5 like TensorFlow's crop_and_resize. The pixels around a sample are determined in
 * float32, because a single bit decides whether the last row is used at all; values and weights are float64.
 *
 * @param rois float32 [count * 4], normalized y1, x1, y2, x2
 * @param images index of the image of each RoI
 * @param pool rows and columns of samples
 * @param imageSide side of the square network input, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // used within one step only
record Crops(float[] rois, int[] images, int pool, int imageSide) {

    int count() {
        return rois.length / 4;
    }

    void read(List<Tensor> pyramid, Tensor out) {
        each(pyramid, pair -> {
            for (int c = 0; c < pair.channels; c++) {
                out.values()[pair.sample + c] += pair.weight * pair.map.values()[pair.pixel + c];
            }
        });
    }

    void addGradient(List<Tensor> pyramid, Tensor out) {
        each(pyramid, pair -> {
            for (int c = 0; c < pair.channels; c++) {
                pair.map.gradient()[pair.pixel + c] += pair.weight * out.gradient()[pair.sample + c];
            }
        });
    }

    /** A sample and one of the four pixels that contribute to it; indices are those of the first channel. */
    private record Pair(Tensor map, int pixel, int sample, double weight, int channels) {}

    private void each(List<Tensor> pyramid, Consumer<Pair> visit) {
        int[] levels = RoiLevels.levels(rois, imageSide, imageSide);
        for (int roi = 0; roi < count(); roi++) {
            Tensor map = pyramid.get(levels[roi] - RoiLevels.MIN);
            for (int s = 0; s < pool * pool; s++) {
                float y = at(rois[roi * 4], rois[roi * 4 + 2], map.size(1), s / pool);
                float x = at(rois[roi * 4 + 1], rois[roi * 4 + 3], map.size(2), s % pool);
                if (y >= 0 && y <= map.size(1) - 1 && x >= 0 && x <= map.size(2) - 1) {
                    corners(map, roi, s, new float[] {y, x}, visit);
                }
            }
        }
    }

    private float at(float start, float end, int side, int bin) {
        float last = side - 1;
        return start * last + bin * ((end - start) * last / (pool - 1));
    }

    private void corners(Tensor map, int roi, int s, float[] at, Consumer<Pair> visit) {
        int channels = map.size(3);
        for (int k = 0; k < 4; k++) {
            double y = k < 2 ? Math.floor(at[0]) : Math.ceil(at[0]);
            double x = k % 2 == 0 ? Math.floor(at[1]) : Math.ceil(at[1]);
            double down = at[0] - Math.floor(at[0]);
            double right = at[1] - Math.floor(at[1]);
            double weight = (k < 2 ? 1 - down : down) * (k % 2 == 0 ? 1 - right : right);
            int pixel = ((images[roi] * map.size(1) + (int) y) * map.size(2) + (int) x) * channels;
            visit.accept(new Pair(map, pixel, (roi * pool * pool + s) * channels, weight, channels));
        }
    }
}
