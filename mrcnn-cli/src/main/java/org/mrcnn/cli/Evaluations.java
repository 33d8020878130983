// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoEvaluator;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.image.ImageException;

/** Evaluates a model on a data set in memory, with class ids as categories. */
final class Evaluations {
    private static final int IMAGES_PER_LINE = 25;

    private Evaluations() {}

    /** Average precision of boxes and of masks. An image that cannot be used is named and left out: the weights are not its fault. */
    static List<EvaluationResult> of(MaskRcnn model, Dataset images, PrintWriter terminal) {
        Dataset data = images.withPixels(model.config().image().pixelFormat());
        List<CocoGroundTruth.Annotation> truths = new ArrayList<>();
        List<CocoDetection> found = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            try {
                Sample sample = data.load(i);
                found.addAll(model.detect(sample.image()).toCocoResults(sample.imageId(), id -> id));
                truths(sample, truths);
            } catch (ImageException | BadDataException | IllegalArgumentException e) {
                terminal.println(ErrorText.oneLine("left out of the evaluation: " + e.getMessage()));
            }
            tell(terminal, i + 1, data.size());
        }
        return List.of(
                CocoEvaluator.evaluate(truths, found, EvaluationSettings.defaults(IouType.BBOX)),
                CocoEvaluator.evaluate(truths, found, EvaluationSettings.defaults(IouType.SEGM)));
    }

    static void tell(PrintWriter terminal, int done, int of) {
        if (done % IMAGES_PER_LINE == 0 || done == of) {
            terminal.println("evaluated " + done + " of " + of + " images");
        }
    }

    private static void truths(Sample sample, List<CocoGroundTruth.Annotation> truths) {
        for (int i = 0; i < sample.count(); i++) {
            float[] b = sample.boxes();
            truths.add(new CocoGroundTruth.Annotation(
                    truths.size() + 1,
                    sample.imageId(),
                    Math.abs(sample.classIds()[i]),
                    CocoDetection.Box.ofCorners(b[4 * i], b[4 * i + 1], b[4 * i + 2], b[4 * i + 3]),
                    sample.masks().get(i),
                    sample.masks().get(i).area(),
                    sample.isCrowd(i),
                    false));
        }
    }
}
