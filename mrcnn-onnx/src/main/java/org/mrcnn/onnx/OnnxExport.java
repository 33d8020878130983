// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.onnx.internal.ExportedNetwork;
import org.mrcnn.onnx.internal.Metadata;
import org.mrcnn.onnx.internal.OnnxFile;

/**
 * Writes a model as an ONNX file (opset 17, standard operators alone): the whole of it, from the image to boxes, labels, scores
 * and masks, for one image at a time.
 *
 * <p>Input {@code image}: with preprocessing UINT8 [height, width, channels], an image of any size; without FLOAT [1, height,
 * width, channels], resized, padded and normalized, with {@code window} FLOAT [4] beside it, the part (y1, x1, y2, x2) in pixels
 * that shows image.
 *
 * <p>Outputs, for n detections, best first: {@code boxes} FLOAT [n, 4], (y1, x1, y2, x2) in pixels of the input, y2 and x2
 * exclusive; {@code labels} INT64 [n], class ids; {@code scores} FLOAT [n]; {@code masks} FLOAT [n, 28, 28], probabilities from
 * corner to corner of the box, or BOOL [n, height, width]. The file's metadata has {@code labels} (JSON, background first),
 * {@code config} (YAML) and {@code provenance} (JSON).
 */
public final class OnnxExport {

    private OnnxExport() {}

    /**
     * What is in the file besides the network.
     *
     * @param preprocess resizing, padding and normalization
     * @param fullMasks masks pasted to the size of the image, in place of 28 x 28 probabilities
     */
    public record Options(boolean preprocess, boolean fullMasks) {

        /** The network alone. */
        public static Options defaults() {
            return new Options(false, false);
        }

        public Options withPreprocess(boolean value) {
            return new Options(value, fullMasks);
        }

        public Options withFullMasks(boolean value) {
            return new Options(preprocess, value);
        }
    }

    /**
     * Writes the file, whole or not at all. Weights of more than 2 GB go to a second file, {@code FILE.data}, or {@code
     * FILE.2.data} and so on if a file of that name exists. The second file of a model that is replaced is deleted.
     *
     * @param model not in training meanwhile
     * @throws IllegalArgumentException naming an operation of the network, such as one of a backbone of your own, a setting that
     *     cannot be written, or weights that are not finite
     */
    public static void write(MaskRcnn model, Path file, Options options) throws IOException {
        NamedWeights.requireFinite(file.toString(), model.weights());
        OnnxFile.write(
                file, ExportedNetwork.whole(model, options.preprocess(), options.fullMasks()), Metadata.of(model));
    }
}
