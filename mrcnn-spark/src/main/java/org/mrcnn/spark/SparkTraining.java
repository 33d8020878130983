// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.SparkSession;
import org.mrcnn.core.Training;
import org.mrcnn.data.dataset.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model on several machines, each with a part of every batch. The training is that of {@link Training}, and the
 * weights are those of a single machine with the whole batch, except for rounding: they differ by at most 1e-5 after 20 steps,
 * as long as rounding does not change the selection of RoIs.
 *
 * <pre>{@code
 * SparkTraining.of(spark, "cells-start.mrcnn", () -> DataFormat.COCO.open(
 *                 SparkTraining.local("hdfs:///cells/images"), SparkTraining.local("hdfs:///cells/train.json")))
 *         .machines(8)
 *         .training((training, machine) -> training.settings(train -> train.withBatchSize(16)))
 *         .run("hdfs:///models/cells.mrcnn");
 * }</pre>
 *
 * <p>The machines are the tasks of one barrier stage. After each pass they sum their gradients over a ring of connections, and
 * every machine makes exactly the same update. If a machine fails, the whole stage fails; the run is then resumed from its last
 * checkpoint, and its result is the same, bit for bit. The functions passed to this class run on the executors, so they must be
 * serializable.
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
     * Creates a run that starts with the weights and the configuration of a model.
     *
     * @param modelFile any path that Hadoop can read; {@code MaskRcnn.create(...).save(...)} writes a model with random weights
     * @param data opens the data set, which must be the same on each machine; see {@link #local}
     * @throws IllegalArgumentException if the file is not a model file; the message names the fault
     */
    public static SparkTraining of(SparkSession spark, String modelFile, Function0<Dataset> data) throws IOException {
        return new SparkTraining(spark, SharedModel.distribute(spark.sparkContext(), modelFile), data);
    }

    /**
     * Returns a local path of a file or folder, for functions that run on executors: the path itself if it is on this machine
     * or a mounted file system, otherwise that of a copy, which is made once per executor.
     *
     * @param fileOrFolder any path that Hadoop can read
     */
    public static Path local(String fileOrFolder) throws IOException {
        return HadoopFiles.local(fileOrFolder);
    }

    /**
     * Sets the number of tasks that share each batch, 1 unless set. The cluster needs as many free slots for tasks, and a batch
     * at least as many images.
     */
    public SparkTraining machines(int count) {
        require(count >= 1, "machines: expected 1 or more, found %s", count);
        machines = count;
        return this;
    }

    /**
     * Adds changes to the training on each machine, such as settings, objective, transforms and listeners.
     *
     * @param each receives the training and the number of the machine, from 0. It must make the same changes on all machines,
     *     except that listeners belong on machine 0 only
     */
    public SparkTraining training(VoidFunction2<Training, Integer> each) {
        change = Objects.requireNonNull(each, "training");
        return this;
    }

    /**
     * Sets the number of steps that each machine makes with the gradients of only its own part of the batches, before the
     * machines average their weights and the states of their optimizers (local SGD). For slow networks: an exchange sends two
     * (SGD) or three (Adam) times the bytes of the gradients, but happens only once in {@code count} steps. The weights are
     * then not those of a single machine with the whole batch; a resumed run still gives the same bits. The machines also
     * exchange before each validation and at the end. Checkpoints are written only at the regular exchanges.
     *
     * <p>Lin, Stich, Patel and Jaggi, Don't use large mini-batches, use local SGD, 2020.
     *
     * @param count number of steps; 1 unless set, with which gradients are summed in each step
     */
    public SparkTraining localSteps(int count) {
        require(count >= 1, "localSteps: expected 1 or more, found %s", count);
        localSteps = count;
        return this;
    }

    /**
     * Sets the data for the validations that {@code train.validation} configures. Machine 0 validates while the others wait. At
     * the end it also computes the average precision of the trained model, for {@link #progress}.
     */
    public SparkTraining validation(Function0<Dataset> with) {
        validation = Objects.requireNonNull(with, "validation");
        return this;
    }

    /**
     * Sets where and how often checkpoints are saved.
     *
     * @param file any path that Hadoop can write and all machines can reach; unless set, that of the model with {@code
     *     .checkpoint} appended
     * @param minutesBetween minutes between two checkpoints, 10 unless set; infinite for a single one at the end
     */
    public SparkTraining checkpoints(String file, double minutesBetween) {
        require(minutesBetween > 0, "checkpoints: expected minutes above 0, found %s", minutesBetween);
        checkpoint = Objects.requireNonNull(file, "file");
        minutes = minutesBetween;
        return this;
    }

    /**
     * Sets a file to which the model is saved whenever a validation is the best so far, see {@link Training#best}.
     *
     * @param file any path that Hadoop can write
     */
    public SparkTraining best(String file) {
        best = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Sets a folder to which the history is written during the run: {@code history.csv}, {@code report.html} and events for
     * TensorBoard.
     *
     * @param folder any path that Hadoop can write
     */
    public SparkTraining log(String folder) {
        log = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /** Resumes the run from its checkpoint, as {@link Training#resume} does. The number of machines may differ. */
    public SparkTraining resume() {
        resumes = true;
        return this;
    }

    /**
     * Sets the maximum number of attempts to run the stage, 4 unless set. After a failure, the run is resumed in the next
     * attempt, unless the failure would recur, for example because of wrong settings.
     */
    public SparkTraining attempts(int most) {
        require(most >= 1, "attempts: expected 1 or more, found %s", most);
        attempts = most;
        return this;
    }

    /**
     * Sets how long a machine waits for another, one hour unless set. It must be longer than a validation takes. A machine
     * whose process has ended is detected immediately, a host that was switched off after a minute.
     */
    public SparkTraining timeout(Duration longest) {
        Objects.requireNonNull(longest, "timeout");
        require(longest.toMillis() > 0, "timeout: expected more than 0, found %s", longest);
        timeout = longest;
        return this;
    }

    /**
     * Sets a callback that is called in the driver with a description of the last step, at each heartbeat of an executor (every
     * 10 seconds, {@code spark.executor.heartbeatInterval}), and at the end with the average precision.
     */
    public SparkTraining progress(Consumer<String> told) {
        progress = Objects.requireNonNull(told, "progress");
        return this;
    }

    /**
     * Trains the model and writes it.
     *
     * @param out the file of the trained model: any path that Hadoop can write and all machines can reach
     * @return the number of attempts to run the stage; 1 if nothing failed
     * @throws IllegalArgumentException if there is a checkpoint of an earlier run and {@link #resume} was not called, or if
     *     there is none and it was called
     * @throws IllegalStateException if the last attempt failed; the exception has its cause
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
        TrainingStage stage = new TrainingStage(spark.sparkContext(), machines);
        TrainingTask.Functions functions = new TrainingTask.Functions(data, validation, change);
        for (int attempt = 1; ; attempt++) {
            try {
                RunFiles files = new RunFiles(model, written, minutes, HadoopFiles.exists(written), out, best, log);
                stage.run(functions, files, TrainingTask.Meeting.withToken(timeout, localSteps))
                        .forEach(progress);
                return attempt;
            } catch (TrainingStage.FailedException e) {
                if (attempt == attempts || e.isHopeless()) {
                    throw new IllegalStateException(
                            "training: attempt " + attempt + " of " + attempts + " failed: " + e.getMessage(), e);
                }
                LOG.warn("Attempt {} of {} failed; resuming from {}: {}", attempt, attempts, written, e.getMessage());
            }
        }
    }

    private static void require(boolean condition, String message, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("training: " + String.format(message, found));
        }
    }
}
