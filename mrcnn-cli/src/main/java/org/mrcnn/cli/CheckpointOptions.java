// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.train.ResumeCheck;
import org.mrcnn.data.internal.file.AtomicFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for writing checkpoints and resuming from them. */
final class CheckpointOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--checkpoint-minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = "Minutes between checkpoints. The checkpoint is written beside --out with the ending"
                    + " .checkpoint, also when training ends or is stopped by Ctrl-C or SIGTERM; with 0 only then."
                    + " (default: ${DEFAULT-VALUE})")
    private double checkpointMinutes;

    @Option(
            names = "--keep-checkpoints",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of checkpoints to keep. Names of older ones end in -step and the number of steps."
                    + " (default: ${DEFAULT-VALUE})")
    private int keepCheckpoints;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            description = "Resume an interrupted run, or a finished run with more --steps, from its checkpoint or from"
                    + " FILE. Length, workers, devices, queue, image cache, checkpoint interval and validation may"
                    + " differ; all other settings must be the same.")
    private Path resumeFrom;

    /** Checks what can be checked before the files of the run are locked. */
    void check(Path weights) {
        if (!(checkpointMinutes >= 0)) {
            throw Arguments.wrong(spec, "--checkpoint-minutes: expected 0 or more, found " + checkpointMinutes);
        }
        Arguments.positive(spec, "--keep-checkpoints", keepCheckpoints);
        if (resume() && weights != null) {
            throw Arguments.wrong(spec, "--weights and --resume cannot be combined: a checkpoint holds the weights");
        }
    }

    /**
     * Checks that the checkpoint to resume from exists, and that the run does not replace the checkpoint of another run that
     * has not ended.
     */
    void check(RunFiles files) throws IOException {
        Path checkpoint = checkpoint(files);
        if (resume() && !Files.isRegularFile(checkpoint)) {
            throw Arguments.wrong(
                    spec, "--resume: there is no checkpoint " + checkpoint + "; give the --out of the interrupted run");
        }
        boolean other = !resume() || !files.isOwn(checkpoint);
        if (other && Files.exists(files.checkpoint()) && !files.isFinished()) {
            throw Arguments.wrong(
                    spec,
                    files.checkpoint() + " belongs to an interrupted run; resume it with --resume, or delete the file");
        }
        AtomicFile.requireWritable(files.checkpoint());
        AtomicFile.requireWritable(files.best());
    }

    boolean resume() {
        return resumeFrom != null;
    }

    /** Returns the checkpoint to resume from. */
    private Path checkpoint(RunFiles files) {
        return resumeFrom == null || resumeFrom.toString().isEmpty() ? files.checkpoint() : resumeFrom;
    }

    /**
     * Returns the model of the run to resume. Its settings must equal the given ones, except those that do not affect results.
     */
    MaskRcnn interrupted(RunFiles files, MaskRcnnConfig config) throws IOException {
        MaskRcnn model = MaskRcnn.load(checkpoint(files));
        List<String> faults = ResumeCheck.faults(model.config(), config);
        if (!faults.isEmpty()) {
            model.close();
            throw new IllegalArgumentException(checkpoint(files) + ": the settings differ from those of the run: "
                    + String.join("; ", faults) + "; give the same --config, --set and --seed as before"
                    + startFrom(checkpoint(files)));
        }
        if (ResumeCheck.changesCourse(model.config(), config)) {
            spec.commandLine()
                    .getOut()
                    .println(
                            "the length of the run has changed, and with it the course of the learning rate from here on");
        }
        return model;
    }

    /** Returns how a run with other settings starts from a checkpoint, for the end of a message. */
    static String startFrom(Path checkpoint) {
        return "; a run with other settings starts from it with --weights " + checkpoint + " and another --out";
    }

    /** Sets the checkpoints of a run: where they are written, and from which it is resumed. */
    void apply(Training training, RunFiles files, MaskRcnn model) {
        training.checkpoints(files.checkpoint(), checkpointMinutes > 0 ? checkpointMinutes : Double.POSITIVE_INFINITY)
                .keeping(keepCheckpoints);
        if (resume()) {
            spec.commandLine()
                    .getOut()
                    .println("resuming after step " + model.provenance().steps());
            training.resume(checkpoint(files));
        }
    }
}
