// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.List;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.internal.targets.DetectionRows;

/**
 * The results of the stages of inference for one image. Boxes are normalized; ranks are by RPN score.
 *
 * @param resized the network's input, and its relation to the image
 * @param pyramid mean over the channels of P2 to P6
 * @param rpn results of the region proposal network
 * @param heads results of the box and mask heads
 */
record InferenceTrace(ResizedImage resized, List<Level> pyramid, Rpn rpn, Heads heads) {

    /** The mean over the channels of one pyramid level, float[height * width]. */
    @SuppressWarnings("ArrayRecordComponent") // a page uses it only once
    record Level(String name, int height, int width, float[] mean) {}

    /**
     * From anchors to proposals.
     *
     * @param anchors float[n * 4], all anchors
     * @param objectness float[n], object probability of each anchor
     * @param ranked the anchors with the highest scores, those that enter non-maximum suppression
     * @param refined float[ranked * 4], these anchors after applying their deltas and clipping
     * @param rois float[RoIs * 4], the proposals of the graph
     */
    @SuppressWarnings("ArrayRecordComponent") // a page uses it only once
    record Rpn(float[] anchors, float[] objectness, int[] ranked, float[] refined, float[] rois) {}

    /**
     * From proposals to detections.
     *
     * @param probabilities float[RoIs * classes] of the box head
     * @param candidates refined RoIs with a sufficient score, before suppression, in rows like detections
     * @param detections detections of the graph
     * @param masks one per detection, float[maskSide * maskSide] probabilities
     * @param maskSide rows and columns of a mask
     */
    @SuppressWarnings("ArrayRecordComponent") // a page uses it only once
    record Heads(
            float[] probabilities,
            DetectionRows candidates,
            DetectionRows detections,
            List<float[]> masks,
            int maskSide) {}

    /** Returns the network's input. */
    Image input() {
        return resized.image();
    }

    /** Returns the transformation from the image to the input. */
    ResizeGeometry geometry() {
        return resized.geometry();
    }

    /** Converts normalized boxes to pixels of the network's input. */
    float[] pixels(float[] normalized) {
        return Boxes.denormalize(normalized, input().height(), input().width());
    }

    /** Returns the normalized boxes of detections, float[count * 4]. */
    static float[] boxes(DetectionRows rows) {
        float[] boxes = new float[4 * rows.count()];
        for (int i = 0; i < rows.count(); i++) {
            System.arraycopy(rows.rows(), 6 * i, boxes, 4 * i, 4);
        }
        return boxes;
    }

    /** Returns rows of a box array in the given order. */
    static float[] rows(float[] boxes, int[] indices) {
        float[] picked = new float[4 * indices.length];
        for (int k = 0; k < indices.length; k++) {
            System.arraycopy(boxes, 4 * indices[k], picked, 4 * k, 4);
        }
        return picked;
    }
}
