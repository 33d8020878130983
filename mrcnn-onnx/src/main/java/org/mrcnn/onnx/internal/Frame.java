// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import onnx.Onnx.TensorProto.DataType;

/**
 * Where the pixels of an image lie in the network's input: what {@link org.mrcnn.data.internal.image.ResizeGeometry} is for one
 * image, computed by the graph. Each tensor is INT64 [2], of rows and columns.
 *
 * @param image size of the image
 * @param scaled size of the image after scaling
 * @param input size of the network's input
 * @param offset padding before the scaled image
 */
record Frame(Tensor image, Tensor scaled, Tensor input, Tensor offset) {

    /** Of an image that is the input. */
    static Frame same(Tensor size) {
        return new Frame(size, size, size, size.minus(size));
    }

    /** With as much padding before as after the image, or one row or column less. */
    static Frame centred(Tensor image, Tensor scaled, Tensor input) {
        return new Frame(image, scaled, input, input.minus(scaled).over(2));
    }

    /** The part of the input that shows image, FLOAT [4] in pixels. */
    Tensor window() {
        return input.graph().concat(0, offset, offset.plus(scaled)).cast(DataType.FLOAT);
    }
}
