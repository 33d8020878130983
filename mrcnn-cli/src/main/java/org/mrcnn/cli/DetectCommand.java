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
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.report.Drawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds objects in images, draws them and writes them as COCO results. */
@Command(
        name = "detect",
        description = "Finds objects in images, draws them, and with --json writes them as COCO results.")
final class DetectCommand implements Callable<Integer> {
    /** Pixels of the largest image that is drawn although it was read by tiles: a drawing needs all of it in memory. */
    private static final long MAX_DRAWN = 10_000_000;

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

    @Mixin
    private InferenceOptions inference;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "--model", modelFile);
        if (!(minScore >= 0 && minScore <= 1)) {
            throw Arguments.wrong(spec, "--min-score: expected a number from 0 to 1, found " + minScore);
        }
        inference.check();
        List<Path> files = ImageArguments.expand(spec, images);
        Arguments.outputFolder(spec, "--out", out);
        Arguments.output(spec, "--json", json);
        List<CocoDetection> results = new ArrayList<>();
        Failures failures = new Failures(spec);
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            Set<Path> written = new HashSet<>();
            for (int i = 0; i < files.size(); i++) {
                Path file = files.get(i);
                int id = i + 1;
                failures.attempt(file.toString(), () -> {
                    Path drawn = target(file, written);
                    results.addAll(found(model, id, file, drawn).toCocoResults(id, classId -> classId));
                });
            }
        }
        if (json != null) {
            CocoDetection.writeAll(json, results);
            spec.commandLine().getOut().println("results in " + json);
        }
        return failures.report(files.size() + " images");
    }

    private Detections found(MaskRcnn model, int id, Path file, Path drawn) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (inference.areTiles()) {
            Detections found = inference.detectByTiles(model, file).atLeast(minScore);
            terminal.println(
                    id + ": " + file + ": " + found.size() + " objects" + drawnIfSmall(model, file, found, drawn));
            return found;
        }
        PixelFormat format = model.config().image().pixelFormat();
        Image image = Images.read(file, format);
        Detections found = inference.detect(model, image).atLeast(minScore);
        Drawing.write(image, found, drawn);
        Images.advice(file, format).ifPresent(terminal::println);
        terminal.println(id + ": " + file + ": " + found.size() + " objects, drawn in " + drawn);
        found.stream().forEach(d -> terminal.println("  " + d));
        return found;
    }

    private static String drawnIfSmall(MaskRcnn model, Path file, Detections found, Path drawn) throws IOException {
        if ((long) found.height() * found.width() > MAX_DRAWN) {
            return ", not drawn: the image has more than " + MAX_DRAWN + " pixels";
        }
        Drawing.write(Images.read(file, model.config().image().pixelFormat()), found, drawn);
        return ", drawn in " + drawn;
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
