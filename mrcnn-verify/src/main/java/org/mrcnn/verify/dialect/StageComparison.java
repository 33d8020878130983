// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.npy.Npy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prints how far each stage of one detection is from that of the other implementation, to find the first that differs. */
final class StageComparison {

    /** Variables of the graph, and the arrays of the script. */
    private static final Map<String, String> STAGES = Map.of(
            NetworkNames.INPUT_IMAGE,
            "input",
            NetworkNames.pyramid(2),
            "features_0",
            NetworkNames.pyramid(3),
            "features_1",
            NetworkNames.pyramid(4),
            "features_2",
            NetworkNames.pyramid(5),
            "features_3",
            NetworkNames.pyramid(6),
            "features_pool",
            NetworkNames.RPN_CLASS_LOGITS,
            "rpn_logits",
            NetworkNames.ROI,
            "rois",
            NetworkNames.ROI_ALIGN_CLASSIFIER,
            "pooled",
            NetworkNames.MRCNN_CLASS_LOGITS,
            "class_logits");

    private StageComparison() {}

    static void print(MaskRcnn model, Path folder, Image image) {
        List<String> names = new ArrayList<>(STAGES.keySet());
        names.remove(NetworkNames.INPUT_IMAGE);
        try (Detector detector = new Detector(
                new MaskRcnnGraph.Parts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            detector.look(image, names, (out, resized) -> {
                names.stream().sorted().forEach(name -> print(name, out.get(name), folder));
                return null;
            });
        }
    }

    private static void print(String name, INDArray array, Path folder) {
        Path file = folder.resolve("stage_" + STAGES.get(name) + ".npy");
        if (!Files.exists(file)) {
            return;
        }
        try (INDArray copy = array.dup('c')) {
            float[] ours = copy.data().asFloat();
            float[] theirs = Npy.read(file).floats();
            if (name.equals(NetworkNames.ROI)) {
                swapAxes(theirs);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %s: largest difference %.3g of values up to %.3g%n",
                    name,
                    ours.length == theirs.length ? ours.length : ours.length + " != " + theirs.length,
                    difference(ours, theirs),
                    largest(theirs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void swapAxes(float[] boxes) {
        for (int k = 0; k < boxes.length; k += 2) {
            float x = boxes[k];
            boxes[k] = boxes[k + 1];
            boxes[k + 1] = x;
        }
    }

    private static double difference(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            most = Math.max(most, Math.abs((double) a[i] - b[i]));
        }
        return most;
    }

    private static double largest(float[] values) {
        double most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }
}
