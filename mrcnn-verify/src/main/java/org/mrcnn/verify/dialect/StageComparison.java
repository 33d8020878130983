// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.BlockName;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.detect.Molding;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.npy.Npy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Prints the distances of each stage of a detection from that of the other implementation in float32 and in float64, and the
 * distance between those two, to find the first stage that differs.
 */
final class StageComparison {

    private StageComparison() {}

    /** Returns the variables of the graph, and the arrays of the script. */
    private static Map<String, String> stages(MaskRcnn model) {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("C1", "c1");
        for (int stage = 2; stage <= 5; stage++) {
            int block = 0;
            while (model.weights().containsKey("res" + stage + BlockName.of(block + 1) + "_branch2a/kernel")) {
                block++;
            }
            stages.put("res" + stage + BlockName.of(block) + "_out", "c" + stage);
        }
        for (int level = 2; level <= 6; level++) {
            stages.put(NetworkNames.pyramid(level), level < 6 ? "features_" + (level - 2) : "features_pool");
        }
        stages.put(NetworkNames.RPN_CLASS_LOGITS, "rpn_logits");
        stages.put(NetworkNames.ROI, "rois");
        stages.put(NetworkNames.ROI_ALIGN_CLASSIFIER, "pooled");
        stages.put(NetworkNames.MRCNN_CLASS_LOGITS, "class_logits");
        return stages;
    }

    static void print(MaskRcnn model, Path folder, Image image) {
        Map<String, String> stages = stages(model);
        System.out.println("largest difference to torchvision, to torchvision in float64, between those; largest value;"
                + " from ROI on, rounding may change the order");
        Molding molding = new Molding(model.config(), model.labels());
        print("input", molding.normalized(molding.resized(image)), folder, "input");
        try (Detector detector = new Detector(
                new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            detector.look(image, List.copyOf(stages.keySet()), (out, resized) -> {
                stages.forEach((name, file) -> print(name, values(out.get(name)), folder, file));
                return null;
            });
        }
    }

    private static float[] values(INDArray array) {
        try (INDArray copy = array.dup('c')) {
            return copy.data().asFloat();
        }
    }

    private static void print(String name, float[] ours, Path folder, String file) {
        List<float[]> theirs = new ArrayList<>();
        for (String kind : List.of("stage", "exact")) {
            Path path = folder.resolve(kind + "_" + file + ".npy");
            if (!Files.exists(path)) {
                return;
            }
            theirs.add(read(path, name.equals(NetworkNames.ROI)));
        }
        System.out.printf(
                Locale.ROOT,
                "%-22s %9d: %.2g %.2g %.2g; %.3g%n",
                name,
                ours.length,
                difference(ours, theirs.get(0)),
                difference(ours, theirs.get(1)),
                difference(theirs.get(0), theirs.get(1)),
                difference(theirs.get(1), new float[ours.length]));
    }

    private static float[] read(Path file, boolean swap) {
        try {
            float[] values = Npy.read(file).floats();
            for (int k = 0; swap && k < values.length; k += 2) {
                float x = values[k];
                values[k] = values[k + 1];
                values[k + 1] = x;
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double difference(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.NaN;
        }
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs((double) a[i] - b[i]));
        }
        return most;
    }
}
