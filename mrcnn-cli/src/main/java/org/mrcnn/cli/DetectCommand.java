// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.report.Drawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds objects in images, draws them and writes them as COCO results. */
@Command(
        name = "detect",
        description = "Finds objects in images, draws them, and with --json writes them as COCO results.")
final class DetectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "Model file.")
    private Path modelFile;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "1..*",
            description = "Images: files, folders, quoted patterns such as 'scans/*.tif', and text files (.txt) with a"
                    + " file name per line. JPEG, PNG, BMP, GIF, TIFF or WebP.")
    private List<String> images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "detections",
            description = "Folder for the drawn images; small images are enlarged. (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(
            names = "--min-score",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Leave out objects with a lower score; detection.minConfidence of the model applies first."
                    + " (default: ${DEFAULT-VALUE})")
    private double minScore;

    @Option(
            names = "--json",
            paramLabel = "JSON",
            description =
                    "COCO result file to write. image_id is the position of the image among all, from 1, as printed;"
                            + " category_id is the class id of the model.")
    private Path json;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "Software that runs the network: onnxruntime, for which mrcnn-onnxruntime must be on the class"
                            + " path. (default: this library's own)")
    private String engine;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "--model", modelFile);
        if (!(minScore >= 0 && minScore <= 1)) {
            throw Arguments.wrong(spec, "--min-score: expected a number from 0 to 1, found " + minScore);
        }
        List<Path> files = ImageArguments.expand(spec, images);
        Arguments.outputFolder(spec, "--out", out);
        Arguments.output(spec, "--json", json);
        List<CocoDetection> results = new ArrayList<>();
        Failures failures = new Failures(spec);
        DetectionEngine other = engine == null ? null : DetectionEngine.named(engine);
        try (MaskRcnn model = MaskRcnn.load(modelFile);
                DetectionEngine.Network network = other == null ? null : other.open(model)) {
            Function<Image, Detections> detect = network == null ? model::detect : network::detect;
            Set<Path> written = new HashSet<>();
            for (int i = 0; i < files.size(); i++) {
                Path file = files.get(i);
                int id = i + 1;
                failures.attempt(file.toString(), () -> {
                    Path drawn = target(file, written);
                    Detections found = found(detect, model.config().image().pixelFormat(), id, file, drawn);
                    results.addAll(found.toCocoResults(id, classId -> classId));
                });
            }
        }
        if (json != null) {
            CocoDetection.writeAll(json, results);
            spec.commandLine().getOut().println("results in " + json);
        }
        return failures.report(files.size() + " images");
    }

    private Detections found(Function<Image, Detections> detect, PixelFormat format, int id, Path file, Path drawn)
            throws IOException {
        Image image = Images.read(file, format);
        Detections found = detect.apply(image).atLeast(minScore);
        Drawing.write(image, found, drawn);
        PrintWriter terminal = spec.commandLine().getOut();
        Images.advice(file, format).ifPresent(terminal::println);
        terminal.println(id + ": " + file + ": " + found.size() + " objects, drawn in " + drawn);
        found.stream().forEach(d -> terminal.println("  " + d));
        return found;
    }

    /** A separate file name for each image, even if two folders hold files of the same name. */
    private Path target(Path image, Set<Path> written) {
        String name = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Path target = out.resolve(name + "-detected.png");
        for (int i = 2; !written.add(target); i++) {
            target = out.resolve(name + "-detected-" + i + ".png");
        }
        return target;
    }
}
