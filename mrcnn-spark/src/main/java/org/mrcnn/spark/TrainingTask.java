// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.api.java.function.VoidFunction2;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.core.internal.train.SharedData;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.train.Trainer;

/**
 * The work of each task of the barrier stage: a training run on one of the machines. The first machine writes the files.
 *
 * @param user functions of the user
 * @param files files of the run
 * @param meeting how the machines work together
 * @param progress receives the last step
 */
record TrainingTask(Functions user, RunFiles files, Meeting meeting, LastStep progress) implements Serializable {

    /** Longer than a task needs to report its failure to the driver. */
    private static final long MILLIS_AFTER_THE_CAUSE = 2000;

    /**
     * Functions of the user.
     *
     * @param data returns the training data
     * @param validation returns the validation data; null for none
     * @param change changes the training, on each machine
     */
    record Functions(Function0<Dataset> data, Function0<Dataset> validation, VoidFunction2<Training, Integer> change)
            implements Serializable {}

    /**
     * How the machines work together.
     *
     * @param token secret of the stage, see {@link RingMeeting}
     * @param timeout time after which a silent machine counts as lost
     * @param localSteps see {@link Machine}
     */
    record Meeting(String token, Duration timeout, int localSteps) implements Serializable {

        /** Returns a meeting with a new secret. */
        static Meeting withToken(Duration timeout, int localSteps) {
            return new Meeting(UUID.randomUUID().toString(), timeout, localSteps);
        }
    }

    /** Thrown for a failure that would recur in another attempt: wrong settings, or losses that are not finite. */
    static final class HopelessException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HopelessException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Runs the task. Returns the final results as lines of text. */
    String run() {
        try {
            ExecutorLimits.apply();
            Path folder = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "mrcnn-training");
            try {
                return String.join("\n", run(folder));
            } finally {
                HadoopFiles.delete(folder);
            }
        } catch (RingLink.LostMachineException e) {
            giveWay();
            throw e;
        } catch (IllegalArgumentException | Trainer.NonFiniteLossException e) {
            throw new HopelessException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // for example from the user's functions
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * Waits, so that the machine that failed first can report first: the stage fails with the first exception that reaches the
     * driver.
     */
    private static void giveWay() {
        try {
            Thread.sleep(MILLIS_AFTER_THE_CAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> run(Path folder) throws Exception {
        Path start = files.resumes()
                ? HadoopFiles.fetch(files.checkpoint(), folder.resolve("start"))
                : Path.of(SparkFiles.get(files.model().file()));
        Dataset images = user.data().call();
        BarrierTaskContext context = BarrierTaskContext.get();
        int machines = context.getTaskInfos().length;
        if (machines == 1) {
            return train(start, folder, images, Machine.ALONE);
        }
        RingLink.Waiting waiting = new RingLink.Waiting(meeting.timeout(), context::isInterrupted);
        try (Ring ring = new RingMeeting(meeting.token(), waiting).join(context)) {
            Machine machine = new Machine(context.partitionId(), machines, ring, meeting.localSteps());
            return train(start, folder, images, machine);
        }
    }

    private List<String> train(Path start, Path folder, Dataset images, Machine machine) throws Exception {
        try (MaskRcnn model = MaskRcnn.load(start)) {
            Training training = Training.of(model, new SharedData(images, machine));
            user.change().call(training, machine.rank());
            if (files.resumes()) {
                training.resume(start);
            }
            if (machine.isFirst()) {
                return trainFirst(training.listener(progress), model, folder);
            }
            if (user.validation() != null) {
                training.validation(images); // the others only need to know that the first one validates
            }
            training.run();
            return List.of();
        }
    }

    private List<String> trainFirst(Training training, MaskRcnn model, Path folder) throws Exception {
        Dataset validation =
                user.validation() == null ? null : user.validation().call();
        if (validation != null) {
            training.validation(validation);
        }
        RunUploads uploads = new RunUploads(folder, files);
        uploads.follow(training, model, validation);
        training.run();
        uploads.save(model);
        return validation == null ? List.of() : FinalScores.of(model, validation);
    }
}
