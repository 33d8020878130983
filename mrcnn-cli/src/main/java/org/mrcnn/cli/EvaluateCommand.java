// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.report.EvaluationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a model, or a result file, against annotations. */
@Command(
        name = "evaluate",
        description = {
            "Measures a model, or a COCO result file, against annotations.",
            "The numbers are those of pycocotools."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", description = "Model file to evaluate.")
    private Path modelFile;

    @Option(names = "--results", paramLabel = "JSON", description = "COCO result file to evaluate instead of a model.")
    private Path results;

    @Option(names = "--annotations", paramLabel = "PATH", description = DataReading.ANNOTATIONS)
    private Path annotations;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--bad-data",
            paramLabel = "POLICY",
            defaultValue = "fail",
            description = DataReading.BAD_DATA + " The evaluation uses what remains.")
    private BadDataPolicy badData;

    @Option(names = "--out", paramLabel = "JSON", required = true, description = "Metrics file to write.")
    private Path out;

    @Mixin
    private EvaluationOptions options;

    @Mixin
    private EngineOption engine;

    @Mixin
    private InferenceOptions inference;

    @Mixin
    private ReportOption report;

    @Mixin
    private SparkOption spark;

    @Option(
            names = "--save-results",
            paramLabel = "JSON",
            description = "COCO result file to write with the detections of the model.")
    private Path saveResults;

    /** The format of the model, if there is one. */
    private PixelFormat format = PixelFormat.RGB;

    private EvaluationData truths;

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        check();
        List<EvaluationSettings> settings = options.settings();
        truths = new EvaluationData(
                data,
                annotations,
                badData,
                options.boxesOnly(),
                spec.commandLine().getOut());
        CompletableFuture<CocoGroundTruth> reading = CompletableFuture.supplyAsync(truths::read);
        Failures failures = new Failures(spec);
        Set<Long> unusable = new HashSet<>();
        List<CocoDetection> found = results == null ? detect(failures, unusable) : read(results, reading);
        CocoGroundTruth all = joined(reading);
        options.requireKnown(all.categories().keySet());
        CocoGroundTruth truth = without(unusable, all);
        note(truth, found, settings);
        List<EvaluationResult> measured = new ArrayList<>();
        for (EvaluationSettings each : settings) {
            EvaluationResult result = truth.evaluate(found, each);
            spec.commandLine().getOut().println(DetectionScores.line(result));
            measured.add(result);
        }
        Failures files = new Failures(spec);
        write(files, truth, found, measured);
        tell(truth, found, started);
        int status = failures.report(Plural.of(all.images().size(), "image"));
        return (badData == BadDataPolicy.SKIP ? 0 : status) | files.report("the files to write");
    }

    private void write(
            Failures files, CocoGroundTruth truth, List<CocoDetection> found, List<EvaluationResult> measured) {
        byte[] json = EvaluationResult.toJson(measured).getBytes(StandardCharsets.UTF_8);
        if (files.write("metrics", () -> AtomicFile.write(out, json))) {
            spec.commandLine().getOut().println("metrics in " + out);
        }
        if (saveResults != null) {
            files.write(
                    "results",
                    () -> CocoDetection.writeAll(
                            saveResults, found, truths.dataset().textIds()));
        }
        if (report.isRequested()) {
            String title = (results == null ? modelFile : results) + " on " + annotations;
            EvaluationReport page = EvaluationReport.of(truth, found, measured).withTitle(title);
            files.write(
                    "report", () -> report.write(images().map(page::withImages).orElse(page)));
        }
    }

    /** Returns the annotations without those of images that could not be processed. */
    private static CocoGroundTruth without(Set<Long> ids, CocoGroundTruth all) {
        List<CocoGroundTruth.Image> used =
                all.images().stream().filter(image -> !ids.contains(image.id())).toList();
        List<CocoGroundTruth.Annotation> objects = all.annotations().stream()
                .filter(object -> !ids.contains(object.imageId()))
                .toList();
        return ids.isEmpty() ? all : new CocoGroundTruth(used, all.categories(), objects);
    }

    /** Returns a reader for the images of the report; empty if neither --model nor --images is given. */
    private Optional<Function<CocoGroundTruth.Image, Image>> images() {
        if (modelFile == null && data.images() == null) {
            return Optional.empty();
        }
        if (truths.isCoco()) {
            Path beside = annotations.toAbsolutePath().getParent();
            return Optional.of(ReportOption.images(data.images() == null ? beside : data.images(), format));
        }
        return Optional.of(ReportOption.images(truths.dataset().withPixels(format)));
    }

    private void tell(CocoGroundTruth truth, List<CocoDetection> found, long started) {
        PrintWriter terminal = spec.commandLine().getOut();
        long leftOut = truth.leftOut(found);
        if (leftOut > 0) {
            terminal.println(
                    leftOut + " annotations and detections left out: their category or image is not in " + annotations);
        }
        if (truth.annotations().isEmpty()) {
            terminal.println("no annotations: a figure of -1 means that there is nothing to measure");
        }
        terminal.printf(Locale.ROOT, "evaluated in %.3f s%n", (System.nanoTime() - started) / 1e9);
    }

    /** Reads results. Only polygons need the sizes of images, for which the annotations must have been read. */
    private static List<CocoDetection> read(Path file, CompletableFuture<CocoGroundTruth> truth) throws IOException {
        Map<Long, CocoGroundTruth.Image> images = new HashMap<>();
        try {
            return CocoDetection.readAll(file, id -> {
                if (images.isEmpty()) {
                    truth.join().images().forEach(image -> images.put(image.id(), image));
                }
                return images.get(id);
            });
        } catch (CompletionException e) { // the annotations failed
            joined(truth);
            throw e;
        }
    }

    private static CocoGroundTruth joined(CompletableFuture<CocoGroundTruth> reading) throws IOException {
        try {
            return Futures.join(reading);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Prints notes on annotations and results that are read as in pycocotools. */
    private void note(CocoGroundTruth truth, List<CocoDetection> found, List<EvaluationSettings> settings) {
        if (results != null) {
            new ResultNotes(results, found, truths.notes()).add(truth, settings);
        }
        AnnotatedDataset.Report report =
                truths.notes().report(truth.images().size(), truth.annotations().size());
        if (report.notes() > 0) {
            spec.commandLine().getOut().println("evaluated as pycocotools does: " + report);
        }
    }

    private void check() throws IOException {
        spark.check("EvaluateJob");
        if ((results == null) == (modelFile == null)) {
            throw Arguments.wrong(spec, "give either --model or --results");
        }
        if ((saveResults != null || engine.isSet() || inference.isSet()) && modelFile == null) {
            throw Arguments.wrong(
                    spec, "--save-results, --engine, --tiles, --tta and --max-overlap are for a model; give --model");
        }
        inference.check();
        Arguments.file(spec, "--model", modelFile);
        Arguments.file(spec, "--results", results);
        annotations = data.annotations(annotations);
        data.check(annotations);
        Arguments.output(spec, "--out", out);
        Arguments.output(spec, "--save-results", saveResults);
        report.check();
    }

    /** Detects in all images. Images that cannot be used are left out of the evaluation, by id. */
    private List<CocoDetection> detect(Failures failures, Set<Long> unusable) throws IOException {
        List<CocoDetection> found = new ArrayList<>();
        DetectionEngine chosen = engine.engine();
        try (MaskRcnn model = MaskRcnn.load(modelFile);
                DetectionEngine.Network network = chosen.open(model)) {
            format = model.config().image().pixelFormat();
            AnnotatedDataset images = truths.dataset().withPixels(format);
            CategoryIds categories = new CategoryIds(model.labels(), images);
            categories.report(modelFile, annotations, spec.commandLine().getOut());
            categories.reportMissed(modelFile, annotations, spec.commandLine().getOut());
            for (int i = 0; i < images.size(); i++) {
                int index = i;
                boolean done = failures.attempt(images.imageName(i), () -> {
                    Detections inImage = inference.detect(network::detect, images, index);
                    found.addAll(inImage.toCocoResults(images.imageId(index), categories));
                });
                if (!done) {
                    unusable.add(images.imageId(i));
                }
                Evaluations.tell(spec.commandLine().getOut(), i + 1, images.size());
            }
        }
        return found;
    }
}
