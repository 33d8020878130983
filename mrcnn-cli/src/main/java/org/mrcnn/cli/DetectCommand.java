// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
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
            description = "Images: JPEG, PNG, BMP, TIFF (first page) or lossless WebP.")
    private List<Path> images;

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
                    "COCO result file to write. image_id is the position of the image on the command line, from 1;"
                            + " category_id is the class id of the model.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "--model", modelFile);
        if (!(minScore >= 0 && minScore <= 1)) {
            throw Arguments.wrong(spec, "--min-score: expected a number from 0 to 1, found " + minScore);
        }
        for (Path image : images) {
            Arguments.file(spec, "IMAGE", image);
        }
        Arguments.outputFolder(spec, "--out", out);
        Arguments.output(spec, "--json", json);
        List<CocoDetection> results = new ArrayList<>();
        Set<Path> written = new HashSet<>();
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            for (int i = 0; i < images.size(); i++) {
                Image image = Images.read(images.get(i));
                Detections found = model.detect(image).atLeast(minScore);
                Path drawn = target(images.get(i), written);
                Drawing.write(image, found, drawn);
                results.addAll(found.toCocoResults(i + 1, id -> id));
                spec.commandLine()
                        .getOut()
                        .println(images.get(i) + ": " + found.size() + " objects, drawn in " + drawn);
                found.stream().forEach(d -> spec.commandLine().getOut().println("  " + d));
            }
        }
        if (json != null) {
            CocoDetection.writeAll(json, results);
            spec.commandLine().getOut().println("results in " + json);
        }
        return 0;
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
