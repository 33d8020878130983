// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.Optional;
import org.mrcnn.data.internal.image.MaskCrop;

/**
 * The properties of a usable object.
 *
 * @param annotationId id in the annotation file; empty if there is none
 * @param classId class id, 1 or more
 * @param crowd whether it is a crowd, a region with many objects
 * @param box float[4] tight box of the mask: y1, x1, y2, x2 in pixels of the image, y2 and x2 exclusive
 * @param area number of pixels of the mask
 * @param resizedBox the same box in the network input; four zeros if resizing leaves nothing of it
 * @param resizedArea number of pixels of the mask in the network input
 * @param selfCrossing whether one of its outlines crosses itself
 * @param repeats index of an earlier object of the image with the same class and nearly the same mask, or -1
 */
@SuppressWarnings("ArrayRecordComponent") // shared within a scan, never modified
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

    /** Returns whether the object has pixels in the network input. */
    public boolean isVisible() {
        return resizedArea > 0;
    }

    /** Returns the square root of the mask's area in pixels of the image. */
    public double size() {
        return Math.sqrt((double) area);
    }

    /** Returns the square root of the mask's area in pixels of the network's input. */
    public double resizedSize() {
        return Math.sqrt((double) resizedArea);
    }

    /** Returns the square root of the area of the resized box, which anchors must match. */
    public double resizedSide() {
        return Math.sqrt((double) (resizedBox[2] - resizedBox[0]) * (resizedBox[3] - resizedBox[1]));
    }

    /** Returns width / height of the box, like anchor ratios. */
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
