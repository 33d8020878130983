// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.sql.SparkSession;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Training on a cluster for those who write no code: {@code scripts/mrcnn train --spark MASTER}, or a main class to submit. */
@Command(
        name = "mrcnn train --spark",
        description = "Trains a model on several machines of a Spark cluster.",
        mixinStandardHelpOptions = true)
public final class TrainJob implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--machines",
            paramLabel = "N",
            required = true,
            description = "Tasks that share each batch, at most train.batchSize.")
    private int machines;

    @ArgGroup(multiplicity = "1")
    private Start start;

    /** What a run begins with. */
    private static final class Start {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Configuration file on this machine; training starts from random weights.")
        private Path config;

        @Option(
                names = "--model",
                paramLabel = "FILE",
                description = "Model file to start from, with its configuration and classes; a path that Hadoop reads.")
        private String model;

        @Option(names = "--resume", description = "Resume the run of the same --out from its checkpoint.")
        private boolean resume;
    }

    @Option(
            names = "--annotations",
            paramLabel = "PATH",
            required = true,
            description = "Annotations in any format of mrcnn train, a file or a folder that Hadoop reads.")
    private String annotations;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "Folder of the images, a path that Hadoop reads. (default: where the format of the annotations expects"
                            + " them)")
    private String images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description =
                    "Model file to write, a path that Hadoop writes. The checkpoint is written beside it, with the ending"
                            + " .checkpoint.")
    private String out;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Maximum steps of training. (default: those of the configuration)")
    private Integer steps;

    @Option(
            names = "--checkpoint-minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = "Minutes between checkpoints. (default: ${DEFAULT-VALUE})")
    private double checkpointMinutes;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "How often the run is started at most: after a failure it resumes from its checkpoint. (default:"
                            + " ${DEFAULT-VALUE})")
    private int attempts;

    private TrainJob() {}

    /** Runs the job and exits: 0 done, 1 failed, 2 wrong arguments. */
    public static void main(String[] args) {
        System.exit(Jobs.execute("mrcnn train --spark", new TrainJob(), args));
    }

    @Override
    public Integer call() throws IOException {
        check();
        try (SparkSession spark = cluster.session("mrcnn train")) {
            return run(spark);
        }
    }

    private void check() {
        cluster.require(
                machines >= 1 && attempts >= 1 && (steps == null || steps >= 1),
                "--machines, --attempts, --steps: expected 1 or more, found " + machines + ", " + attempts + ", "
                        + steps);
        cluster.require(
                checkpointMinutes > 0, "--checkpoint-minutes: expected a number above 0, found " + checkpointMinutes);
        cluster.require(
                start.config == null || Files.isRegularFile(start.config),
                "--config: there is no file " + start.config);
    }

    private int run(SparkSession spark) throws IOException {
        PrintWriter terminal = cluster.out();
        String from = annotations;
        String folder = images;
        Integer most = steps;
        Function0<Dataset> data = () -> open(from, folder);
        SparkTraining training = SparkTraining.of(spark, begin(), data)
                .machines(machines)
                .attempts(attempts)
                .checkpoints(out + ".checkpoint", checkpointMinutes)
                .training((each, machine) -> each.settings(own -> limited(own, most)))
                .progress(terminal::println);
        int started = (start.resume ? training.resume() : training).run(out);
        terminal.println("model in " + out + (started == 1 ? "" : ", after " + (started - 1) + " resumptions"));
        return 0;
    }

    private static TrainConfig limited(TrainConfig own, Integer steps) {
        return steps == null ? own : own.withLimits(steps, own.minutes()).withEpochs(0);
    }

    private static Dataset open(String annotations, String images) throws IOException {
        Path file = SparkTraining.local(annotations);
        return DataFormat.detect(file).open(images == null ? null : SparkTraining.local(images), file);
    }

    /** The model to begin with: one that there is, or a new one for the classes of the data. */
    private String begin() throws IOException {
        if (start.resume) {
            return out + ".checkpoint";
        }
        if (start.model != null) {
            return start.model;
        }
        Path file = Files.createTempFile("mrcnn-start", ".mrcnn");
        file.toFile().deleteOnExit();
        try (MaskRcnn model = MaskRcnn.create(
                MaskRcnnConfig.from(start.config), open(annotations, images).labels())) {
            model.save(file);
        }
        return file.toString();
    }
}
