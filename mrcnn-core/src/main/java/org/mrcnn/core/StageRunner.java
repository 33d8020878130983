// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Calibration;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.RunGraphs;
import org.mrcnn.core.internal.train.RunMemory;
import org.mrcnn.core.internal.train.RunPlan;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graph of the current stage of a run. The next stage gets a new one, which continues with the state of the optimizer. Owns
 * it, the batches, and the average of the weights.
 */
final class StageRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

    private final MaskRcnn model;
    private final RunSettings settings;
    private final AnchorArrays anchors;
    private final Dataset images;
    private final RunPlan plan;
    private final RunBatches batches;
    private final RunAverage average;
    private long skippedByCalibration;
    private long plannedMemory;
    private RunPlan.Stage stage;
    private GraphStep step;

    /**
     * Creates the stage in which a run begins or resumes.
     *
     * @param images the training images
     * @param anchors the anchors, which the caller continues to own
     */
    StageRunner(MaskRcnn model, RunSettings settings, Dataset images, AnchorArrays anchors, TrainingState state) {
        this.model = model;
        this.settings = settings;
        this.images = images;
        this.anchors = anchors;
        plan = RunPlan.of(model.config().withTrain(settings.train()), images.size());
        plan.requireLayers(model::parts);
        plan.notes(images.size()).forEach(LOG::warn);
        batches = new RunBatches(images, settings, model.labels().size());
        average = new RunAverage(settings.train().averageDecay());
        try {
            begin(state);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void begin(TrainingState state) {
        stage = plan.at(state.steps());
        skippedByCalibration = state.steps() == 0 ? calibrate() : 0;
        step = newStep();
        if (state.steps() > 0) {
            SessionChecks.requireObjective(step.objective(), state);
            restore(state);
        }
        average.follow(step.changing());
        average.restore(state.steps(), state.optimizer());
        planMemory(state.steps());
        batches.enter(stage.config(), state.position());
    }

    private GraphStep newStep() {
        return new GraphStep(
                model.parts(stage.config()), anchors, model.lock(), settings.objective(), settings.machine());
    }

    /** Throws an exception if memory does not suffice for this stage or a later one. */
    private void planMemory(int stepsDone) {
        List<MaskRcnnConfig> later = plan.stages().stream()
                .filter(each -> each.from() > stepsDone)
                .map(RunPlan.Stage::config)
                .toList();
        new RunMemory(model.parts(stage.config()), settings.objective(), settings.validates(), settings.machine())
                .plan(step, later)
                .ifPresent(memory -> {
                    memory.require();
                    LOG.info("{}", memory.line());
                    plannedMemory = memory.total();
                });
    }

    /** Measures statistics if needed. Returns how many images were skipped. */
    private long calibrate() {
        MaskRcnnConfig config = stage.config();
        Set<String> norms = Calibration.due(config, model.provenance().steps(), model.weights(), model.imported());
        if (norms.isEmpty()) {
            return 0;
        }
        // An error in the user's objective should be reported before images are measured, not after.
        RunGraphs.training(model.parts(config), settings.objective());
        Machine machine = settings.machine();
        long leftOut = machine.isFirst()
                ? Calibration.measure(
                        model.parts(config),
                        norms,
                        anchors,
                        new Calibration.Images(images, settings.badData()),
                        model.lock())
                : 0;
        if (!machine.isAlone()) {
            model.update(weights -> machine.fromFirst(Calibration.statistics(norms, weights)));
        }
        return leftOut;
    }

    /** Restores a state. A checkpoint before the first step of a stage was written at the end of the previous stage. */
    private void restore(TrainingState state) {
        Map<String, INDArray> optimizer = RunAverage.optimizer(state.optimizer());
        if (state.steps() == stage.from()) {
            step.carry(state.steps(), optimizer);
        } else {
            step.restore(state.steps(), optimizer);
        }
    }

    /** Enters the stage of the next step, if it is another one. */
    void advance(int stepsDone) {
        RunPlan.Stage due = plan.at(stepsDone);
        if (due.from() == stage.from()) {
            return;
        }
        Map<String, INDArray> state = new LinkedHashMap<>();
        step.optimizerState().forEach((name, array) -> state.put(name, array.dup()));
        LoaderPosition position = batches.position();
        closeStage();
        stage = due;
        step = newStep();
        step.carry(stepsDone, state);
        state.values().forEach(INDArray::close);
        average.follow(step.changing());
        batches.enter(stage.config(), position);
    }

    RunPlan plan() {
        return plan;
    }

    /** Returns the configuration of this stage. */
    MaskRcnnConfig config() {
        return stage.config();
    }

    GraphStep step() {
        return step;
    }

    RunBatches batches() {
        return batches;
    }

    /**
     * Called after an update of the weights: updates the average, and averages over machines that make local steps.
     *
     * @param stepsDone number of steps of the run, including this one
     */
    void updated(int stepsDone) {
        average.update();
        if (settings.machine().isLocal() && meets(stepsDone)) {
            meanOverMachines();
        }
    }

    /**
     * Returns whether machines that make local steps are averaged after this step, which also happens before each validation
     * and at the end.
     */
    private boolean meets(int step) {
        int interval = settings.validates() ? plan.validationInterval() : 0;
        return step % settings.machine().localSteps() == 0
                || (interval > 0 && step % interval == 0)
                || step == plan.steps();
    }

    /**
     * Averages over all machines, momentum and averages included, so that the checkpoint of one machine is valid for all (Yu,
     * Jin and Yang 2019).
     */
    private void meanOverMachines() {
        List<INDArray> all = new ArrayList<>(step.changing().values());
        all.addAll(step.optimizerMemory());
        all.addAll(average.arrays());
        model.update(weights -> settings.machine().mean(all));
    }

    /** Exchanges weights and averages, if there are any, while nothing reads them. */
    void swapAverage() {
        average.swap(model);
    }

    /** Returns the state of the optimizer, and the averages. Copy what must be kept after a step. */
    Map<String, INDArray> state() {
        return average.with(step.optimizerState());
    }

    /** Returns the size of a checkpoint in bytes: weights, and the state of the optimizer. */
    long checkpointBytes() {
        return Stream.concat(model.weights().values().stream(), state().values().stream())
                .mapToLong(array -> array.length() * Float.BYTES)
                .sum();
    }

    /** Returns the estimated maximum memory of the process in bytes; 0 if unknown. */
    long plannedMemory() {
        return plannedMemory;
    }

    /** Returns the number of images skipped so far. */
    long skipped() {
        return skippedByCalibration + batches.skipped();
    }

    private void closeStage() {
        batches.leave();
        if (step != null) {
            step.close();
            step = null;
        }
    }

    @Override
    public void close() {
        closeStage();
        average.close();
    }
}
