// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoEvaluator;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;

/** Collects detections and ground truth, image by image, for COCO's average precision, with class ids as categories. */
public final class DetectionScores {

    /** The names of {@link #summary}. */
    public static final List<String> NAMES = List.of("box_ap", "box_ap50", "mask_ap", "mask_ap50");

    private final List<CocoGroundTruth.Annotation> truths = new ArrayList<>();
    private final List<CocoDetection> found = new ArrayList<>();

    /** Adds an image. */
    public void add(Sample truth, Detections detections) {
        addTruths(truth);
        found.addAll(detections.toCocoResults(truth.imageId(), id -> id));
    }

    private void addTruths(Sample sample) {
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

    /** Returns the evaluation of boxes, then that of masks. */
    public List<EvaluationResult> results() {
        return List.of(
                CocoEvaluator.evaluate(truths, found, EvaluationSettings.defaults(IouType.BBOX)),
                CocoEvaluator.evaluate(truths, found, EvaluationSettings.defaults(IouType.SEGM)));
    }

    /** Returns the average precision of boxes and masks, by {@link #NAMES}. */
    public Map<String, Double> summary() {
        Map<String, Double> summary = new LinkedHashMap<>();
        Iterator<String> names = NAMES.iterator();
        for (EvaluationResult result : results()) {
            summary.put(names.next(), result.metrics().get("AP"));
            summary.put(names.next(), result.metrics().get("AP50"));
        }
        return summary;
    }

    /** Returns the main metrics of an evaluation in one line, for a terminal. */
    public static String line(EvaluationResult result) {
        Map<String, Double> metrics = result.metrics();
        return String.format(
                Locale.ROOT,
                "%s  AP %.3f  AP50 %.3f  AP75 %.3f",
                result.settings().type().key(),
                metrics.get("AP"),
                metrics.get("AP50"),
                metrics.get("AP75"));
    }
}
