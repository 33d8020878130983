// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.util.Arrays;
import org.mrcnn.data.internal.TopK;

/**
 * Non-maximum suppression of groups that do not suppress each other, such as levels or classes, like {@code batched_nms} of
 * torchvision, which Detectron2 also uses. The boxes of each group are shifted to a separate area, and the float rounding of
 * this shift decides some overlaps; if there are more boxes than {@link #MOVED}, each group is processed separately without
 * shifting.
 */
public final class GroupedNms {
    /** torchvision shifts the boxes of arrays with at most 4000 numbers. */
    public static final int MOVED = 1000;

    private GroupedNms() {}

    /**
     * Returns the boxes that are kept, see {@link Nms#select}.
     *
     * @param boxes float[n * 4], not negative
     * @param scores float[n]
     * @param groups int[n], 0 or more
     * @param max maximum number of boxes to keep in total
     * @return indices of the kept boxes, by descending score
     */
    public static int[] select(float[] boxes, float[] scores, int[] groups, float iouThreshold, int max) {
        return groups.length > MOVED
                ? inPlace(boxes, scores, groups, iouThreshold, max)
                : Nms.select(moved(boxes, groups), scores, iouThreshold, max);
    }

    private static float[] moved(float[] boxes, int[] groups) {
        float most = 0;
        for (float edge : boxes) {
            most = Math.max(most, edge);
        }
        float[] moved = new float[boxes.length];
        for (int k = 0; k < moved.length; k++) {
            moved[k] = boxes[k] + groups[k / 4] * (most + 1);
        }
        return moved;
    }

    private static int[] inPlace(float[] boxes, float[] scores, int[] groups, float iouThreshold, int max) {
        int[] kept = new int[groups.length];
        int size = 0;
        for (int group : Arrays.stream(groups).distinct().toArray()) {
            int[] members = new int[groups.length];
            int count = 0;
            for (int i = 0; i < groups.length; i++) {
                if (groups[i] == group) {
                    members[count++] = i;
                }
            }
            float[] own = new float[4 * count];
            float[] ownScores = new float[count];
            for (int m = 0; m < count; m++) {
                System.arraycopy(boxes, 4 * members[m], own, 4 * m, 4);
                ownScores[m] = scores[members[m]];
            }
            for (int m : Nms.select(own, ownScores, iouThreshold, max)) {
                kept[size++] = members[m];
            }
        }
        return best(Arrays.copyOf(kept, size), scores, max);
    }

    private static int[] best(int[] kept, float[] scores, int max) {
        Arrays.sort(kept);
        float[] keptScores = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptScores[i] = scores[kept[i]];
        }
        return Arrays.stream(TopK.indices(keptScores, max)).map(i -> kept[i]).toArray();
    }
}
