// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.matterport;

import java.util.Arrays;
import org.mrcnn.data.internal.mask.MaskPaste;

/**
 * Like {@code unmold_mask} of Matterport (utils.py 570): the box is rounded to whole pixels, halves to even, and no value is
 * below the smallest of the mask, so that a mask with all values of 0.5 or more fills its box completely.
 */
public final class MatterportPaste extends MaskPaste {

    @Override
    protected double[] edges(float[] box, int side) {
        double[] edges = new double[4];
        Arrays.setAll(edges, i -> Math.rint(box[i]));
        return edges;
    }

    @Override
    protected double floor(float[] mask) {
        float min = mask[0];
        for (float value : mask) {
            min = Math.min(min, value);
        }
        return min;
    }
}
