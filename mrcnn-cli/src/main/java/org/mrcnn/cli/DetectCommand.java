// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.results.ImageResult;
import org.mrcnn.results.ResultWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Detects objects in images, draws them, and writes them in the formats of other software. */
@Command(
        name = "detect",
        description = {"Finds objects in images and draws them.", "With --save, also writes files for other software."})
final class DetectCommand implements Callable<Integer> {
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

    @Option(names = "--no-drawings", description = "Draw nothing, which takes much of the time of small images.")
    private boolean notDrawn;

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

    @Mixin
    private EngineOption engine;

    @Mixin
    private SparkOption spark;

    @Mixin
    private InferenceOptions inference;

    @Mixin
    private ResultOptions save;

    private int done;
    private long objects;
    private boolean stopped;
    private boolean full;

    @Override
    public Integer call() throws IOException {
        check();
        Failures failures = new Failures(spec);
        Failures others = new Failures(spec);
        List<DetectImages.Input> inputs = images.inputs(out, failures, others);
        DetectionEngine chosen = engine.engine();
        PrintWriter terminal = spec.commandLine().getOut();
        try (StopSignal stop = new StopSignal(() -> terminal.println("stopping; what is done is written"));
                MaskRcnn model = MaskRcnn.load(modelFile);
                DetectionEngine.Network network = chosen.open(model)) {
            try (ResultWriter writer = writer(model)) {
                stop.arm();
                ImageWork work =
                        new ImageWork(images, inference, model.config().image().pixelFormat(), minScore, !notDrawn);
                Function<Image, Detections> detect =
                        ImageQueue.atMost(chosen.imagesAtOnce(), unlessStopped(network::detect, stop));
                detectAll(new Run(work, detect, writer, failures, others), inputs);
                others.write("results", () -> finish(writer));
            }
            account(inputs.size(), failures.count());
            int failed = failures.report(Plural.of(inputs.size(), "image")) | others.report("the folders and results");
            return stop.getAsBoolean() ? STOPPED : failed;
        }
    }

    /**
     * The parts of a command that all images share.
     *
     * @param detect runs the network on an image or a tile
     * @param failures images that failed
     * @param others other failures
     */
    private record Run(
            ImageWork work,
            Function<Image, Detections> detect,
            ResultWriter writer,
            Failures failures,
            Failures others) {}

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

    /** Allows a stop between two tiles of a large image. */
    private static Function<Image, Detections> unlessStopped(
            Function<Image, Detections> detect, BooleanSupplier isStopped) {
        return image -> {
            if (isStopped.getAsBoolean()) {
                throw new CancellationException();
            }
            return detect.apply(image);
        };
    }

    private ResultWriter writer(MaskRcnn model) {
        ResultWriter writer = save.writer(out, model, images.ids(model, modelFile));
        return json == null ? writer : writer.cocoResults(json);
    }

    private void detectAll(Run run, List<DetectImages.Input> inputs) {
        Drawings drawings = new Drawings(out, inputs.stream().map(DetectImages.Input::file));
        try (ImageQueue queue = new ImageQueue(run.work().format().count())) {
            for (int i = 0; i < inputs.size() && !stopped; i++) {
                DetectImages.Input input = inputs.get(i);
                ImageWork.Turn turn = new ImageWork.Turn(input, drawings.of(input.file()), new ArrayList<>());
                Supplier<ImageWork.Found> work = () -> run.work().found(turn, run.detect());
                if (inference.areTiles() || inputs.size() == 1 || !queue.fits(input.file())) {
                    queue.finish();
                    take(run, turn, work);
                } else {
                    queue.add(work, found -> take(run, turn, found));
                }
            }
            queue.finish();
        }
        if (stopped) {
            spec.commandLine().getOut().println("stopped; the results have the images above");
        }
    }

    /** Tells about an image and writes its results, unless nothing more can be written. */
    private void take(Run run, ImageWork.Turn turn, Supplier<ImageWork.Found> found) {
        if (full) {
            return;
        }
        try {
            run.failures().attempt(turn.input().file().toString(), () -> write(run, turn, found));
        } catch (CancellationException e) {
            stopped = true;
        }
    }

    private void write(Run run, ImageWork.Turn turn, Supplier<ImageWork.Found> awaited) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        DetectImages.Input input = turn.input();
        ImageWork.Found found;
        try {
            found = awaited.get();
        } finally {
            turn.advice().forEach(terminal::println);
        }
        Detections all = found.objects();
        try {
            found.drawn().write(turn.drawing());
            terminal.println(input.id() + ": " + input.file() + ": " + Plural.of(all.size(), "object")
                    + found.drawn().note());
            if (!areListed() && !inference.areTiles()) { // otherwise thousands of lines would hide the notes
                all.stream().forEach(d -> terminal.println("  " + d));
            }
            run.writer().write(new ImageResult(input.id(), input.name(), input.file(), all));
            done++;
            objects += all.size();
        } catch (IOException e) {
            requireRoom(run, e);
            throw e;
        }
    }

    /** Stops the command if the results of further images could not be written. */
    private void requireRoom(Run run, IOException unwritten) {
        boolean room = OutputRoom.isLeft(out)
                && (!areListed() || OutputRoom.isLeft(Path.of(System.getProperty("java.io.tmpdir"))));
        if (!room) {
            run.others().add("the folders for results and temporary files take no more", ErrorText.oneLine(unwritten));
            full = true;
            throw new CancellationException();
        }
    }

    /** Returns whether files of all images are written, whose entries are collected in temporary files. */
    private boolean areListed() {
        return save.any() || json != null;
    }

    private void account(int all, int failed) {
        PrintWriter terminal = spec.commandLine().getOut();
        int left = all - done - failed;
        terminal.println(done + " of " + Plural.of(all, "image") + " done, " + Plural.of(objects, "object")
                + (failed > 0 ? ", " + failed + " failed" : "") + (left > 0 ? ", " + left + " not done" : ""));
        if (!images.skipped().isEmpty()) {
            terminal.println(images.skipped());
        }
    }

    private void finish(ResultWriter writer) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (areListed()) {
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
}
