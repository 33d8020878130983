// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.ImageException;

/** Evaluates a model and returns the results as lines for the terminal of the driver. */
final class FinalScores {

    private FinalScores() {}

    /**
     * Returns the average precision of a model on validation data. An image that cannot be used is left out and gets its own
     * line, because its fault says nothing about the weights.
     */
    static List<String> of(MaskRcnn model, Dataset images) {
        Dataset data = images.withPixels(model.config().image().pixelFormat());
        DetectionScores scores = new DetectionScores();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            try {
                Sample sample = data.load(i);
                scores.add(sample, model.detect(sample.image()));
            } catch (ImageException | BadDataException | IllegalArgumentException e) {
                lines.add("left out of the evaluation: " + e.getMessage());
            }
        }
        scores.results().forEach(result -> lines.add(DetectionScores.line(result)));
        return lines;
    }
}
