// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.image.ResizedImage;

/**
 * A case of the topic model, converted to our settings and images.
 *
 * @param golden the case
 * @param config configuration with the reference's own rules
 * @param batch number of images
 * @param height height of the network's input
 * @param width width of the network's input
 * @param classes number of classes with background
 */
record ModelCase(GoldenCase golden, MaskRcnnConfig config, int batch, int height, int width, int classes) {

    static ModelCase of(GoldenCase golden) throws IOException {
        Fields params = golden.params();
        int[] shape = params.wholes("image_shape");
        return new ModelCase(
                golden, config(params), params.whole("batch"), shape[0], shape[1], params.whole("num_classes"));
    }

    private static MaskRcnnConfig config(Fields params) throws IOException {
        String yaml = String.format(
                Locale.ROOT,
                """
                model: {backbone: %s}
                rpn: {anchorScales: %s, anchorRatios: %s, nmsThreshold: %s, preNmsLimit: %d, proposalsInference: %d,
                  legacy: true}
                roi: {sampling: legacy_unclamped}
                detection: {maxInstances: %d, minConfidence: %s, nmsThreshold: %s, legacy: true}
                image: {mode: pad64, minDimension: 64}
                train: {batchSize: 1}
                """,
                params.text("backbone"),
                params.list("scales"),
                params.list("ratios"),
                params.number("RPN_NMS_THRESHOLD"),
                params.whole("PRE_NMS_LIMIT"),
                params.whole("POST_NMS_ROIS_INFERENCE"),
                params.whole("DETECTION_MAX_INSTANCES"),
                params.number("DETECTION_MIN_CONFIDENCE"),
                params.number("DETECTION_NMS_THRESHOLD"));
        return MaskRcnnConfig.fromYaml(yaml, "case.json");
    }

    /** Returns a model with formula weights. The caller must close it. */
    MaskRcnn model(MaskRcnnConfig settings) {
        return model(settings, classes);
    }

    static MaskRcnn model(MaskRcnnConfig settings, int classes) {
        List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
        for (int i = 1; i < classes; i++) {
            labels.add("class" + i);
        }
        MaskRcnn model = MaskRcnn.create(settings, labels);
        FormulaWeights.fill(model.weights());
        return model;
    }

    /** Returns the window of an image in the network's input, [y1, x1, y2, x2] in pixels. */
    int[] window(int n) throws IOException {
        JsonNode window = golden.params().list("windows").get(n);
        int[] sides = new int[4];
        Arrays.setAll(sides, k -> window.get(k).intValue());
        return sides;
    }

    /** Returns the network's input before normalization: an image on its canvas, at any window. */
    ResizedImage canvas(int n) throws IOException {
        int[] window = window(n);
        int rows = window[2] - window[0];
        int columns = window[3] - window[1];
        return new ResizedImage(
                padded(n), new ResizeGeometry(rows, columns, 1, rows, columns, height, width, window[0], window[1]));
    }

    /** Returns whether we would place the image in the same way on the canvas. */
    boolean isOurCanvas(int n) throws IOException {
        ResizedImage ours = DataSettings.resize(config.image()).apply(image(n), new SplittableRandom(0));
        return ours.geometry().equals(canvas(n).geometry());
    }

    private Image padded(int n) throws IOException {
        return Images.read(golden.folder().resolve("input" + n + ".png"));
    }

    /** Returns an image as it was before padding. */
    Image image(int n) throws IOException {
        Image padded = padded(n);
        int[] window = window(n);
        int height = window[2] - window[0];
        int width = window[3] - window[1];
        byte[] pixels = new byte[height * width * 3];
        for (int y = 0; y < height; y++) {
            System.arraycopy(
                    padded.pixels(),
                    ((window[0] + y) * padded.width() + window[1]) * 3,
                    pixels,
                    y * width * 3,
                    width * 3);
        }
        return new Image(height, width, 3, pixels);
    }
}
