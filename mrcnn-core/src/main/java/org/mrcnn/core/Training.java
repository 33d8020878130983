// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.RunPlan;
import org.mrcnn.core.internal.train.SharedData;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;
import org.mrcnn.train.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model on a data set, with the settings of the model's configuration unless they are changed here:
 *
 * <pre>{@code
 * TrainingResult result = Training.of(model, data)
 *         .settings(train -> train.withLayers("heads").withLimits(500, 0))
 *         .objective(o -> o.weight("rpn_bbox_loss", 2))
 *         .listener(new ProgressPrinter())
 *         .run();
 * }</pre>
 *
 * <p>{@link #run} is the complete loop; {@link #open} gives its steps to a custom loop. The same seed gives the same losses,
 * bit for bit, with any number of loader threads, provided that the run is limited by steps, not by minutes. The model can
 * detect during training, in a listener, between steps, or in other threads; see {@link MaskRcnn}.
 */
public final class Training {

    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    private final MaskRcnn model;
    private final Dataset data;
    private final Machine machine;
    private final List<Transform> transforms = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private Consumer<ObjectiveBuilder> objective = own -> {};
    private BadDataPolicy badData = BadDataPolicy.FAIL;
    private TrainConfig train;
    private Path checkpoint;
    private double checkpointMinutes;
    private int checkpointsKept = 1;
    private final List<Consumer<Path>> written = new ArrayList<>();
    private Path resume;
    private Dataset validation;
    private Path best;
    private Path brokenStep;
    private BooleanSupplier stop = () -> false;
    /** Null for the configured rates. */
    private Trainer.Schedule rates;

    private Training(MaskRcnn model, Dataset data) {
        this.model = Objects.requireNonNull(model, "model");
        Objects.requireNonNull(data, "data");
        this.data = data instanceof SharedData shared ? shared.images() : data;
        machine = data instanceof SharedData shared ? shared.machine() : Machine.ALONE;
        train = model.config().train();
    }

    /**
     * Creates a training run of this model on this data set. The run closes neither of them.
     *
     * @param data the training images; their labels must be those of the model
     */
    public static Training of(MaskRcnn model, Dataset data) {
        return new Training(model, data);
    }

    /**
     * Changes settings for this run only, for example the layers and the learning rate of one of several stages. The model's
     * configuration does not change; a checkpoint stores the changed settings. Several changes are applied in the order of the
     * calls.
     *
     * @throws org.mrcnn.core.config.InvalidConfigException if a setting is out of range; whether settings fit together is
     *     checked when the run begins
     */
    public Training settings(UnaryOperator<TrainConfig> change) {
        Objects.requireNonNull(change, "change");
        train = Objects.requireNonNull(change.apply(train), "the changed settings");
        return this;
    }

    /**
     * Sets what happens to an image that cannot be used: it ends the run with an exception (the default), or it is skipped and
     * counted.
     */
    public Training badData(BadDataPolicy policy) {
        badData = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Adds custom transforms of the training images. They are applied in this order, after the augmentations of the
     * configuration and before resizing. Several loader threads call them concurrently. Objects that a transform removes are
     * counted under the name of its class, see {@link TrainingResult#dropped}.
     */
    public Training transforms(List<? extends Transform> more) {
        transforms.addAll(List.copyOf(Objects.requireNonNull(more, "transforms")));
        return this;
    }

    /**
     * Sets a learning rate schedule in place of the configured one: {@code train.optimizer.learningRate}, {@code
     * train.schedule} and the rates of stages then have no effect. Layers may still have a factor of the rate. A resumed run
     * needs the same schedule; this is not checked.
     *
     * @param schedule the rate of each step of the whole run, counted from 0, including steps before an interruption
     */
    public Training learningRate(Trainer.Schedule schedule) {
        rates = Objects.requireNonNull(schedule, "schedule");
        return this;
    }

    /**
     * Changes the training objective: adds losses and metrics of the network's variables, whose names and shapes are in {@link
     * org.mrcnn.core.names.NetworkNames}, or replaces, reweights or removes the network's own losses.
     *
     * <p>The builder contains the network's losses, weighted by {@code train.lossWeights}. Weights in {@code train.lossWeights}
     * for losses that are added here are applied afterwards. A loss must not add trainable variables, because the model file
     * would not contain them.
     *
     * @param change changes the builder; it is called for each graph of the run, possibly more than once
     */
    public Training objective(Consumer<ObjectiveBuilder> change) {
        objective = objective.andThen(Objects.requireNonNull(change, "change"));
        return this;
    }

    /**
     * Saves a checkpoint at intervals, and when the run has ended or was stopped. A checkpoint contains everything needed to
     * resume, and is also a model file, which can be loaded for detection. If one cannot be written during the run, this is
     * logged and training continues.
     *
     * @param file replaced as a whole each time
     * @param minutes the time between two checkpoints, above 0; infinite for a single one at the end
     */
    public Training checkpoints(Path file, double minutes) {
        if (!(minutes > 0)) {
            throw new IllegalArgumentException("checkpoints: expected minutes above 0, found " + minutes);
        }
        checkpoint = Objects.requireNonNull(file, "file");
        checkpointMinutes = minutes;
        return this;
    }

    /**
     * Sets how many checkpoints are kept; 1 unless set. The names of older ones end in {@code -step} and their number of steps.
     *
     * @param count number of checkpoints, including the last one
     */
    public Training keeping(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("keeping: expected 1 checkpoint or more, found " + count);
        }
        checkpointsKept = count;
        return this;
    }

    /**
     * Adds a callback that is called with the file of each checkpoint after it is written, for example to copy it elsewhere. If
     * the callback throws an UncheckedIOException, this is logged and training continues.
     */
    public Training onCheckpoint(Consumer<Path> told) {
        written.add(Objects.requireNonNull(told, "onCheckpoint"));
        return this;
    }

    /**
     * Sets the data for the validations that {@code train.validation} configures. Without them the run has no validations.
     *
     * @param with the validation images; their labels must be those of the model
     */
    public Training validation(Dataset with) {
        validation = Objects.requireNonNull(with, "validation");
        return this;
    }

    /**
     * Saves the model whenever a validation has the best {@code train.validation.metric} so far. Has no effect without {@link
     * #validation}. If the file cannot be written, this is logged and training continues.
     *
     * @param file replaced as a whole each time
     */
    public Training best(Path file) {
        best = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Ends the run after the step during which the condition becomes true; a checkpoint is then written. If the condition
     * becomes true during a validation, that validation ends early, and a resumed run starts with it. The condition may be set
     * by a listener or by another thread: it should read a volatile or atomic value.
     */
    public Training stopWhen(BooleanSupplier condition) {
        stop = Objects.requireNonNull(condition, "condition");
        return this;
    }

    /**
     * Resumes an interrupted run, or extends a finished one. If steps limit the run, its results are the same, bit for bit, as
     * without the interruption. Steps and minutes before the interruption count towards the limits.
     *
     * <p>The settings must be those of the checkpoint, except those that change the length of the run (steps, epochs, minutes,
     * the length of the last stage, and stages after it) and those that change no result (workers, queue, cache, devices, and
     * validation). For any other difference, the run throws an exception that names the setting.
     *
     * @param file the checkpoint that the model was loaded from
     */
    public Training resume(Path file) {
        resume = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Saves the first step at which a loss or the gradient is not finite: its batches, the weights before it, and the
     * configuration. {@code mrcnn replay} runs that step again. The file is as large as the model and a batch are in memory. A
     * run that completes deletes the file of an earlier run.
     *
     * @param file replaced as a whole; if it cannot be written, the exception of the step says so
     */
    public Training brokenStep(Path file) {
        brokenStep = Objects.requireNonNull(file, "file");
        return this;
    }

    /** Adds a listener, called in the thread of {@link #run} after the listeners added before it. */
    public Training listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Trains in the calling thread until the configured steps, epochs or minutes are used up, or {@link #stopWhen} ends the
     * run. If {@code train.averageDecay} is set, the model then has the averaged weights, and the last checkpoint has both.
     *
     * @throws IllegalArgumentException if data, objective or checkpoint do not fit the model; the message names what differs
     * @throws org.mrcnn.train.Trainer.NonFiniteLossException if a loss or the gradient is not finite; the message names it, the
     *     step and the images. The failed step does not change the weights
     * @throws RuntimeException if an image cannot be used, unless {@link #badData} says to skip such images; the message names
     *     the image
     * @throws java.io.UncheckedIOException if a checkpoint cannot be read, or cannot be written when the run was stopped
     */
    public TrainingResult run() {
        try (TrainingSession session = open()) {
            Trainer<TrainingSession.Batch> trainer = trainer(session);
            Optional<Validation> validating = validation().of(session, stop);
            validating.ifPresent(trainer::validating);
            RunCheckpoints saved = new RunCheckpoints(
                    new RunCheckpoints.Settings(checkpoint, checkpointMinutes, checkpointsKept, resume, written),
                    session,
                    validating);
            saved.begin(trainer);
            TrainingHistory history = trainer.run(session::nextBatch);
            saved.end(history);
            SessionChecks.noteNothingLeft(resume, history, session, LOG::warn);
            session.useAverage();
            if (brokenStep != null) {
                StepDiagnosis.forget(brokenStep);
            }
            return session.result(history);
        }
    }

    private Trainer<TrainingSession.Batch> trainer(TrainingSession session) {
        RunPlan plan = session.stages().plan();
        Trainer<TrainingSession.Batch> trainer = Trainer.of(session)
                .learningRate(rates == null ? plan : rates)
                .steps(plan.steps())
                .minutes(train.minutes())
                .stepsPerEpoch(plan.stepsPerEpoch())
                .accumulating(train.accumulate())
                .stopWhen(machine.any(stop))
                .checkingEvery(machine.localSteps())
                .resumingAfter(session.steps(), session.progress().secondsBefore())
                .listener(new TrainingWarnings(train.optimizer().clipNorm()));
        listeners.forEach(trainer::listener);
        if (train.minutes() > 0 && !machine.isAlone()) {
            trainer.clock(machine.clock());
        }
        return trainer;
    }

    private RunValidation validation() {
        return new RunValidation(validation, train.validation(), best, machine);
    }

    /**
     * Opens the run for a custom loop, which decides on the learning rate, on the end, and on everything between two steps. The
     * settings are those of {@link #run}, {@code train.optimizer} included; listeners and the checkpoint interval are used by
     * {@link #run} only.
     *
     * @return the session; the caller must close it, which ends the training
     * @throws IllegalArgumentException as {@link #run}
     * @throws IllegalStateException if the model is already being trained
     */
    public TrainingSession open() {
        return new TrainingSession(
                model,
                data,
                new RunSettings(
                        train,
                        badData,
                        List.copyOf(transforms),
                        objective,
                        resume,
                        brokenStep,
                        validation().isAny(),
                        machine));
    }
}
