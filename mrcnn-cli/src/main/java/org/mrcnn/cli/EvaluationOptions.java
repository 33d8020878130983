package org.mrcnn.cli;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What to measure, and how; the defaults are those of COCO. */
final class EvaluationOptions {
    /** What is measured. */
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
            description = "bbox, segm or both. (${DEFAULT-VALUE})")
    private Type type;

    @Option(names = "--iou", paramLabel = "T", split = ",", description = "Thresholds of overlap. (0.5, 0.55 to 0.95)")
    private List<Double> thresholds = List.of();

    @Option(
            names = "--max-detections",
            paramLabel = "N",
            split = ",",
            description = "Most detections an image and category: three limits or more. (1,10,100)")
    private List<Integer> limits = List.of();

    @Option(
            names = "--area",
            paramLabel = "NAME:LEAST:MOST",
            split = ",",
            description = "Object sizes in square pixels, at least \"all\". (those of COCO)")
    private List<String> areas = List.of();

    @Option(names = "--categories", paramLabel = "ID", split = ",", description = "Only these categories. (all)")
    private List<Integer> categories = List.of();

    @Option(
            names = "--corrected",
            description =
                    "Count the flag \"ignore\", AP with the largest limit, masks sized by their own area, id 0 as any"
                            + " other, a missing \"iscrowd\" as 0; without it all is as in pycocotools.")
    private boolean corrected;

    boolean boxesOnly() {
        return type == Type.BBOX;
    }

    /** Checks the options; one for each type that is asked for. */
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
        settings = thresholds.isEmpty() ? settings : settings.withIouThresholds(thresholds);
        settings = areas.isEmpty() ? settings : settings.withAreaRanges(ranges());
        if (!limits.isEmpty() && limits.size() < 3) {
            throw new IllegalArgumentException("--max-detections: expected three limits or more, found " + limits);
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
                        "--area: expected NAME:LEAST:MOST as small:0:1024, found " + area, e);
            }
        }
        return ranges;
    }
}
