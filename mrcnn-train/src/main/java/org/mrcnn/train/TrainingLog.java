// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the history of a run to a folder during the run: {@code history.csv}, with a line per step and the values of
 * validations in columns that begin with {@code val_}, and an event file for TensorBoard ({@code tensorboard --logdir DIR}). A
 * resumed run continues the table after the step that it resumes from. If the folder cannot be written to, this is logged and
 * training continues.
 */
public final class TrainingLog implements TrainingListener {
    private static final String VALIDATION = "val_";

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);

    private final Path folder;
    private CsvTable table;
    private EventFile events;
    private Map<String, Object> pending = Map.of();
    private boolean begun;
    private boolean failing;

    /**
     * Creates a log.
     *
     * @param folder the folder, created if it does not exist
     */
    public TrainingLog(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public void onStep(StepReport step) {
        begun = true;
        write(() -> {
            open(step.step());
            flush();
        });
        pending = HistoryTable.values(step);
        write(() -> scalars(step.step(), "train/", pending));
    }

    @Override
    public void onEpoch(EpochReport epoch) {
        write(() -> scalars(epoch.step(), "epoch/", Validation.values(epoch.means())));
    }

    @Override
    public void onValidation(ValidationReport validation) {
        begun = true;
        if (!pending.isEmpty()) { // otherwise it belongs to a step before an interruption
            validation.values().forEach((name, value) -> pending.put(VALIDATION + name, value));
        }
        write(() -> {
            open(validation.step() + 1);
            flush();
            scalars(validation.step(), "validation/", validation.values());
        });
    }

    @Override
    public void onEnd(TrainingHistory history) {
        write(this::flush);
        close();
    }

    /**
     * Adds an image to the event file, after a step of the run. TensorBoard shows it under Images.
     *
     * @param name name by which TensorBoard groups the images of several steps
     * @param png the content of a PNG file in colour
     * @throws IllegalStateException before the first step or validation
     */
    public void image(int step, String name, byte[] png) {
        if (!begun) {
            throw new IllegalStateException("an image of step " + step + " came before the first step");
        }
        write(() -> {
            open(step);
            events.image(step, name, png);
        });
    }

    private void scalars(int step, String prefix, Map<String, ?> values) throws IOException {
        Map<String, Float> scalars = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!name.equals("step")) {
                scalars.put(prefix + name, ((Number) value).floatValue());
            }
        });
        open(step);
        events.write(step, scalars);
    }

    /** Writes the line of the last step, which waits until now because a validation may follow the step. */
    private void flush() throws IOException {
        if (!pending.isEmpty()) {
            open((int) pending.get("step"));
            table.append(pending);
            pending = Map.of();
        }
    }

    private void open(int step) throws IOException {
        if (table == null) {
            if (!Files.isDirectory(folder)) { // a link to a folder is one
                Files.createDirectories(folder);
            }
            events = EventFile.in(folder, step);
            table = CsvTable.before(folder.resolve("history.csv"), step);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** Logs a failure to write once, and tries again at the next step: the run is worth more than its log. */
    private void write(Work work) {
        try {
            work.run();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("The training log in {} cannot be written, training continues: {}", folder, e.toString());
            }
            failing = true;
            close();
        }
    }

    private void close() {
        table = null;
        if (events != null) {
            try {
                events.close();
            } catch (IOException e) {
                LOG.debug("An event file was not closed", e);
            }
            events = null;
        }
    }
}
