// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.io.File;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The value of one loss and its gradients with respect to every trainable variable. */
public record LossRun(double loss, Map<String, INDArray> gradients) {

    /** Adds the loss to the graph, and computes its value and gradients. */
    public static LossRun of(SameDiff sd, Loss loss) {
        loss.apply(sd, "loss");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, "loss", List.of("loss"), shared);
                GraphRunner.Outputs run = runner.run(Map.of())) {
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            runner.trainable().forEach(v -> gradients.put(v, run.gradient(v).dup()));
            return new LossRun(run.get("loss").getDouble(0), gradients);
        }
    }

    /** Returns the largest difference between a gradient and the expected one; infinite if the gradient is not finite. */
    public double gradientError(String variable, INDArray expected) {
        double error = gradients.get(variable).sub(expected).norm1Number().doubleValue();
        return Double.isFinite(error)
                ? gradients.get(variable).sub(expected).amaxNumber().doubleValue()
                : Double.POSITIVE_INFINITY;
    }

    /** Reads an array of golden/losses. */
    public static INDArray golden(String testCase, String array) {
        return array("/golden/losses/" + testCase + "/" + array + ".npy");
    }

    /** Reads an array that {@code mrcnn-verify/peers/dialect_cases.py} wrote. */
    public static INDArray dialect(String array) {
        return array("/dialect/" + array + ".npy");
    }

    private static INDArray array(String path) {
        try {
            return Nd4j.createFromNpyFile(
                    new File(LossRun.class.getResource(path).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
