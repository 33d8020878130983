// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.image.ImageException;

/** Evaluates a model on a data set in memory, with class ids as categories. */
final class Evaluations {
    private static final int IMAGES_PER_LINE = 25;

    private Evaluations() {}

    /**
     * Returns the average precision of boxes and of masks. An image that cannot be used is reported and left out, because this
     * does not depend on the weights.
     */
    static List<EvaluationResult> of(MaskRcnn model, Dataset images, PrintWriter terminal) {
        Dataset data = images.withPixels(model.config().image().pixelFormat());
        DetectionScores scores = new DetectionScores();
        for (int i = 0; i < data.size(); i++) {
            try {
                Sample sample = data.load(i);
                scores.add(sample, model.detect(sample.image()));
            } catch (ImageException | BadDataException | IllegalArgumentException e) {
                terminal.println(ErrorText.oneLine("left out of the evaluation: " + e.getMessage()));
            }
            tell(terminal, i + 1, data.size());
        }
        return scores.results();
    }

    static void tell(PrintWriter terminal, int done, int of) {
        if (done % IMAGES_PER_LINE == 0 || done == of) {
            terminal.println("evaluated " + done + " of " + of + " images");
        }
    }
}
