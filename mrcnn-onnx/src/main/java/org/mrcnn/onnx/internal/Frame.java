// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;

/**
 * The position of an image in the network's input, computed by the graph like {@link
 * org.mrcnn.data.internal.image.ResizeGeometry} for one image. Each tensor is INT64 [2], of rows and columns.
 *
 * @param image size of the image
 * @param scaled size of the image after scaling
 * @param input size of the network's input
 * @param offset padding before the scaled image
 */
record Frame(Tensor image, Tensor scaled, Tensor input, Tensor offset) {

    /** Returns the frame of an image that is not resized. */
    static Frame same(Tensor size) {
        return new Frame(size, size, size, size.minus(size));
    }

    /**
     * Returns the frame with equal padding before and after the image; for an odd difference, there is one row or column less
     * before it.
     */
    static Frame centred(Tensor image, Tensor scaled, Tensor input) {
        return new Frame(image, scaled, input, input.minus(scaled).over(2));
    }

    /** Returns the part of the input that contains the image, without padding, FLOAT [4] in pixels. */
    Tensor window() {
        return input.graph().concat(0, offset, offset.plus(scaled)).cast(DataType.FLOAT);
    }
}
