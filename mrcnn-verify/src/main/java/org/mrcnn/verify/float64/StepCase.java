// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

/**
 * What a training step is computed from, beside the weights: float32 and whole numbers, as both sides had them.
 *
 * @param images number of images, N
 * @param side of the square network input, in pixels
 * @param pixels molded, [N, side, side, 3]
 * @param active flags of the classes, per image [classes]
 * @param rpn targets of the anchors
 * @param regions chosen regions and their targets
 * @param deep whether the backbone is ResNet-101 instead of ResNet-50
 * @param faithful whether padding is trained as background, image 0's active classes hold for the batch, and the targets of the
 *     box loss pass a gradient on to the proposals
 */
@SuppressWarnings("ArrayRecordComponent") // read within one step
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
     * @param deltas of the positive ones, image by image from row 0, [N, K, 4]
     * @param proposals whether the regions came from this network's boxes
     */
    public record Rpn(float[] anchors, int[] match, float[] deltas, boolean proposals) {}

    /**
     * Regions of the heads.
     *
     * @param boxes normalized, [N, R, 4]
     * @param classIds of their instances; 0 for background, below 0 for padding, [N, R]
     * @param deltas [N, R, 4]
     * @param masks of 0 and 1, [N, R, 28, 28]
     */
    public record Regions(float[] boxes, int[] classIds, float[] deltas, float[] masks) {

        int perImage(int images) {
            return classIds.length / images;
        }
    }
}
