// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
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
        description = "Evaluates a model, or a COCO result file, against annotations, with the numbers of pycocotools.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", description = "Model file to evaluate.")
    private Path modelFile;

    @Option(names = "--results", paramLabel = "JSON", description = "COCO result file to evaluate instead of a model.")
    private Path results;

    @Option(names = "--annotations", paramLabel = "PATH", required = true, description = DataOptions.ANNOTATIONS)
    private Path annotations;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--bad-data",
            paramLabel = "POLICY",
            defaultValue = "fail",
            description = DataOptions.BAD_DATA + " The evaluation uses what remains.")
    private BadDataPolicy badData;

    @Option(names = "--out", paramLabel = "JSON", required = true, description = "Metrics file to write.")
    private Path out;

    @Mixin
    private EvaluationOptions options;

    @Mixin
    private ReportOption report;

    @Option(
            names = "--save-results",
            paramLabel = "JSON",
            description = "COCO result file to write with the detections of the model.")
    private Path saveResults;

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        check();
        List<EvaluationSettings> settings = options.settings();
        CompletableFuture<List<CocoDetection>> reading =
                results == null ? null : CompletableFuture.supplyAsync(() -> read(results));
        CocoGroundTruth truth = truth();
        List<CocoDetection> found = reading == null ? detect() : joined(reading);
        if (saveResults != null) {
            CocoDetection.writeAll(saveResults, found);
        }
        List<EvaluationResult> measured = new ArrayList<>();
        for (EvaluationSettings each : settings) {
            EvaluationResult result = truth.evaluate(found, each);
            spec.commandLine().getOut().println(Metrics.line(result));
            measured.add(result);
        }
        byte[] json = EvaluationResult.toJson(measured).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(out, json);
        if (report.isRequested()) {
            String title = (results == null ? modelFile : results) + " on " + annotations;
            EvaluationReport page = EvaluationReport.of(truth, found, measured).withTitle(title);
            report.write(images().map(page::withImages).orElse(page));
        }
        tell(truth, found, started);
        return 0;
    }

    /** Reads the images of the report; empty if neither --model nor --images says that there are any. */
    private Optional<Function<CocoGroundTruth.Image, Image>> images() {
        if (modelFile == null && data.images() == null) {
            return Optional.empty();
        }
        if (data.format(annotations) == DataFormat.COCO) {
            Path beside = annotations.toAbsolutePath().getParent();
            return Optional.of(ReportOption.images(data.images() == null ? beside : data.images()));
        }
        return Optional.of(ReportOption.images(data.open(annotations, badData)));
    }

    private void tell(CocoGroundTruth truth, List<CocoDetection> found, long started) {
        PrintWriter terminal = spec.commandLine().getOut();
        long leftOut = truth.leftOut(found);
        if (leftOut > 0) {
            terminal.println(
                    leftOut + " annotations and detections left out: their category or image is not in " + annotations);
        }
        terminal.printf(Locale.ROOT, "evaluated in %.3f s%n", (System.nanoTime() - started) / 1e9);
        terminal.println("metrics in " + out);
    }

    private static List<CocoDetection> read(Path file) {
        try {
            return CocoDetection.readAll(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<CocoDetection> joined(CompletableFuture<List<CocoDetection>> reading) throws IOException {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private void check() throws IOException {
        if ((results == null) == (modelFile == null)) {
            throw Arguments.wrong(spec, "give either --model or --results");
        }
        if (saveResults != null && modelFile == null) {
            throw Arguments.wrong(spec, "--save-results writes the detections of a model; give --model");
        }
        Arguments.file(spec, "--model", modelFile);
        Arguments.file(spec, "--results", results);
        data.check(annotations);
        Arguments.output(spec, "--out", out);
        Arguments.output(spec, "--save-results", saveResults);
        report.check();
    }

    /** Reads a COCO file as pycocotools does; converts other formats, and COCO files that pycocotools would reject. */
    private CocoGroundTruth truth() throws IOException {
        if (data.format(annotations) != DataFormat.COCO || badData == BadDataPolicy.SKIP) {
            return converted();
        }
        try {
            return read(annotations, options.boxesOnly());
        } catch (
                IllegalArgumentException e) { // such as ids that are text, or missing fields: still usable for training
            try {
                CocoGroundTruth truth = converted();
                spec.commandLine()
                        .getOut()
                        .println(
                                "not readable as pycocotools reads COCO, so read as for training, with areas taken from masks: "
                                        + e.getMessage());
                return truth;
            } catch (BadDataException unusable) {
                e.addSuppressed(unusable);
                throw e;
            }
        }
    }

    /** The annotations in the form that convert-data writes, with the ids of the data set. */
    private CocoGroundTruth converted() throws IOException {
        AnnotatedDataset opened = data.open(annotations, badData);
        spec.commandLine().getOut().println("data: " + opened.report());
        Path coco = Files.createTempFile("mrcnn-", ".json");
        try {
            DataFormat.writeCoco(opened, coco);
            return read(coco, options.boxesOnly());
        } finally {
            Files.deleteIfExists(coco);
        }
    }

    private static CocoGroundTruth read(Path coco, boolean boxesOnly) throws IOException {
        return boxesOnly ? CocoGroundTruth.readBoxes(coco) : CocoGroundTruth.read(coco);
    }

    private List<CocoDetection> detect() throws IOException {
        AnnotatedDataset dataset = data.open(annotations, badData);
        List<CocoDetection> found = new ArrayList<>();
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            IntUnaryOperator categories = categories(model.labels(), dataset);
            for (int i = 0; i < dataset.size(); i++) {
                Image image = dataset.load(i).image();
                found.addAll(model.detect(image).toCocoResults(dataset.imageId(i), categories));
                Evaluations.tell(spec.commandLine().getOut(), i + 1, dataset.size());
            }
        }
        return found;
    }

    /** Category id by class id of the model; classes are matched by name. */
    private IntUnaryOperator categories(List<String> labels, AnnotatedDataset dataset) {
        int[] ids = new int[labels.size()];
        for (int i = 1; i < ids.length; i++) {
            int classId = dataset.labels().indexOf(labels.get(i));
            if (classId < 1) {
                throw new IllegalArgumentException(
                        annotations + ": expected a category \"" + labels.get(i) + "\", a class of "
                                + modelFile + ", found only "
                                + dataset.labels().subList(1, dataset.labels().size()));
            }
            ids[i] = Math.toIntExact(dataset.categoryId(classId));
        }
        return id -> ids[id];
    }
}
