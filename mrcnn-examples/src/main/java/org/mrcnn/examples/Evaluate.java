// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;

/**
 * Evaluates a model on a COCO data set, with the metrics of pycocotools. Arguments: model file, folder of images, annotations.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.Evaluate model.mrcnn images annotations.json}</pre>
 */
public final class Evaluate {
    private Evaluate() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        try (MaskRcnn model = MaskRcnn.load(Path.of(args[0]))) {
            evaluate(model, Path.of(args[1]), Path.of(args[2]))
                    .forEach((name, value) -> System.out.printf("%s %.3f%n", name, value));
        }
    }

    /**
     * Evaluates boxes and masks.
     *
     * @return values by name, such as {@code bbox/AP} and {@code segm/AP50}; -1 if there are no objects to evaluate
     */
    static Map<String, Double> evaluate(MaskRcnn model, Path images, Path annotations) throws IOException {
        // example: Evaluate
        AnnotatedDataset data = DataFormat.COCO.open(images, annotations);
        if (!data.labels().equals(model.labels())) {
            throw new IllegalArgumentException(
                    "expected the classes of the model, " + model.labels() + ", found " + data.labels());
        }
        List<CocoDetection> found = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            Image image = data.load(i).image();
            found.addAll(model.detect(image)
                    .toCocoResults(data.imageId(i), classId -> Math.toIntExact(data.categoryId(classId))));
        }
        CocoGroundTruth truth = CocoGroundTruth.read(annotations);
        Map<String, Double> figures = new TreeMap<>();
        for (IouType type : IouType.values()) {
            truth.evaluate(found, EvaluationSettings.defaults(type))
                    .metrics()
                    .forEach((name, value) -> figures.put(type.key() + "/" + name, value));
        }
        return figures;
        // end
    }
}
