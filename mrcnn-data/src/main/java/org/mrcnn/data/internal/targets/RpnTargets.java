// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mrcnn.data.internal.ClassIds;
import org.mrcnn.data.internal.geometry.Boxes;

/**
 * The targets of the region proposal network for each anchor of an image (Faster R-CNN, Ren et al. 2015, section 3.1.2).
 *
 * @param match int[anchors]: 1 positive, -1 negative, 0 not trained on
 * @param deltas float[anchorsPerImage * 4]: a row for each positive anchor in ascending order, padded with zeros
 */
@SuppressWarnings("ArrayRecordComponent") // large, passed to the batch without a copy
public record RpnTargets(int[] match, float[] deltas) {
    /** An anchor with this fraction of its area in a crowd is not a negative: there may be objects in it. */
    private static final double CROWD_SHARE = 0.001;

    /**
     * Matches anchors to objects and samples the anchors to train on.
     *
     * <p>An anchor is positive if its best IoU reaches the foreground threshold, or if no anchor has a higher IoU with some
     * object (several may tie; an anchor that does not overlap the object is never its best). It is negative if its best IoU is
     * below the background threshold and no crowd covers it. An image without objects has only negatives. Limit the objects to
     * those that the second stage uses before calling this; otherwise the dropped ones become its background.
     *
     * @param settings thresholds and numbers
     * @param anchors double[n * 4], pixels: see {@link AnchorGenerator#exactPixels}
     * @param classIds one per object: positive for a class, negative for a crowd, 0 for padding
     * @param boxes float[objects * 4], pixels
     * @param random samples the anchors to train on
     */
    public static RpnTargets build(
            RpnTargetSettings settings, double[] anchors, int[] classIds, float[] boxes, RandomGenerator random) {
        return build(settings, anchors, classIds, boxes, IdSampler.random(random));
    }

    /**
     * Like the other {@code build} methods, for anchors rounded to float: if several anchors are equally good for an object,
     * rounding decides which of them are its best.
     */
    public static RpnTargets build(
            RpnTargetSettings settings, float[] anchors, int[] classIds, float[] boxes, RandomGenerator random) {
        double[] exact = new double[anchors.length];
        for (int k = 0; k < exact.length; k++) {
            exact[k] = anchors[k];
        }
        return build(settings, exact, classIds, boxes, IdSampler.random(random));
    }

    /** Like the other {@code build} methods, with a sampler that selects the anchors. */
    public static RpnTargets build(
            RpnTargetSettings settings, double[] anchors, int[] classIds, float[] boxes, IdSampler sampler) {
        AnchorMatcher matcher = new AnchorMatcher(anchors, settings.rules());
        int[] match = matchAll(settings, matcher, anchors, classIds, boxes);
        int half = settings.anchorsPerImage() / 2;
        int[] positives = limit(match, 1, half, sampler);
        limit(match, -1, settings.anchorsPerImage() - positives.length, sampler);

        float[] deltas = new float[4 * settings.anchorsPerImage()];
        for (int k = 0; k < positives.length; k++) {
            settings.coder().encode(anchors, positives[k], boxes, matcher.bestObject(positives[k]), deltas, k);
        }
        return new RpnTargets(match, deltas);
    }

    /** Returns the match before sampling. */
    static int[] matchAll(RpnTargetSettings settings, double[] anchors, int[] classIds, float[] boxes) {
        return matchAll(settings, new AnchorMatcher(anchors, settings.rules()), anchors, classIds, boxes);
    }

    private static int[] matchAll(
            RpnTargetSettings settings, AnchorMatcher matcher, double[] anchors, int[] classIds, float[] boxes) {
        requireRows(anchors, classIds, boxes);
        BitSet crowd = new BitSet();
        for (int j = 0; j < classIds.length; j++) {
            if (ClassIds.isObject(classIds[j])) {
                matcher.addObject(boxes, j);
            } else if (ClassIds.isCrowd(classIds[j])) {
                matcher.markCrowd(boxes, j, CROWD_SHARE, crowd);
            }
        }
        int[] match = new int[matcher.anchorCount()];
        for (int a = 0; a < match.length; a++) {
            if (matcher.bestIou(a) >= settings.foreground()
                    || matcher.bestOfSomeObject().get(a)) {
                match[a] = 1;
            } else if (matcher.bestIou(a) < settings.background() && !crowd.get(a)) {
                match[a] = -1;
            }
        }
        return match;
    }

    /** Keeps at most {@code count} anchors of one label, sets the others to 0, and returns those kept, ascending. */
    private static int[] limit(int[] match, int label, int count, IdSampler sampler) {
        IntPredicate labelled = a -> match[a] == label;
        int[] ids = IntStream.range(0, match.length).filter(labelled).toArray();
        if (ids.length <= count) {
            return ids;
        }
        int[] kept = sampler.keep(ids, count);
        for (int id : ids) {
            match[id] = 0;
        }
        for (int id : kept) {
            match[id] = label;
        }
        Arrays.sort(kept);
        return kept;
    }

    private static void requireRows(double[] anchors, int[] classIds, float[] boxes) {
        if (anchors.length % 4 != 0) {
            throw new IllegalArgumentException(
                    "anchors must hold 4 numbers (y1, x1, y2, x2) each, found " + anchors.length);
        }
        if (Boxes.count(boxes) != classIds.length) {
            throw new IllegalArgumentException("RPN targets need one box per class id: found " + classIds.length
                    + " class ids and " + Boxes.count(boxes) + " boxes");
        }
    }
}
