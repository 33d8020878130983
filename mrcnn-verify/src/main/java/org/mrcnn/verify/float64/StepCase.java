// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

/**
 * The inputs of a training step other than the weights, float32 and integers, equal for both implementations.
 *
 * @param images number of images, N
 * @param side side of the square network input, in pixels
 * @param pixels molded, [N, side, side, 3]
 * @param active flags of the classes, per image [classes]
 * @param rpn targets of the anchors
 * @param regions sampled RoIs and their targets
 * @param deep whether the backbone is ResNet-101 instead of ResNet-50
 * @param faithful whether padding is trained as background, the active classes of image 0 are used for the whole batch, and the
 *     targets of the box loss pass a gradient to the proposals
 */
@SuppressWarnings("ArrayRecordComponent") // used within one step only
public record StepCase(
        int images,
        int side,
        float[] pixels,
        int[][] active,
        Rpn rpn,
        Regions regions,
        boolean deep,
        boolean faithful) {

    /**
     * Targets of the anchors.
     *
     * @param anchors normalized, [A, 4]
     * @param match 1, 0 or -1, [N, A]
     * @param deltas deltas of the positive anchors, per image from row 0, [N, K, 4]
     * @param proposals whether the RoIs were computed from this network's boxes
     */
    public record Rpn(float[] anchors, int[] match, float[] deltas, boolean proposals) {}

    /**
     * RoIs of the heads.
     *
     * @param boxes normalized, [N, R, 4]
     * @param classIds class ids of their instances; 0 for background, negative for padding, [N, R]
     * @param deltas [N, R, 4]
     * @param masks values 0 and 1, [N, R, 28, 28]
     */
    public record Regions(float[] boxes, int[] classIds, float[] deltas, float[] masks) {

        int perImage(int images) {
            return classIds.length / images;
        }
    }
}
