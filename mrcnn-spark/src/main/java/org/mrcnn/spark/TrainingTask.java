// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.api.java.function.VoidFunction2;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.SharedData;
import org.mrcnn.data.dataset.Dataset;

/**
 * What each task of the barrier stage does: a training, as one of the machines. The first one keeps the files.
 *
 * @param data of the run
 * @param validation null for none
 * @param change of the training, on each machine
 * @param files of the run
 * @param token of the stage, see {@link RingMeeting}
 * @param timeout after which a silent machine counts as lost
 * @param progress takes the last step
 */
record TrainingTask(
        Function0<Dataset> data,
        Function0<Dataset> validation,
        VoidFunction2<Training, Integer> change,
        RunFiles files,
        String token,
        Duration timeout,
        LastStep progress)
        implements Serializable {

    /** Longer than a task takes to tell the driver of its end. */
    private static final long MILLIS_AFTER_THE_CAUSE = 2000;

    /**
     * The files of a run, which Hadoop reads and writes but for the model.
     *
     * @param model to begin with, among the files of the application
     * @param checkpoint to write and to resume from
     * @param minutes between two checkpoints
     * @param resumes whether the run begins with the checkpoint
     * @param out the trained model
     */
    record RunFiles(SharedModel model, String checkpoint, double minutes, boolean resumes, String out)
            implements Serializable {}

    void run() {
        try {
            ExecutorLimits.apply();
            Path folder = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "mrcnn-training");
            try {
                run(folder);
            } finally {
                HadoopFiles.delete(folder);
            }
        } catch (RingLink.LostMachineException e) {
            giveWay();
            throw e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // of the user's functions, among others
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The stage fails with the first fault that the driver hears of, which should be the one of the machine that was lost. */
    private static void giveWay() {
        try {
            Thread.sleep(MILLIS_AFTER_THE_CAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Path folder) throws Exception {
        Path start = files.resumes()
                ? HadoopFiles.fetch(files.checkpoint(), folder.resolve("start"))
                : Path.of(SparkFiles.get(files.model().file()));
        Dataset images = data.call();
        BarrierTaskContext context = BarrierTaskContext.get();
        int machines = context.getTaskInfos().length;
        if (machines == 1) {
            train(start, folder, images, Machine.ALONE);
            return;
        }
        RingLink.Waiting waiting = new RingLink.Waiting(timeout, context::isInterrupted);
        try (Ring ring = new RingMeeting(token, waiting).join(context)) {
            train(start, folder, images, new Machine(context.partitionId(), machines, ring));
        }
    }

    private void train(Path start, Path folder, Dataset images, Machine machine) throws Exception {
        try (MaskRcnn model = MaskRcnn.load(start)) {
            Training training = Training.of(model, new SharedData(images, machine));
            if (validation != null) {
                training.validation(machine.isFirst() ? validation.call() : images);
            }
            change.call(training, machine.rank());
            if (files.resumes()) {
                training.resume(start);
            }
            if (machine.isFirst()) {
                training.listener(progress)
                        .checkpoints(folder.resolve("checkpoint"), files.minutes())
                        .onCheckpoint(file -> HadoopFiles.storeUnchecked(file, files.checkpoint()));
            }
            training.run();
            if (machine.isFirst()) {
                Path trained = folder.resolve("model");
                model.save(trained);
                HadoopFiles.store(trained, files.out());
            }
        }
    }
}
