// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.stream.IntStream;
import org.mrcnn.data.internal.TopK;
import org.mrcnn.data.internal.geometry.Nms;

/** Non-maximum suppression class by class, without shifting the boxes, as in Matterport. */
final class ClassNms {
    private ClassNms() {}

    /** See {@link DetectionRules#suppress}. */
    static int[] select(float[] boxes, float[] scores, int[] classIds, DetectionSettings settings) {
        boolean[] kept = new boolean[classIds.length];
        for (int c : IntStream.of(classIds).distinct().toArray()) {
            int[] members = IntStream.range(0, classIds.length)
                    .filter(i -> classIds[i] == c)
                    .toArray();
            float[] own = new float[4 * members.length];
            float[] ownScores = new float[members.length];
            for (int m = 0; m < members.length; m++) {
                System.arraycopy(boxes, 4 * members[m], own, 4 * m, 4);
                ownScores[m] = scores[members[m]];
            }
            for (int m : Nms.select(own, ownScores, settings.nmsThreshold(), settings.maxDetections())) {
                kept[members[m]] = true;
            }
        }
        int[] ids = IntStream.range(0, kept.length).filter(i -> kept[i]).toArray();
        float[] keptScores = new float[ids.length];
        for (int k = 0; k < ids.length; k++) {
            keptScores[k] = scores[ids[k]];
        }
        return IntStream.of(TopK.indices(keptScores, settings.maxDetections()))
                .map(k -> ids[k])
                .toArray();
    }
}
