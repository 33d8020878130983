// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.util.Arrays;

/**
 * Encodes pairs of boxes as deltas (dy, dx, log dh, log dw), and decodes deltas to boxes.
 *
 * <p>dy and dx are shifts of the centre in units of the box size; all four are divided by {@code stdDev}, which gives them
 * about unit variance (R-CNN, Girshick et al. 2014, appendix C). Decoding clamps the two logarithms at log(1000/16), the
 * largest growth from a 16-pixel box to a 1000-pixel box, so that an untrained network cannot cause overflow; Matterport does
 * not limit them, and neither does {@link #unbounded}.
 *
 * @param stdDev float[4], positive
 * @param bounded whether decoding clamps
 */
@SuppressWarnings("ArrayRecordComponent") // copied on input and output, compared by value
public record BoxCoder(float[] stdDev, boolean bounded) {
    /** Upper bound of the decoded log dh and log dw. */
    public static final float SCALE_CLAMP = (float) Math.log(1000.0 / 16.0);

    /** Checks and copies the standard deviations. */
    public BoxCoder {
        if (stdDev.length != 4) {
            throw new IllegalArgumentException("stdDev must be 4 floats (dy, dx, dh, dw), found " + stdDev.length);
        }
        stdDev = stdDev.clone();
        for (float s : stdDev) {
            if (!(s > 0) || Float.isInfinite(s)) {
                throw new IllegalArgumentException(
                        "stdDev must be positive and finite, found " + Arrays.toString(stdDev));
            }
        }
    }

    /** Creates a coder that clamps. */
    public BoxCoder(float[] stdDev) {
        this(stdDev, true);
    }

    /** Returns this coder without the clamp. */
    public BoxCoder unbounded() {
        return new BoxCoder(stdDev, false);
    }

    /** Returns the coder with Matterport's standard deviations 0.1, 0.1, 0.2, 0.2. */
    public static BoxCoder defaults() {
        return new BoxCoder(new float[] {0.1f, 0.1f, 0.2f, 0.2f});
    }

    /** Returns a copy of the four standard deviations. */
    @Override
    public float[] stdDev() {
        return stdDev.clone();
    }

    /**
     * Writes the deltas that move box {@code i} of {@code boxes} onto box {@code j} of {@code gt} to row {@code k} of
     * {@code out}. Both boxes must have positive height and width.
     */
    public void encode(float[] boxes, int i, float[] gt, int j, float[] out, int k) {
        encode(new double[] {boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]}, 0, gt, j, out, k);
    }

    /**
     * Like {@link #encode(float[], int, float[], int, float[], int)}, from boxes that are not rounded to float, which matters
     * for small boxes.
     */
    public void encode(double[] boxes, int i, float[] gt, int j, float[] out, int k) {
        double height = boxes[4 * i + 2] - boxes[4 * i];
        double width = boxes[4 * i + 3] - boxes[4 * i + 1];
        double gtHeight = (double) gt[4 * j + 2] - gt[4 * j];
        double gtWidth = (double) gt[4 * j + 3] - gt[4 * j + 1];
        if (!(height > 0 && width > 0 && gtHeight > 0 && gtWidth > 0)) {
            throw new IllegalArgumentException("deltas need boxes of positive size, found box "
                    + Arrays.toString(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4)) + " and target "
                    + Arrays.toString(Arrays.copyOfRange(gt, 4 * j, 4 * j + 4)));
        }
        double dy = (gt[4 * j] + 0.5 * gtHeight - (boxes[4 * i] + 0.5 * height)) / height;
        double dx = (gt[4 * j + 1] + 0.5 * gtWidth - (boxes[4 * i + 1] + 0.5 * width)) / width;
        out[4 * k] = (float) (dy / deviation(0));
        out[4 * k + 1] = (float) (dx / deviation(1));
        out[4 * k + 2] = (float) (Math.log(gtHeight / height) / deviation(2));
        out[4 * k + 3] = (float) (Math.log(gtWidth / width) / deviation(3));
    }

    /**
     * Returns the decimal number that is meant: the difference to the float nearest to 0.1 can change the last bit of a delta.
     */
    private double deviation(int k) {
        return Double.parseDouble(Float.toString(stdDev[k]));
    }

    /** Writes box {@code i} moved by row {@code j} of {@code deltas} to row {@code k} of {@code out}. */
    public void decode(float[] boxes, int i, float[] deltas, int j, float[] out, int k) {
        float height = boxes[4 * i + 2] - boxes[4 * i];
        float width = boxes[4 * i + 3] - boxes[4 * i + 1];
        float y = boxes[4 * i] + 0.5f * height + deltas[4 * j] * stdDev[0] * height;
        float x = boxes[4 * i + 1] + 0.5f * width + deltas[4 * j + 1] * stdDev[1] * width;
        height *= grow(deltas[4 * j + 2] * stdDev[2]);
        width *= grow(deltas[4 * j + 3] * stdDev[3]);
        out[4 * k] = y - 0.5f * height;
        out[4 * k + 1] = x - 0.5f * width;
        out[4 * k + 2] = out[4 * k] + height;
        out[4 * k + 3] = out[4 * k + 1] + width;
    }

    /**
     * Returns every box moved by its deltas.
     *
     * @param boxes float[n * 4], any coordinates
     * @param deltas float[n * 4], in units of {@code stdDev}
     * @return a new float[n * 4], not clipped
     */
    public float[] decode(float[] boxes, float[] deltas) {
        int n = Boxes.count(boxes);
        if (deltas.length != boxes.length) {
            throw new IllegalArgumentException(
                    "deltas must have one row a box: " + n + " boxes, found " + deltas.length + " floats of deltas");
        }
        float[] decoded = new float[4 * n];
        for (int i = 0; i < n; i++) {
            decode(boxes, i, deltas, i, decoded, i);
        }
        return decoded;
    }

    private float grow(float logScale) {
        return (float) Math.exp(bounded ? Math.min(logScale, SCALE_CLAMP) : logScale);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoxCoder coder && Arrays.equals(stdDev, coder.stdDev) && bounded == coder.bounded;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(stdDev) + Boolean.hashCode(bounded);
    }

    @Override
    public String toString() {
        return "BoxCoder" + Arrays.toString(stdDev) + (bounded ? "" : " unbounded");
    }
}
