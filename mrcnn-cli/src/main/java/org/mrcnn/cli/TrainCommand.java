// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.report.internal.run.RunReport;
import org.mrcnn.report.internal.run.ValidationImages;
import org.mrcnn.train.ProgressPrinter;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on annotated images. */
@Command(name = "train", description = "Trains a model on annotated images and writes a model file.")
final class TrainCommand implements Callable<Integer> {
    /** Exit status of a run that was stopped; after a signal, the process has that of the signal. */
    private static final int STOPPED = 130;

    private static final WeightLoading.Advice ADVICE =
            new WeightLoading.Advice("give --set model.backbone=", "give --exclude heads");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "Configuration file, such as config/nuclei.yaml.")
    private Path configFile;

    @Option(names = "--annotations", paramLabel = "PATH", description = DataReading.ANNOTATIONS)
    private Path annotations;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "model.mrcnn",
            description = "Model file to write. (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "Weights to start from: a model file (.mrcnn), a Keras file (.h5) such as Matterport's mask_rcnn_coco.h5, or"
                            + " any other file that convert reads (.pth, .pkl, .safetensors). (default: random weights)")
    private Path weights;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            description =
                    "Layers to reinitialize instead of loading: heads (the layers that depend on the classes), top (all but"
                            + " the backbone), or a regular expression over layer names. (default: none)")
    private String exclude;

    @Mixin
    private LimitOptions limits;

    @Option(names = "--bad-data", paramLabel = "POLICY", defaultValue = "fail", description = DataReading.BAD_DATA)
    private BadDataPolicy badData;

    @Option(names = "--validation-images", paramLabel = "DIR", description = DataReading.VALIDATION_IMAGES)
    private Path validationImages;

    @Option(names = "--validation-annotations", paramLabel = "PATH", description = DataReading.VALIDATION_ANNOTATIONS)
    private Path validationAnnotations;

    @Mixin
    private CheckpointOptions checkpoints;

    @Mixin
    private SparkOption spark;

    @Option(
            names = "--machines",
            paramLabel = "N",
            description = "With --spark: number of tasks that share each batch.")
    private Integer machines;

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description = "Folder for the history, which is written during the run: history.csv, report.html and"
                    + " TensorBoard event files. (default: none)")
    private Path log;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of the configuration, such as train.batchSize=1. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private RunFiles files;

    @Override
    public Integer call() throws IOException {
        files = new RunFiles(out);
        check();
        MaskRcnnConfig config = limits.limit(Arguments.overrides(spec, settings).read(configFile));
        PrintWriter terminal = spec.commandLine().getOut();
        try (RunLocks locks = new RunLocks();
                StopSignal stop = new StopSignal(() -> terminal.println("stopping after this step"), locks::close)) {
            lock(locks);
            checkpoints.check(files);
            AnnotatedDataset train = reported("training data", data.reading().open(annotations, badData));
            AnnotatedDataset validation =
                    validationAnnotations == null ? null : reported("validation data", validation(train.labels()));
            SharedImages.note(train, validation).ifPresent(terminal::println);
            try (MaskRcnn model =
                    checkpoints.resume() ? checkpoints.interrupted(files, config) : created(config, train)) {
                Training training = training(model, config, train, validation).stopWhen(stop);
                return train(model, training, validation, stop);
            }
        }
    }

    /** Locks the model file, and the log, because two runs would write to the same table. */
    private void lock(RunLocks locks) throws IOException {
        locks.add("--out", out);
        Arguments.outputFolder(spec, "--log", log);
        if (log != null) {
            locks.add("--log", log.resolve("history.csv"));
        }
    }

    private Training training(
            MaskRcnn model, MaskRcnnConfig config, AnnotatedDataset train, AnnotatedDataset validation) {
        Training training = Training.of(model, train)
                .settings(own -> config.train())
                .badData(badData)
                .best(files.best())
                .brokenStep(files.brokenStep())
                .listener(new ProgressPrinter()
                        .imagesPerStep(
                                config.train().batchSize() * config.train().accumulate()));
        if (validation != null) {
            training.validation(validation);
        }
        if (log != null) {
            TrainingLog history = new TrainingLog(log);
            training.listener(history)
                    .listener(new RunReport(
                            log,
                            config,
                            history,
                            () -> new ValidationImages(
                                    validation.withPixels(config.image().pixelFormat()), model::detect)));
        }
        checkpoints.apply(training, files, model);
        return training;
    }

    private int train(MaskRcnn model, Training training, AnnotatedDataset validation, StopSignal stop)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        stop.arm();
        TrainingResult run = run(training);
        if (run.history().ending() == TrainingHistory.Ending.STOPPED) {
            terminal.println("stopped after step " + model.provenance().steps() + "; the run is in "
                    + files.checkpoint() + ", resume it with the same command and --resume");
            return STOPPED;
        }
        files.save(model);
        stop.release(); // the rest need not be completed
        report(run, model.config().train().validation());
        if (validation != null) {
            Evaluations.of(model, validation, terminal)
                    .forEach(result -> terminal.println(DetectionScores.line(result)));
        }
        return 0;
    }

    private TrainingResult run(Training training) {
        try {
            return training.run();
        } catch (Trainer.NonFiniteLossException e) {
            if (Files.exists(files.checkpoint())) {
                spec.commandLine()
                        .getOut()
                        .println("the last checkpoint before the failure is " + files.checkpoint()
                                + CheckpointOptions.startFrom(files.checkpoint()));
            }
            throw e;
        }
    }

    private MaskRcnn created(MaskRcnnConfig config, AnnotatedDataset train) throws IOException {
        MaskRcnn model = MaskRcnn.create(config, train.labels());
        if (weights != null) {
            try (WeightSource source = WeightFiles.open(weights)) {
                source.hints().forEach(hint -> spec.commandLine().getErr().println("note: " + hint));
                WeightLoading.load(spec, model, source, excluded(), ADVICE);
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        }
        return model;
    }

    private void report(TrainingResult run, ValidationConfig validation) {
        PrintWriter terminal = spec.commandLine().getOut();
        if (run.history().ending() == TrainingHistory.Ending.PATIENCE) {
            terminal.println("ended early: no better " + validation.metric() + " within train.validation.patience, "
                    + validation.patience() + "; the best model is in " + files.best());
        }
        terminal.println(String.format(
                Locale.ROOT,
                "trained %s in %.0f s, %.2f s per step, peak memory %d MB (planned: %d); model in %s, %s",
                Plural.of(run.steps(), "step"),
                run.seconds(),
                run.secondsPerStep(),
                run.peakMemoryBytes() / 1_000_000,
                run.plannedMemoryBytes() / 1_000_000,
                out,
                Files.exists(files.checkpoint()) ? "checkpoint in " + files.checkpoint() : "no checkpoint"));
        if (run.skipped() > 0) {
            terminal.println(
                    "images skipped because they could not be used (an image counts every time it is reached): "
                            + run.skipped());
        }
        if (!run.dropped().isEmpty()) {
            terminal.println("objects that did not reach training (an object counts every time), by what took them: "
                    + run.dropped());
        }
    }

    private WeightExclusion excluded() {
        return exclude == null ? WeightExclusion.NONE : WeightExclusion.of(exclude);
    }

    private void check() {
        spark.check("TrainJob");
        if (machines != null) {
            throw Arguments.wrong(spec, "--machines needs --spark MASTER");
        }
        Arguments.file(spec, "--weights", weights);
        if (exclude != null && weights == null) {
            throw Arguments.wrong(spec, "--exclude names layers of --weights that are not loaded; give both");
        }
        Arguments.file(spec, "--config", configFile);
        annotations = data.annotations(annotations);
        data.check(annotations);
        Arguments.folder(spec, "--validation-images", validationImages);
        Arguments.exists(spec, "--validation-annotations", validationAnnotations);
        DataReading.checkValidation(validationImages, validationAnnotations, message -> Arguments.wrong(spec, message));
        checkpoints.check(weights);
        String fault = files.fault();
        if (!fault.isEmpty()) {
            throw Arguments.wrong(spec, fault);
        }
    }

    private AnnotatedDataset validation(List<String> labels) {
        return data.reading().openValidation(validationImages, validationAnnotations, labels, badData);
    }

    private AnnotatedDataset reported(String what, AnnotatedDataset opened) {
        spec.commandLine().getOut().println(what + ": " + opened.report());
        return opened;
    }
}
