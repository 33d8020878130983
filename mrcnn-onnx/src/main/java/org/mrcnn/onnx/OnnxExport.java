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
 * Writes a model as an ONNX file (opset 17, standard operators only). The file contains the complete model, from the image to
 * boxes, labels, scores and masks, for one image at a time.
 *
 * <p>Inputs: with preprocessing, {@code image} UINT8 [height, width, channels], an image of any size; without preprocessing,
 * {@code image} FLOAT [1, height, width, channels], resized, padded and normalized, and {@code window} FLOAT [4], the part (y1,
 * x1, y2, x2) in pixels that is not padding.
 *
 * <p>Outputs, for n detections, highest score first: {@code boxes} FLOAT [n, 4], (y1, x1, y2, x2) in pixels of the input, y2
 * and x2 exclusive; {@code labels} INT64 [n], class ids; {@code scores} FLOAT [n]; {@code masks} FLOAT [n, 28, 28],
 * probabilities from corner to corner of the box, or, with full masks, BOOL [n, height, width]. The metadata of the file has
 * {@code labels} (JSON, background first), {@code config} (YAML) and {@code provenance} (JSON).
 */
public final class OnnxExport {

    private OnnxExport() {}

    /**
     * What the file contains in addition to the network.
     *
     * @param preprocess whether the file includes resizing, padding and normalization of the image
     * @param fullMasks whether the masks have the size of the image, in place of 28 x 28 probabilities
     */
    public record Options(boolean preprocess, boolean fullMasks) {

        /** Returns options for the network only. */
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
     * Writes the file. If this fails, an existing file stays as it was. Weights of more than 2 GB are written to a second file,
     * {@code FILE.data}, or {@code FILE.2.data} and so on if a file of that name exists. If a model is replaced, its second file is
     * deleted.
     *
     * @param model a model that is not being trained during the call
     * @throws IllegalArgumentException if ONNX export does not support a setting or an operation of the network, such as one in
     *     a custom backbone, or if weights are not finite; the message names them
     */
    public static void write(MaskRcnn model, Path file, Options options) throws IOException {
        NamedWeights.requireFinite(file.toString(), model.weights());
        OnnxFile.write(
                file, ExportedNetwork.whole(model, options.preprocess(), options.fullMasks()), Metadata.of(model));
    }
}
