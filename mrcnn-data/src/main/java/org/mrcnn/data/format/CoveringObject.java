// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.Comparator;
import java.util.List;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.mask.Rle;

/**
 * Detects masks that are probably the background, or all objects of an image, not a single object. All masks must have the same
 * size.
 */
final class CoveringObject {

    private static final int HALF = 50; // percent of the image

    private static final int BY_FAR = 10; // times the area of the next smaller object

    private CoveringObject() {}

    /** Adds a note about the largest object if it may be the background, or all objects together. */
    static void note(AnnotatedImage image, Findings findings) {
        List<AnnotatedObject> masks = image.objects().stream()
                .filter(object -> object.segment() instanceof Segment.Runs)
                .sorted(Comparator.comparing(object -> -mask(object).area()))
                .toList();
        if (masks.isEmpty()) {
            return;
        }
        AnnotatedObject most = masks.get(0);
        String what = covering(
                mask(most), masks.stream().skip(1).map(CoveringObject::mask).toList());
        if (what != null) {
            findings.add(
                    new DataFinding(
                            DataProblem.COVERS_ALL,
                            String.valueOf(image.annotationFile()),
                            image.id(),
                            most.id(),
                            "a mask of one object",
                            what),
                    null);
        }
    }

    /**
     * Returns what is unusual about a mask compared to the others, which are sorted by descending area; null if nothing is.
     */
    private static String covering(Rle mask, List<Rle> others) {
        float[] box = mask.bounds();
        long share = 100 * mask.area() / ((long) mask.height() * mask.width());
        if (box[0] == 0 && box[1] == 0 && box[2] == mask.height() && box[3] == mask.width()) {
            return "one that touches all four borders, with " + share + " % of the image; is it the background?";
        }
        if (share > HALF
                && !others.isEmpty()
                && mask.area() > BY_FAR * others.get(0).area()) {
            return "one of " + share + " % of the image, by far the largest; is it the background?";
        }
        if (others.size() > 1) {
            Rle union = Rle.union(others);
            if (union.area() > 0 && Rle.intersection(List.of(union, mask)).area() == union.area()) {
                return "one that contains all " + others.size() + " others; is it all objects together?";
            }
        }
        return null;
    }

    private static Rle mask(AnnotatedObject object) {
        return ((Segment.Runs) object.segment()).rle();
    }
}
