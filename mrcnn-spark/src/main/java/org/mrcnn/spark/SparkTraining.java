// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.SparkSession;
import org.mrcnn.core.Training;
import org.mrcnn.data.dataset.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * Trains a model on several machines, each with a part of every batch: the same training as {@link Training}, with the weights that
 * one machine with the whole batch would have but for rounding: at most 1e-5 per weight after 20 steps, as long as a difference of
 * rounding does not change which regions are trained on.
 *
 * <pre>{@code
 * SparkTraining.of(spark, "cells-start.mrcnn", () -> DataFormat.COCO.open(
 *                 SparkTraining.local("hdfs:///cells/images"), SparkTraining.local("hdfs:///cells/train.json")))
 *         .machines(8)
 *         .training((training, machine) -> training.settings(train -> train.withBatchSize(16)))
 *         .run("hdfs:///models/cells.mrcnn");
 * }</pre>
 *
 * <p>The machines are the tasks of one barrier stage. After each pass they add up their gradients over a ring of connections, and each
 * makes the same update, with the same bits. The stage fails as a whole; the run is then resumed from its last checkpoint and ends with
 * the bits that it would have had. The functions given here run on the executors, so they must be serializable.
 */
public final class SparkTraining {

    private static final Logger LOG = LoggerFactory.getLogger(SparkTraining.class);

    private final SparkSession spark;
    private final SharedModel model;
    private final Function0<Dataset> data;
    private Function0<Dataset> validation;
    private VoidFunction2<Training, Integer> change = (training, machine) -> {};
    private Consumer<String> progress = line -> {};
    private int machines = 1;
    private String checkpoint;
    private double minutes = 10;
    private boolean resumes;
    private int attempts = 4;
    private Duration timeout = Duration.ofHours(1);
    private int localSteps = 1;
    private String best;
    private String log;

    private SparkTraining(SparkSession spark, SharedModel model, Function0<Dataset> data) {
        this.spark = spark;
        this.model = model;
        this.data = Objects.requireNonNull(data, "data");
    }

    /**
     * A run that begins with the weights and the configuration of a model.
     *
     * @param modelFile any path that Hadoop reads; {@code MaskRcnn.create(...).save(...)} makes one of random weights
     * @param data opens the same data on each machine, see {@link #local}
     * @throws IllegalArgumentException naming the fault when it is not a model file
     */
    public static SparkTraining of(SparkSession spark, String modelFile, Function0<Dataset> data) throws IOException {
        return new SparkTraining(spark, SharedModel.distribute(spark.sparkContext(), modelFile), data);
    }

    /**
     * A file or folder as one of this machine, for the functions that run on executors: itself where it is a path of this machine or of
     * a mounted file system, else a copy that is made once per executor.
     *
     * @param fileOrFolder any path that Hadoop reads
     */
    public static Path local(String fileOrFolder) throws IOException {
        return HadoopFiles.local(fileOrFolder);
    }

    /** Tasks that share each batch, 1 unless set; the cluster must have that many free, and a batch that many images. */
    public SparkTraining machines(int count) {
        require(count >= 1, "machines: expected 1 or more, found %s", count);
        machines = count;
        return this;
    }

    /**
     * Changes the training on each machine: settings, objective, transforms, listeners.
     *
     * @param each is given the training and the number of the machine, from 0; all must make the same changes, but for listeners, which
     *     are for machine 0
     */
    public SparkTraining training(VoidFunction2<Training, Integer> each) {
        change = Objects.requireNonNull(each, "training");
        return this;
    }

    /**
     * Lets each machine make so many steps by the gradients of its own part of the batches; then they average their weights and the
     * state of their optimizers (local SGD). For slow networks: an exchange takes two or three times the bytes of the gradients (SGD, Adam),
     * but in one of many steps. The weights are then not those of one machine with the whole batch, but those of a run that is
     * resumed are still the same bits. The machines also meet before each validation and at the end, and write checkpoints only where
     * they meet after so many steps.
     *
     * <p>Lin, Stich, Patel and Jaggi, Don't use large mini-batches, use local SGD, 2020.
     *
     * @param count 1 unless set: gradients are added up in each step
     */
    public SparkTraining localSteps(int count) {
        require(count >= 1, "localSteps: expected 1 or more, found %s", count);
        localSteps = count;
        return this;
    }

    /**
     * Data for the validations that {@code train.validation} describes, which machine 0 makes while the others wait. With the trained
     * model it makes one more, of average precision, for {@link #progress}.
     */
    public SparkTraining validation(Function0<Dataset> with) {
        validation = Objects.requireNonNull(with, "validation");
        return this;
    }

    /**
     * Where and how often all that is needed to resume is saved.
     *
     * @param file any path that Hadoop writes and all machines reach; unless set, that of the model with {@code .checkpoint} added
     * @param minutesBetween 10 unless set; infinite for a checkpoint at the end alone
     */
    public SparkTraining checkpoints(String file, double minutesBetween) {
        require(minutesBetween > 0, "checkpoints: expected minutes above 0, found %s", minutesBetween);
        checkpoint = Objects.requireNonNull(file, "file");
        minutes = minutesBetween;
        return this;
    }

