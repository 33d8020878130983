// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import picocli.CommandLine.Model.CommandSpec;

/** Loads a weight file into a model. If they do not match, explains what the file seems to contain. */
final class WeightLoading {
    private static final String FIRST_KERNEL = "conv1/kernel";
    /** Its length is the number of classes, background included. */
    static final String CLASS_BIAS = "mrcnn_class_logits/bias";

    private WeightLoading() {}

    /** Thrown if the weights do not match the model, but the network in the file was recognized. */
    static final class MismatchException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private MismatchException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * What to do about weights that do not match.
     *
     * @param backbone how to select the backbone of the file; its name is appended
     * @param classes what to do about other classes; NUMBER is replaced by their number
     */
    record Advice(String backbone, String classes) {}

    /**
     * Loads the weights, and prints what was loaded.
     *
     * @param source an open source, which is not closed
     * @throws MismatchException if the weights do not match and the network was recognized; the differences were printed, one
     *     per line
     * @throws IllegalArgumentException if the weights do not match and the network was not recognized
     */
    static void load(CommandSpec spec, MaskRcnn model, WeightSource source, WeightExclusion exclude, Advice advice) {
        try {
            spec.commandLine().getOut().println(model.importWeights(source, exclude));
            dialect(source, model)
                    .ifPresent(note -> spec.commandLine().getErr().println("note: the weights fit, but " + note));
        } catch (IllegalArgumentException e) {
            List<String> differences =
                    e.getMessage().lines().filter(line -> line.startsWith("  ")).toList();
            List<String> remedies = remedies(source, model, exclude, advice);
            if (remedies.isEmpty() || differences.isEmpty()) { // for example, an exclusion that matches nothing
                throw e;
            }
            PrintWriter err = spec.commandLine().getErr();
            differences.forEach(line -> err.println("  " + ErrorText.oneLine(line)));
            throw new MismatchException(
                    source.file() + ": the weights do not fit the model (differences above); "
                            + String.join("; ", remedies),
                    e);
        }
    }

    private static List<String> remedies(WeightSource source, MaskRcnn model, WeightExclusion exclude, Advice advice) {
        Map<String, long[]> shapes = source.shapes();
        List<String> remedies = new ArrayList<>();
        dialect(source, model).ifPresent(remedies::add);
        String configured = model.config().model().backbone();
        backbone(shapes)
                .filter(name -> !name.equals(configured) && !exclude.test(FIRST_KERNEL))
                .ifPresent(name -> remedies.add("the file looks like " + name + ", the model is " + configured + ": "
                        + advice.backbone() + name));
        channels(shapes, model, exclude).ifPresent(remedies::add);
        int classes = model.labels().size() - 1;
        long found = shapes.containsKey(CLASS_BIAS) ? shapes.get(CLASS_BIAS)[0] - 1 : classes;
        if (found != classes && !exclude.test(CLASS_BIAS)) {
            remedies.add("the file has " + found + " classes, the model " + classes + ": "
                    + advice.classes().replace("NUMBER", Long.toString(found)));
        }
        return remedies;
    }

    private static Optional<String> dialect(WeightSource source, MaskRcnn model) {
        Dialect configured = model.config().model().dialect();
        boolean classifier = source.shapes().keySet().stream().noneMatch(WeightExclusion.TOP);
        return source.config()
                .map(config -> config.model().dialect())
                .filter(dialect -> dialect != configured && (!classifier || configured == Dialect.MATTERPORT))
                .map(dialect -> "the file is of dialect " + dialect + ", the model of " + configured
                        + ": set model.dialect=" + dialect);
    }

    private static Optional<String> channels(Map<String, long[]> shapes, MaskRcnn model, WeightExclusion exclude) {
        long[] kernel = shapes.get(FIRST_KERNEL);
        int expected = model.config().image().pixelFormat().count();
        if (kernel == null || kernel.length != 4 || kernel[2] == expected || exclude.test(FIRST_KERNEL)) {
            return Optional.empty();
        }
        return Optional.of("the file's network takes images of " + kernel[2] + " channels, the model " + expected
                + ": change image.channels, or exclude conv1 to start its first layer from random weights");
    }

    /**
     * Returns the ResNet with this number of blocks in its fourth stage and of convolutions per block; empty if there is none.
     */
    static Optional<String> backbone(Map<String, long[]> shapes) {
        long blocks = shapes.keySet().stream()
                .filter(name -> name.matches("res4[a-z0-9]+_branch2a/kernel"))
                .count();
        boolean bottleneck = shapes.containsKey("res4a_branch2c/kernel");
        return Optional.ofNullable(
                switch ((int) blocks) {
                    case 2 -> bottleneck ? null : "resnet18";
                    case 6 -> bottleneck ? "resnet50" : "resnet34";
                    case 23 -> bottleneck ? "resnet101" : null;
                    case 36 -> bottleneck ? "resnet152" : null;
                    default -> null;
                });
    }
}
