// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.internal.CornerBoxes;

/** Notes on a result file whose figures are those of pycocotools, but not what one expects. */
record ResultNotes(Path file, List<CocoDetection> found, Findings findings) {

    void add(CocoGroundTruth truth, List<EvaluationSettings> settings) {
        boolean masks = settings.stream().anyMatch(each -> each.type() == IouType.SEGM);
        boolean boxes = settings.stream().anyMatch(each -> each.type() == IouType.BBOX);
        if (masks && !found.isEmpty() && found.stream().allMatch(d -> d.mask() == null)) {
            String none = "none in any of " + found.size();
            findings.add(DataProblem.BOXES_AS_MASKS, file, "a segmentation in each result", none);
        }
        addCorners(truth, boxes);
    }

    /** @param boxes whether boxes are evaluated also where there is a mask */
    private void addCorners(CocoGroundTruth truth, boolean boxes) {
        Map<Long, CocoGroundTruth.Image> images =
                truth.images().stream().collect(Collectors.toMap(CocoGroundTruth.Image::id, Function.identity()));
        CornerBoxes all = new CornerBoxes();
        for (CocoDetection object : found) {
            CocoGroundTruth.Image image = images.get(object.imageId());
            CocoDetection.Box box = object.box();
            if (image != null && box != null && (boxes || object.mask() == null)) {
                double[] numbers = {box.x(), box.y(), box.width(), box.height()};
                all.add(Long.toString(image.id()), image.height(), image.width(), numbers);
            }
        }
        CornerBoxes.Misfit misfit = all.misfit();
        if (misfit != null) {
            findings.add(new DataFinding(
                    DataProblem.CORNER_BOXES,
                    file.toString(),
                    misfit.image(),
                    null,
                    misfit.expected(),
                    misfit.found()));
        }
    }
}
