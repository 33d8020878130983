// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for what is evaluated and how. Defaults are those of COCO. */
final class EvaluationOptions {
    /** Whether boxes, masks or both are evaluated. */
    enum Type {
        BBOX,
        SEGM,
        BOTH
    }

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "both",
            description = "What to evaluate: bbox, segm or both. (default: ${DEFAULT-VALUE})")
    private Type type;

    @Option(
            names = "--iou",
            paramLabel = "T",
            split = ",",
            description = "IoU thresholds. (default: 0.5, 0.55, ... 0.95)")
    private List<Double> thresholds = List.of();

    @Option(
            names = "--max-detections",
            paramLabel = "N",
            split = ",",
            description = "Limits of the number of detections per image and category, three or more. (default:"
                    + " 1,10,100)")
    private List<Integer> limits = List.of();

    @Option(
            names = "--area",
            paramLabel = "NAME:MIN:MAX",
            split = ",",
            description =
                    "Ranges of object area in square pixels; one of them must be named \"all\". (default: those of COCO)")
    private List<String> areas = List.of();

    @Option(
            names = "--categories",
            paramLabel = "ID",
            split = ",",
            description = "Evaluate only these categories. (default: all)")
    private List<Integer> categories = List.of();

    @Option(
            names = "--corrected",
            description = "Depart from pycocotools in five points: honour the flag \"ignore\", compute AP with the"
                    + " largest limit, take the area of a detected mask from the mask, accept id 0, and read a"
                    + " missing \"iscrowd\" as 0. Without this option all numbers are those of pycocotools.")
    private boolean corrected;

    boolean boxesOnly() {
        return type == Type.BBOX;
    }

    /** Rejects categories that do not exist. */
    void requireKnown(Set<Integer> known) {
        List<Integer> unknown =
                categories.stream().filter(id -> !known.contains(id)).toList();
        if (!unknown.isEmpty()) {
            throw Arguments.wrong(
                    spec, "--categories: expected ids among those of the annotations, " + known + ", found " + unknown);
        }
    }

    /** Returns the settings for each requested type. */
    List<EvaluationSettings> settings() {
        try {
            List<IouType> types =
                    switch (type) {
                        case BBOX -> List.of(IouType.BBOX);
                        case SEGM -> List.of(IouType.SEGM);
                        case BOTH -> List.of(IouType.BBOX, IouType.SEGM);
                    };
            return types.stream().map(this::settings).toList();
        } catch (IllegalArgumentException e) {
            throw Arguments.wrong(spec, e.getMessage());
        }
    }

    private EvaluationSettings settings(IouType iouType) {
        EvaluationSettings settings =
                EvaluationSettings.defaults(iouType).withCategoryIds(categories).withCorrected(corrected);
        if (thresholds.stream().anyMatch(t -> !(t >= 0 && t <= 1))) {
            throw new IllegalArgumentException("--iou: expected numbers from 0 to 1, found " + thresholds);
        }
        settings = thresholds.isEmpty() ? settings : settings.withIouThresholds(thresholds);
        settings = areas.isEmpty() ? settings : settings.withAreaRanges(ranges());
        if (!limits.isEmpty() && (limits.size() < 3 || limits.stream().anyMatch(limit -> limit < 1))) {
            throw new IllegalArgumentException(
                    "--max-detections: expected three or more limits, each 1 or more, found " + limits);
        }
        return limits.isEmpty() ? settings : settings.withMaxDetections(limits);
    }

    private List<EvaluationSettings.AreaRange> ranges() {
        List<EvaluationSettings.AreaRange> ranges = new ArrayList<>();
        for (String area : areas) {
            String[] parts = area.split(":", -1);
            try {
                if (parts.length != 3) {
                    throw new NumberFormatException();
                }
                ranges.add(new EvaluationSettings.AreaRange(
                        parts[0], Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--area: expected NAME:MIN:MAX such as small:0:1024, found " + area, e);
            }
        }
        return ranges;
    }
}
