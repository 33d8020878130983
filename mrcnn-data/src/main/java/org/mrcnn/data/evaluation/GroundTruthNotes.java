// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.internal.BoxFit;
import org.mrcnn.data.internal.CornerBoxes;

/** Notes properties of a COCO annotation file that make the results of pycocotools differ from what one expects. */
record GroundTruthNotes(Path file, Findings findings) {

    void again(String what, long id) {
        String expected = "one " + what + " of id " + id;
        note(DataProblem.EVALUATION_IDS, null, null, expected, "another, of which the last is taken");
    }

    void textId(String id) {
        String found = "\"" + id + "\": detections of one score in several images are counted in another order than in"
                + " pycocotools, which can alter the last digits";
        note(DataProblem.EVALUATION_IDS, null, null, "whole numbers as ids of the images", found);
    }

    /** Notes ids that pycocotools cannot distinguish or match, and boxes that do not fit their masks. */
    void annotations(List<CocoGroundTruth.Annotation> annotations) {
        Set<Long> ids = new HashSet<>();
        for (CocoGroundTruth.Annotation truth : annotations) {
            String image = Long.toString(truth.imageId());
            String id = Long.toString(truth.id());
            if (!ids.add(truth.id())) {
                String found = "another, and the last is evaluated in place of each";
                note(DataProblem.EVALUATION_IDS, image, id, "one annotation of this id", found);
            }
            if (truth.id() == 0) {
                String found = "0, which pycocotools cannot match; --corrected does";
                note(DataProblem.EVALUATION_IDS, image, id, "annotation ids from 1", found);
            }
            box(truth, image, id);
        }
    }

    /** Notes annotations whose image or category is not listed, which are not evaluated. */
    void unlisted(List<CocoGroundTruth.Annotation> annotations, Set<Long> images, Set<Integer> categories) {
        for (CocoGroundTruth.Annotation truth : annotations) {
            boolean image = images.contains(truth.imageId());
            if (!image || !categories.contains(truth.categoryId())) {
                String expected = image ? "a category of id " + truth.categoryId() : "an image of this id";
                String found = "none, so that this annotation is not evaluated";
                note(DataProblem.EVALUATION_IDS, "" + truth.imageId(), "" + truth.id(), expected, found);
            }
        }
    }

    /** Notes boxes that are two corners, where there are no masks to compare them with. */
    void boxes(List<CocoGroundTruth.Annotation> annotations, Map<Long, CocoGroundTruth.Image> images) {
        CornerBoxes boxes = new CornerBoxes();
        for (CocoGroundTruth.Annotation truth : annotations) {
            CocoGroundTruth.Image image = images.get(truth.imageId());
            if (image != null && truth.box() != null && truth.mask() == null) {
                boxes.add("" + image.id(), image.height(), image.width(), xywh(truth.box()));
            }
        }
        CornerBoxes.Misfit misfit = boxes.misfit();
        if (misfit != null) {
            note(DataProblem.CORNER_BOXES, misfit.image(), null, misfit.expected(), misfit.found());
        }
    }

    private void box(CocoGroundTruth.Annotation truth, String image, String id) {
        boolean crowd = truth.crowd() != null && truth.crowd();
        if (truth.box() == null || truth.mask() == null || crowd || truth.mask().area() == 0) {
            return;
        }
        double[] mask = truth.mask().toCocoBox();
        BoxFit.Misfit misfit =
                BoxFit.of(xywh(truth.box()), new double[] {mask[0], mask[1], mask[0] + mask[2], mask[1] + mask[3]});
        if (misfit != null) {
            note(DataProblem.BOX_DIFFERS, image, id, misfit.expected(), misfit.found());
        }
    }

    private static double[] xywh(CocoDetection.Box box) {
        return new double[] {box.x(), box.y(), box.width(), box.height()};
    }

    private void note(DataProblem problem, String image, String id, String expected, String found) {
        findings.add(new DataFinding(problem, file.toString(), image, id, expected, found));
    }
}
