// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.report.Drawing;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.LossCurves;
import org.mrcnn.train.ProgressPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on rendered cells from random weights, evaluates on other cells, and writes report, metrics and model. */
@Command(
        name = "demo",
        description = {
            "Trains a model on rendered images of cells, to try everything out.",
            "Renders images, trains a model on them from random weights, evaluates it on images that"
                    + " were not used for training, and writes report.html, metrics.json and cells.mrcnn."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int IMAGES_SHOWN = 6;
    private static final double SCORE_SHOWN = 0.5;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/demo",
            description = "Folder for the results. (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${sys:mrcnn.home:-.}/config/demo.yaml",
            description = "Configuration file. (default: config/demo.yaml of the project)")
    private Path configFile;

    @Mixin
    private LimitOptions limits;

    @Option(
            names = "--train-images",
            paramLabel = "N",
            defaultValue = "500",
            description = "Number of images to train on. (default: ${DEFAULT-VALUE})")
    private int trainImages;

    @Option(
            names = "--validation-images",
            paramLabel = "N",
            defaultValue = "50",
            description = "Number of further images to evaluate on. (default: ${DEFAULT-VALUE})")
    private int validationImages;

    @Override
    public Integer call() throws IOException {
        Arguments.positive(spec, "--train-images", trainImages);
        Arguments.positive(spec, "--validation-images", validationImages);
        MaskRcnnConfig config = config();
        Arguments.outputFolder(spec, "--out", out);
        long base = config.train().seed();
        Dataset train = new CellsDataset(trainImages, base);
        Dataset validation = new CellsDataset(validationImages, base + 1);
        try (MaskRcnn model = MaskRcnn.create(config, train.labels())) {
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println("training on " + train.size() + " rendered images, seed " + base);
            TrainingResult run = Training.of(model, train)
                    .listener(new ProgressPrinter(
                            config.train().steps(), config.train().minutes()))
                    .run();
            Path modelFile = out.resolve("cells.mrcnn");
            model.save(modelFile);
            List<EvaluationResult> results = Evaluations.of(model, validation, terminal);
            Path metricsFile = out.resolve("metrics.json");
            Metrics.write(metricsFile, results, run);
            Path reportFile = out.resolve("report.html");
            report(model, validation, results, run).write(reportFile);
            results.forEach(result -> terminal.println(DetectionScores.line(result)));
            terminal.println("report   " + reportFile);
            terminal.println("metrics  " + metricsFile);
            terminal.println("model    " + modelFile);
        }
        return 0;
    }

    MaskRcnnConfig config() throws IOException {
        return limits.limit(limits.shortenWarmup(MaskRcnnConfig.from(configFile)));
    }

    private static HtmlReport report(
            MaskRcnn model, Dataset validation, List<EvaluationResult> results, TrainingResult run) {
        Map<String, String> numbers = new LinkedHashMap<>();
        results.forEach(result -> List.of("AP", "AP50", "AP75")
                .forEach(name -> numbers.put(
                        result.settings().type().key() + "/" + name,
                        String.format(Locale.ROOT, "%.3f", result.metrics().get(name)))));
        numbers.put("steps", Integer.toString(run.steps()));
        numbers.put("training", String.format(Locale.ROOT, "%.1f min", run.seconds() / 60));
        numbers.put("per step", String.format(Locale.ROOT, "%.2f s", run.secondsPerStep()));
        numbers.put("peak memory", run.peakMemoryBytes() / 1_000_000 + " MB");
        HtmlReport report = new HtmlReport("Mask R-CNN on rendered cells")
                .paragraph("Trained from random weights; evaluated on " + validation.size()
                        + " images that were not used for training.")
                .numbers(numbers)
                .heading("Losses");
        LossCurves.add(report, run.history().steps())
                .heading("Truth and prediction, scores of at least " + SCORE_SHOWN);
        for (int i = 0; i < Math.min(IMAGES_SHOWN, validation.size()); i++) {
            Sample truth = validation.load(i);
            report.pair(
                    "truth, " + truth.imageName(),
                    Drawing.draw(truth, validation.labels()),
                    "prediction",
                    Drawing.draw(truth.image(), model.detect(truth.image()).atLeast(SCORE_SHOWN)));
        }
        return report.heading("Configuration").preformatted(model.config().toYaml());
    }
}
