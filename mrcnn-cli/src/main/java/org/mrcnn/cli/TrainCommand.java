// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.train.ProgressPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on annotated images. */
@Command(name = "train", description = "Trains a model on annotated images and writes a model file.")
final class TrainCommand implements Callable<Integer> {
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

    @Option(names = "--annotations", paramLabel = "PATH", description = DataOptions.ANNOTATIONS)
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
                    "Weights to start from: a Keras file (.h5) such as Matterport's mask_rcnn_coco.h5, or a model file"
                            + " (.mrcnn). (default: random weights)")
    private Path weights;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            description =
                    "Layers to reinitialize instead of loading: heads (the layers that depend on the classes), top (all but"
                            + " the backbone), or a regular expression over layer names. (default: none)")
    private String exclude;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Maximum minutes of training. (default: train.minutes of the configuration)")
    private Double minutes;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Maximum steps of training. (default: train.steps of the configuration)")
    private Integer steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Random seed for weights, image order and augmentations. (default: train.seed of the configuration)")
    private Long seed;

    @Option(names = "--bad-data", paramLabel = "POLICY", defaultValue = "fail", description = DataOptions.BAD_DATA)
    private BadDataPolicy badData;

    @Option(
            names = "--validation-images",
            paramLabel = "DIR",
            description = "Folder of images to evaluate on after training.")
    private Path validationImages;

    @Option(
            names = "--validation-annotations",
            paramLabel = "PATH",
            description = "Annotations of the validation images.")
    private Path validationAnnotations;

    @Option(
            names = "--checkpoint-minutes",
            paramLabel = "M",
            defaultValue = "10",
            description =
                    "Minutes between checkpoints. The checkpoint is written beside --out with the ending .checkpoint and"
                            + " deleted when training ends; 0 writes none. (default: ${DEFAULT-VALUE})")
    private double checkpointMinutes;

    @Option(
            names = "--resume",
            description =
                    "Resume an interrupted run from its checkpoint; all other options must be the same as before.")
    private boolean resume;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of the configuration, such as train.batchSize=1. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        check();
        MaskRcnnConfig config =
                Arguments.limits(spec, ConfigOverrides.read(spec, configFile, settings), minutes, steps, seed);
        PrintWriter terminal = spec.commandLine().getOut();
        AnnotatedDataset train = reported("training data", data.open(annotations, badData));
        AnnotatedDataset validation =
                validationAnnotations == null ? null : reported("validation data", validation(train.labels()));
        if (out.toAbsolutePath().getParent() != null) {
            Files.createDirectories(out.toAbsolutePath().getParent());
        }
        try (MaskRcnn model = resume ? interrupted(config) : created(config, train)) {
            Training training = Training.of(model, train)
                    .badData(badData)
                    .listener(new ProgressPrinter(
                            config.train().steps(), config.train().minutes()));
            if (checkpointMinutes > 0) {
                training.checkpoints(checkpoint(), checkpointMinutes);
            }
            if (resume) {
                terminal.println("resuming after step " + model.provenance().steps());
                training.resume(checkpoint());
            }
            TrainingResult run = training.run();
            model.save(out);
            Files.deleteIfExists(checkpoint());
            report(run);
            if (validation != null) {
                Evaluations.of(model, validation, terminal).forEach(result -> terminal.println(Metrics.line(result)));
            }
        }
        return 0;
    }

    private MaskRcnn created(MaskRcnnConfig config, AnnotatedDataset train) throws IOException {
        MaskRcnn model = MaskRcnn.create(config, train.labels());
        if (weights != null) {
            try (WeightSource source = WeightFiles.open(weights)) {
                WeightLoading.load(spec, model, source, excluded(), ADVICE);
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        }
        return model;
    }

    private MaskRcnn interrupted(MaskRcnnConfig config) throws IOException {
        MaskRcnn model = MaskRcnn.load(checkpoint());
        if (!model.config().equals(config)) {
            String before = without(model.config(), config);
            String now = without(config, model.config());
            model.close();
            throw new IllegalArgumentException(
                    checkpoint() + ": the settings differ from those of the run: expected " + before + ", found " + now
                            + "; give the same --config, --set, --steps, --minutes and --seed as before");
        }
        return model;
    }

    /** The lines of one configuration that differ from another's. */
    private static String without(MaskRcnnConfig some, MaskRcnnConfig others) {
        Set<String> lines =
                new LinkedHashSet<>(some.toYaml().lines().map(String::strip).toList());
        others.toYaml().lines().map(String::strip).forEach(lines::remove);
        return String.join(", ", lines);
    }

    private Path checkpoint() {
        return out.resolveSibling(out.getFileName() + ".checkpoint");
    }

    private void report(TrainingResult run) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(String.format(
                Locale.ROOT,
                "trained %d steps in %.0f s, %.2f s per step, peak memory %d MB; model in %s",
                run.steps(),
                run.seconds(),
                run.secondsPerStep(),
                run.peakMemoryBytes() / 1_000_000,
                out));
        if (run.skipped() > 0) {
            terminal.println(
                    "images skipped because they could not be used (an image counts every time it is reached): "
                            + run.skipped());
        }
        if (!run.dropped().isEmpty()) {
            terminal.println("objects lost to augmentations: " + run.dropped());
        }
    }

    private WeightExclusion excluded() {
        return exclude == null ? WeightExclusion.NONE : WeightExclusion.of(exclude);
    }

    private void check() {
        Arguments.file(spec, "--weights", weights);
        if (exclude != null && weights == null) {
            throw Arguments.wrong(spec, "--exclude names layers of --weights that are not loaded; give both");
        }
        Arguments.file(spec, "--config", configFile);
        annotations = data.annotations(annotations);
        data.check(annotations);
        Arguments.folder(spec, "--validation-images", validationImages);
        Arguments.exists(spec, "--validation-annotations", validationAnnotations);
        if (validationImages != null && validationAnnotations == null) {
            throw Arguments.wrong(spec, "--validation-images needs --validation-annotations; give both");
        }
        checkInterruption();
        if (Files.isDirectory(out)) {
            throw Arguments.wrong(spec, "--out: " + out + " is a folder, expected the name of a file to write");
        }
    }

    private void checkInterruption() {
        if (!(checkpointMinutes >= 0)) {
            throw Arguments.wrong(spec, "--checkpoint-minutes: expected 0 or more, found " + checkpointMinutes);
        }
        if (resume && weights != null) {
            throw Arguments.wrong(spec, "--weights and --resume cannot be combined: a checkpoint holds the weights");
        }
        boolean interrupted = Files.exists(checkpoint());
        if (resume && !interrupted) {
            throw Arguments.wrong(
                    spec,
                    "--resume: there is no checkpoint " + checkpoint() + "; give the --out of the interrupted run");
        }
        if (!resume && interrupted) {
            throw Arguments.wrong(
                    spec, checkpoint() + " belongs to an interrupted run; resume it with --resume, or delete the file");
        }
    }

    private AnnotatedDataset validation(List<String> labels) {
        return data.openValidation(validationImages, validationAnnotations, labels.subList(1, labels.size()), badData);
    }

    private AnnotatedDataset reported(String what, AnnotatedDataset opened) {
        spec.commandLine().getOut().println(what + ": " + opened.report());
        return opened;
    }
}
