// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.Optional;
import org.mrcnn.data.internal.image.MaskCrop;

/**
 * What is known of one usable object.
 *
 * @param annotationId in its file; empty where there is none
 * @param classId 1 or more
 * @param crowd whether it is a region of many objects
 * @param box float[4] tight around the mask: y1, x1, y2, x2 in pixels of the image, y2 and x2 exclusive
 * @param area pixels of the mask
 * @param resizedBox the same in network input; four zeros when the resize leaves nothing of it
 * @param resizedArea pixels of the mask in network input
 * @param selfCrossing whether an outline of it crosses itself
 * @param repeats index of an earlier object of the image with the same class and nearly the same mask, or -1
 */
@SuppressWarnings("ArrayRecordComponent") // shared within a scan, nobody writes to them
public record ObjectFacts(
        Optional<String> annotationId,
        int classId,
        boolean crowd,
        float[] box,
        long area,
        float[] resizedBox,
        long resizedArea,
        boolean selfCrossing,
        int repeats) {

    /** Whether anything is left of it in network input. */
    public boolean isVisible() {
        return resizedArea > 0;
    }

    /** Square root of the mask's area in pixels of the image. */
    public double size() {
        return Math.sqrt((double) area);
    }

    /** Square root of the mask's area in pixels of the network's input. */
    public double resizedSize() {
        return Math.sqrt((double) resizedArea);
    }

    /** Square root of the area of the resized box, which is what anchors have to meet. */
    public double resizedSide() {
        return Math.sqrt((double) (resizedBox[2] - resizedBox[0]) * (resizedBox[3] - resizedBox[1]));
    }

    /** Width divided by height of the box, as anchor ratios are given. */
    public double ratio() {
        return (double) (box[3] - box[1]) / (box[2] - box[0]);
    }

    static float[] box(MaskCrop crop) {
        return new float[] {crop.y1(), crop.x1(), crop.y2(), crop.x2()};
    }

    static long area(MaskCrop crop) {
        long area = 0;
        for (byte pixel : crop.pixels()) {
            area += pixel;
        }
        return area;
    }
}
