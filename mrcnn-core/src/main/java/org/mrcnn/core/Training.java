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
 * Trains a model on a data set, as the model's configuration says unless something is changed here:
 *
 * <pre>{@code
 * TrainingResult result = Training.of(model, data)
 *         .settings(train -> train.withLayers("heads").withLimits(500, 0))
 *         .objective(o -> o.weight("rpn_bbox_loss", 2))
 *         .listener(new ProgressPrinter())
 *         .run();
 * }</pre>
 *
 * <p>{@link #run} is the whole loop; {@link #open} gives its steps to a loop of your own. The same seed gives the same losses,
 * bit by bit, whatever the number of loader threads, as long as steps and not minutes end the run. The model can be used for
 * detection during training: by a listener, between steps, or by other threads, see {@link MaskRcnn}.
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

    private Training(MaskRcnn model, Dataset data) {
        this.model = Objects.requireNonNull(model, "model");
        Objects.requireNonNull(data, "data");
        this.data = data instanceof SharedData shared ? shared.images() : data;
        machine = data instanceof SharedData shared ? shared.machine() : Machine.ALONE;
        train = model.config().train();
    }

    /**
     * A run of this model on these data, neither of which it closes.
     *
     * @param data its labels must be those of the model
     */
    public static Training of(MaskRcnn model, Dataset data) {
        return new Training(model, data);
    }

    /**
     * Changes settings for this run alone, such as the layers and the learning rate of one stage of several. The model's own
     * configuration stays as it is; a checkpoint has the changed one. Several changes are made one after the other.
     *
     * @throws org.mrcnn.core.config.InvalidConfigException if a setting is out of range; what settings must agree on is checked when
     *     the run begins
     */
    public Training settings(UnaryOperator<TrainConfig> change) {
        Objects.requireNonNull(change, "change");
        train = Objects.requireNonNull(change.apply(train), "the changed settings");
        return this;
    }

    /** Whether an image that cannot be used stops the run (the default) or is left out and counted. */
    public Training badData(BadDataPolicy policy) {
        badData = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Changes training images by transforms of your own, in this order, after the augmentations of the configuration and
     * before resizing. Loader threads call them at the same time. Objects that they lose are counted under the class's name.
     */
    public Training transforms(List<? extends Transform> more) {
        transforms.addAll(List.copyOf(Objects.requireNonNull(more, "transforms")));
        return this;
    }

    /**
     * Changes what is trained for: adds losses and metrics over the network's variables, whose names and shapes are in {@link
     * org.mrcnn.core.names.NetworkNames}, or replaces, reweights and removes the network's own.
     *
     * <p>The builder holds the network's losses, weighted by {@code train.lossWeights}. Weights there for losses that are added
     * here are applied afterwards. A loss may not bring trainable variables of its own, as the model file would not hold them.
     *
     * @param change called before each graph of the run is built, which may be more than once
     */
    public Training objective(Consumer<ObjectiveBuilder> change) {
        objective = objective.andThen(Objects.requireNonNull(change, "change"));
        return this;
    }

    /**
     * Writes all that is needed to resume, from time to time and when the run has ended or was stopped. A checkpoint is a model
     * file too: it can be loaded and detects. One that cannot be written is logged and does not end the run.
     *
     * @param file replaced as a whole each time
     * @param minutes between two checkpoints, above 0; infinite for one at the end alone
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
     * Keeps more than the last checkpoint: each older one has {@code -step} and its number of steps at the end of its name.
     *
     * @param count checkpoints, the last one included
     */
    public Training keeping(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("keeping: expected 1 checkpoint or more, found " + count);
        }
        checkpointsKept = count;
        return this;
    }

    /**
     * Tells one more of each checkpoint when it is written, such as to copy it to another place. An UncheckedIOException is logged and
     * does not end the run.
     */
    public Training onCheckpoint(Consumer<Path> told) {
        written.add(Objects.requireNonNull(told, "onCheckpoint"));
        return this;
    }

    /**
     * Data for the validations that {@code train.validation} describes; without it there are none.
     *
     * @param with its labels must be those of the model
     */
    public Training validation(Dataset with) {
        validation = Objects.requireNonNull(with, "validation");
        return this;
    }

    /**
     * Saves the model whenever a validation is the best so far by {@code train.validation.metric}. Without {@link #validation}
     * nothing is saved here. A file that cannot be written is logged and does not end the run.
     *
     * @param file replaced as a whole each time
     */
    public Training best(Path file) {
        best = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Ends the run after the step during which this becomes true, as a listener or another thread decides; a checkpoint is
     * written then. Becoming true during a validation, it ends that, and a resumed run makes it first. It should read a volatile or
     * atomic value.
     */
    public Training stopWhen(BooleanSupplier condition) {
        stop = Objects.requireNonNull(condition, "condition");
        return this;
    }

    /**
     * Resumes an interrupted run, or a finished one that has more steps now, with the same bits as if it had not been
     * interrupted where steps end it. Steps and minutes before the interruption count towards the limits.
     *
     * <p>Other settings than those of the checkpoint are refused by name, unless they change no bit of what is computed or are the
     * length of the run: steps, epochs, minutes, the length of the last stage and stages after it, workers, queue, cache, devices, and
     * validation.
     *
     * @param file a checkpoint, which the model was loaded from
     */
    public Training resume(Path file) {
        resume = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Writes the step at which a loss or the gradient is not finite: its batches, the weights before it and the configuration.
     * {@code mrcnn replay} runs it again. The file has the size of the model and of a batch in memory. A run that comes to its
     * end deletes that of an earlier run.
     *
     * @param file replaced as a whole; where it cannot be written, the error of the step says so
     */
    public Training brokenStep(Path file) {
        brokenStep = Objects.requireNonNull(file, "file");
        return this;
    }

    /** Tells one more listener, after those given before, in the thread of {@link #run}. */
    public Training listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Trains in this thread until the configured steps, epochs or minutes are used up, or until {@link #stopWhen}. The model has the averaged
     * weights then, where {@code train.averageDecay} is set; the last checkpoint has both.
     *
     * @throws IllegalArgumentException if data, objective or checkpoint do not fit the model, naming what differs
     * @throws org.mrcnn.train.Trainer.NonFiniteLossException if a loss is not finite, naming it, the step and the images; the step left
     *     the weights as they were
     * @throws RuntimeException naming an image that cannot be used, unless {@link #badData} says that such are left out
     * @throws java.io.UncheckedIOException if a checkpoint cannot be read, or not be written when the run was stopped
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
                .learningRate(plan)
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
     * Opens the same run for a loop of your own, which decides on learning rate, end and everything between two steps.
     * Listeners and checkpoint interval are for {@link #run} alone. With {@code train.optimizer} and all other settings as for
     * {@link #run}.
     *
     * @return to be closed by the caller, which ends the training
     * @throws IllegalArgumentException as {@link #run}
     * @throws IllegalStateException if the model is in training already
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
