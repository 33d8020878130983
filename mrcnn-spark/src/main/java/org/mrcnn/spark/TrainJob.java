// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Training on a cluster as a command, without writing code: {@code scripts/mrcnn train --spark MASTER}. Also a main class for
 * spark-submit.
 */
@Command(
        name = "mrcnn train --spark",
        description =
                "Trains a model on several machines of a Spark cluster. Data and results may lie on any file system"
                        + " that Hadoop knows.",
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

    @Option(
            names = "--local-steps",
            paramLabel = "K",
            defaultValue = "1",
            description = "Steps that each machine makes alone before all machines average their weights; with 1,"
                    + " gradients are added up in each step. (default: ${DEFAULT-VALUE})")
    private int localSteps;

    @Mixin
    private StartArguments start;

    @Mixin
    private DataArguments data;

    @Mixin
    private LimitArguments limits;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description =
                    "Model file to write. The checkpoint is written beside it, with the ending .checkpoint, and with"
                            + " validation data the best model, MODEL.best.mrcnn.")
    private String out;

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description = "Folder for the history, which is written during the run: history.csv, report.html and"
                    + " TensorBoard event files. (default: none)")
    private String log;

    @Option(
            names = "--checkpoint-minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = "Minutes between checkpoints; 0 for a single one at the end. (default: ${DEFAULT-VALUE})")
    private double checkpointMinutes;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "4",
            description = "Maximum number of starts of the run; after a failure it resumes from its checkpoint."
                    + " (default: ${DEFAULT-VALUE})")
    private int attempts;

    TrainJob() {}

    /** Runs the job and exits: 0 for success, 1 for a failure, 2 for wrong arguments. */
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

    void check() {
        cluster.require(
                machines >= 1 && attempts >= 1 && localSteps >= 1,
                "--machines, --attempts, --local-steps: expected 1 or more, found " + machines + ", " + attempts + ", "
                        + localSteps);
        cluster.require(checkpointMinutes >= 0, "--checkpoint-minutes: expected 0 or more, found " + checkpointMinutes);
        start.check(cluster);
        data.check(cluster);
        limits.check(cluster, start.resumes());
    }

    int run(SparkSession spark) throws IOException {
        data.checkFiles(cluster);
        PrintWriter terminal = cluster.out();
        String checkpoint = out + ".checkpoint";
        LimitArguments own = limits;
        DataArguments files = data;
        SparkTraining training = SparkTraining.of(
                        spark, start.modelFile(cluster, checkpoint, data, limits), files::open)
                .machines(machines)
                .localSteps(localSteps)
                .attempts(attempts)
                .checkpoints(checkpoint, checkpointMinutes > 0 ? checkpointMinutes : Double.POSITIVE_INFINITY)
                .training((each, machine) -> each.settings(own::apply).badData(files.badData()))
                .progress(terminal::println);
        if (log != null) {
            training.log(log);
        }
        if (data.validates()) {
            training.validation(files::openValidation).best(best(out));
        }
        int started = (start.resumes() ? training.resume() : training).run(out);
        terminal.println("model in " + out + (started == 1 ? "" : ", after " + (started - 1) + " resumptions"));
        return 0;
    }

    /** Returns {@code model.best.mrcnn} for {@code model.mrcnn}. */
    static String best(String out) {
        int dot = out.lastIndexOf('.');
        return dot > out.lastIndexOf('/') + 1 ? out.substring(0, dot) + ".best" + out.substring(dot) : out + ".best";
    }
}
