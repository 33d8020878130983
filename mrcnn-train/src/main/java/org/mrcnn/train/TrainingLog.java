// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the history of a run into a folder as it grows: {@code history.csv}, a line per step with the values of validations
 * in columns that begin with {@code val_}, and an event file for TensorBoard ({@code tensorboard --logdir DIR}). A resumed run
 * continues the table after the step that it resumes from.
 */
public final class TrainingLog implements TrainingListener {
    private static final String VALIDATION = "val_";

    private final Path folder;
    private CsvTable table;
    private EventFile events;
    private Map<String, Object> pending = Map.of();

    /** @param folder made if there is none */
    public TrainingLog(Path folder) {
        this.folder = folder;
    }

    @Override
    public void onStep(StepReport step) {
        write(() -> {
            if (table == null) {
                Files.createDirectories(folder);
                table = CsvTable.before(folder.resolve("history.csv"), step.step());
                events = EventFile.in(folder);
            }
            flush();
            pending = HistoryTable.values(step);
            scalars(step.step(), "train/", pending);
        });
    }

    @Override
    public void onEpoch(EpochReport epoch) {
        write(() -> scalars(epoch.step(), "epoch/", Validation.values(epoch.means())));
    }

    @Override
    public void onValidation(ValidationReport validation) {
        write(() -> {
            validation.values().forEach((name, value) -> pending.put(VALIDATION + name, value));
            flush();
            scalars(validation.step(), "validation/", validation.values());
        });
    }

    @Override
    public void onEnd(TrainingHistory history) {
        write(() -> {
            flush();
            if (events != null) {
                events.close();
            }
        });
    }

    /**
     * Adds an image to the event file, as TensorBoard shows them, after a step of the run.
     *
     * @param name by which TensorBoard groups the images of several steps
     * @param png the content of a PNG file in colours
     */
    public void image(int step, String name, byte[] png) {
        write(() -> {
            if (events == null) {
                throw new IOException("an image of step " + step + " came before the first step");
            }
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
        events.write(step, scalars);
    }

    /** The last step's line waits for the validation that may follow it. */
    private void flush() throws IOException {
        if (!pending.isEmpty()) {
            table.append(pending);
            pending = Map.of();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void write(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("The training log in " + folder + " cannot be written: " + e, e);
        }
    }
}