    /**
     * Saves the model whenever a validation is the best so far, as {@link Training#best}.
     *
     * @param file any path that Hadoop writes
     */
    public SparkTraining best(String file) {
        best = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Keeps the history of the run, as it grows: {@code history.csv}, {@code report.html} and events for TensorBoard.
     *
     * @param folder any path that Hadoop writes
     */
    public SparkTraining log(String folder) {
        log = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /** Resumes from the checkpoint that there is, as {@link Training#resume}; a run may resume on another number of machines. */
    public SparkTraining resume() {
        resumes = true;
        return this;
    }

    /**
     * How often the stage is started at most, 4 unless set: each failure but the last is followed by a resumption, unless it would come
     * again, such as one of wrong settings.
     */
    public SparkTraining attempts(int most) {
        require(most >= 1, "attempts: expected 1 or more, found %s", most);
        attempts = most;
        return this;
    }

    /**
     * How long a machine waits for another, one hour unless set: longer than a validation takes. A machine whose process ended is
     * noticed at once, and a host that was switched off after a minute.
     */
    public SparkTraining timeout(Duration longest) {
        Objects.requireNonNull(longest, "timeout");
        require(longest.toMillis() > 0, "timeout: expected more than 0, found %s", longest);
        timeout = longest;
        return this;
    }

    /**
     * Tells the driver of the last step in words, with each heartbeat of an executor (10 seconds, {@code
     * spark.executor.heartbeatInterval}), and of the average precision in the end.
     */
    public SparkTraining progress(Consumer<String> told) {
        progress = Objects.requireNonNull(told, "progress");
        return this;
    }

    /**
     * Trains, and writes the model.
     *
     * @param out any path that Hadoop writes and all machines reach
     * @return how often the stage was started: 1 where nothing failed
     * @throws IllegalArgumentException if there is a checkpoint of an earlier run and {@link #resume} was not called, or the other way
     *     round
     * @throws IllegalStateException if the last attempt failed, with its cause
     */
    public int run(String out) throws IOException {
        String written = checkpoint == null ? out + ".checkpoint" : checkpoint;
        boolean exists = HadoopFiles.exists(written);
        require(resumes || !exists, "%s belongs to another run; resume it, delete it or choose another file", written);
        require(exists || !resumes, "resume: there is no checkpoint %s", written);
        SparkContext context = spark.sparkContext();
        LastStep.Heard heard = new LastStep.Heard(progress);
        context.addSparkListener(heard);
        try {
            return attempt(out, written);
        } finally {
            context.removeSparkListener(heard);
        }
    }

    private int attempt(String out, String written) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                stage(new RunFiles(model, written, minutes, HadoopFiles.exists(written), out, best, log))
                        .forEach(progress);
                return attempt;
            } catch (StageFailure e) {
                if (attempt == attempts || e.isHopeless()) {
                    throw new IllegalStateException(
                            "training: attempt " + attempt + " of " + attempts + " failed: " + e.getMessage(), e);
                }
                LOG.warn("Attempt {} of {} failed; resuming from {}: {}", attempt, attempts, written, e.getMessage());
            }
        }
    }

    /** A failure of Spark, whose exceptions are checked and not declared. */
    private static final class StageFailure extends Exception {
        private static final long serialVersionUID = 1L;

        StageFailure(Exception cause) {
            super(cause.getMessage(), cause);
        }

        /** Of the fault of a task, Spark gives the text alone. */
        boolean isHopeless() {
            return getMessage().contains(TrainingTask.HopelessException.class.getName());
        }
    }

    /** Returns what there is to tell in the end. */
    private Stream<String> stage(RunFiles files) throws StageFailure {
        SparkContext context = spark.sparkContext();
        LastStep last = new LastStep();
        context.register(last, LastStep.NAME);
        TrainingTask task = new TrainingTask(
                new TrainingTask.Functions(data, validation, change),
                files,
                new TrainingTask.Meeting(UUID.randomUUID().toString(), timeout, localSteps),
                last);
        try {
            return JavaSparkContext.fromSparkContext(context)
                    .parallelize(IntStream.range(0, machines).boxed().toList(), machines)
                    .rdd()
                    .barrier()
                    .mapPartitions(running(task), false, ClassTag$.MODULE$.<String>apply(String.class))
                    .toJavaRDD()
                    .collect()
                    .stream()
                    .flatMap(String::lines);
        } catch (Exception e) {
            if (e instanceof SparkException) {
                throw new StageFailure(e);
            }
            throw e;
        }
    }

    private static Function1<Iterator<Integer>, Iterator<String>> running(TrainingTask task) {
        return (Function1<Iterator<Integer>, Iterator<String>> & Serializable) own -> own.map(machine -> task.run());
    }

    private static void require(boolean condition, String message, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("training: " + String.format(message, found));
        }
    }
}
