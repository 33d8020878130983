// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.report.Drawing;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds objects in images, draws them and writes them in the formats of other software. */
@Command(
        name = "detect",
        description = {"Finds objects in images and draws them.", "With --save, also writes files for other software."})
final class DetectCommand implements Callable<Integer> {
    /** Pixels of the largest image that is drawn although it was read by tiles: a drawing needs all of it in memory. */
    private static final long MAX_DRAWN = 10_000_000;

    /** The exit status after Ctrl-C. */
    private static final int STOPPED = 130;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "Model file.")
    private Path modelFile;

    @Mixin
    private DetectImages images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "detections",
            description = "Folder for the drawings and for the files of --save. Drawings of small images are enlarged."
                    + " (default: ${DEFAULT-VALUE})")
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
            description = "COCO result file to write. Ids are those of --annotations. Without --annotations, image_id"
                    + " is the number that is printed for the image, from 1, and category_id is the class id of the"
                    + " model.")
    private Path json;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Engine that runs the network: onnxruntime, which needs mrcnn-onnxruntime on the class path."
                    + " (default: the engine of this library)")
    private String engine;

    @Mixin
    private SparkOption spark;

    @Mixin
    private InferenceOptions inference;

    @Mixin
    private ResultOptions save;

    @Override
    public Integer call() throws IOException {
        check();
        Failures failures = new Failures(spec);
        List<DetectImages.Input> inputs = images.inputs(failures);
        DetectionEngine other = engine == null ? null : DetectionEngine.named(engine);
        PrintWriter terminal = spec.commandLine().getOut();
        try (StopSignal stop = new StopSignal(() -> terminal.println("stopping; what is done is written"));
                MaskRcnn model = MaskRcnn.load(modelFile);
                DetectionEngine.Network network = other == null ? null : other.open(model)) {
            Function<Image, Detections> detect = network == null ? model::detect : network::detect;
            detectAll(model, unlessStopped(detect, stop.arm()), inputs, failures);
            int failed = failures.report(Plural.of(inputs.size(), "image"));
            return stop.getAsBoolean() ? STOPPED : failed;
        }
    }

    private void check() throws IOException {
        spark.check("DetectJob");
        Arguments.file(spec, "--model", modelFile);
        if (!(minScore >= 0 && minScore <= 1)) {
            throw Arguments.wrong(spec, "--min-score: expected a number from 0 to 1, found " + minScore);
        }
        inference.check();
        images.check();
        if (images.areLevels() && !inference.areTiles()) {
            throw Arguments.wrong(spec, "--level is read by tiles; give --tiles");
        }
        save.check();
        Arguments.outputFolder(spec, "--out", out);
        Arguments.output(spec, "--json", json);
    }

    /** So that a large image by tiles is given up between two of them. */
    private static Function<Image, Detections> unlessStopped(
            Function<Image, Detections> detect, BooleanSupplier isStopped) {
        return image -> {
            if (isStopped.getAsBoolean()) {
                throw new CancellationException();
            }
            return detect.apply(image);
        };
    }

    private void detectAll(
            MaskRcnn model, Function<Image, Detections> detect, List<DetectImages.Input> inputs, Failures failures)
            throws IOException {
        PixelFormat format = model.config().image().pixelFormat();
        try (ResultWriter writer = save.writer(out, model, images.categoryIds(model, modelFile))) {
            if (json != null) {
                writer.cocoResults(json);
            }
            Drawings drawings = new Drawings(out, inputs.stream().map(DetectImages.Input::file));
            try {
                for (DetectImages.Input input : inputs) {
                    failures.attempt(input.file().toString(), () -> {
                        Detections found = found(detect, format, input, drawings.of(input.file()));
                        writer.write(new ImageResult(input.id(), input.name(), input.file(), found));
                    });
                }
            } catch (CancellationException e) {
                spec.commandLine().getOut().println("stopped; the results have the images above");
            }
            finish(writer);
        }
    }

    private void finish(ResultWriter writer) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (save.any() || json != null) {
            writer.finish();
            writer.notes().forEach(terminal::println);
        }
        if (json != null) {
            terminal.println("results in " + json);
        }
        if (save.any()) {
            terminal.println("results in " + out);
        }
    }

    private Detections found(
            Function<Image, Detections> detect, PixelFormat format, DetectImages.Input input, Path drawn)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        Path file = input.file();
        if (inference.areTiles()) {
            try (RegionSource source = images.open(input, format)) {
                Detections found = inference.detectByTiles(detect, source).atLeast(minScore);
                String where = drawnIfSmall(source, found, drawn);
                terminal.println(input.id() + ": " + file + ": " + Plural.of(found.size(), "object") + where);
                return found;
            }
        }
        Image image = images.read(input, format, terminal::println);
        Detections found = inference.inMemory(detect).apply(image).atLeast(minScore);
        Drawing.write(image, found, drawn);
        terminal.println(input.id() + ": " + file + ": " + Plural.of(found.size(), "object") + ", drawn in " + drawn);
        found.stream().forEach(d -> terminal.println("  " + d));
        return found;
    }

    private static String drawnIfSmall(RegionSource image, Detections found, Path drawn) throws IOException {
        if ((long) found.height() * found.width() > MAX_DRAWN) {
            return ", not drawn: the image has more than " + MAX_DRAWN + " pixels";
        }
        Drawing.write(image.read(0, 0, found.height(), found.width()), found, drawn);
        return ", drawn in " + drawn;
    }
}
