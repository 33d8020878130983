// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.report.internal.DataUri;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.LossCurves;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;
import org.mrcnn.train.TrainingLog;
import org.mrcnn.train.ValidationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page about a run, which is updated during the run: curves of training and validation, and validation images, which are also
 * written for TensorBoard.
 */
public final class RunReport implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
    private static final double SECONDS_BETWEEN = 60;
    private static final int COLUMNS = 4;

    /** Maximum number of rows of validation images. If there are more, every second row is removed. */
    private static final int MOST_ROWS = 6;

    private final TrainingLog log;
    private final Path file;
    private final MaskRcnnConfig config;
    private final Supplier<ValidationImages> open;
    private final List<Row> rows = new ArrayList<>();
    private ValidationImages images;
    private List<HtmlReport.Figure> annotated = List.of();
    private final List<StepReport> steps = new ArrayList<>();
    private final List<ValidationReport> validations = new ArrayList<>();
    private double next = SECONDS_BETWEEN;
    private int resumedAt;

    /** The detections in the images after a step. */
    private record Row(int step, List<HtmlReport.Figure> figures) {}

    /**
     * Creates a report in a folder.
     *
     * @param log log of the same run
     * @param images opened at the first validation
     */
    public RunReport(Path folder, MaskRcnnConfig config, TrainingLog log, Supplier<ValidationImages> images) {
        this.log = log;
        file = folder.resolve("report.html");
        this.config = config;
        open = images;
    }

    @Override
    public void onStep(StepReport step) {
        if (steps.isEmpty()) {
            readEarlier(step);
        }
        steps.add(step);
        if (step.elapsedSeconds() >= next) {
            next = step.elapsedSeconds() + SECONDS_BETWEEN;
            write("The run is at step " + step.step() + ".");
        }
    }

    private void readEarlier(StepReport first) {
        try {
            EarlierRun earlier = EarlierRun.before(file.resolveSibling("history.csv"), first);
            steps.addAll(earlier.steps());
            resumedAt = earlier.steps().isEmpty() ? 0 : first.step();
            validations.addAll(earlier.validations());
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{}: what was done before the run was resumed is not shown: {}", file, e.toString());
        }
        next = first.elapsedSeconds() + SECONDS_BETWEEN;
    }

    @Override
    public void onValidation(ValidationReport validation) {
        validations.add(validation);
        look(validation.step());
        write("The run is at step " + validation.step() + ".");
    }

    private void look(int step) {
        if (images == null) {
            images = open.get();
            annotated = images.annotated();
            show(step, "annotated", annotated);
        }
        List<HtmlReport.Figure> found = images.found();
        show(step, "found", found);
        rows.add(new Row(step, found));
        if (rows.size() > MOST_ROWS) {
            for (int i = rows.size() - 2; i > 0; i -= 2) {
                rows.remove(i);
            }
        }
    }

    private void show(int step, String what, List<HtmlReport.Figure> figures) {
        for (HtmlReport.Figure figure : figures) {
            log.image(step, "validation " + what + "/" + figure.caption(), DataUri.pngBytes(figure.image()));
        }
    }

    @Override
    public void onEnd(TrainingHistory history) {
        if (!steps.isEmpty()) {
            write("The run ended after step " + steps.get(steps.size() - 1).step() + why(history.ending()));
        }
    }

    private static String why(TrainingHistory.Ending ending) {
        return switch (ending) {
            case STEPS -> ", as configured.";
            case MINUTES -> ": its minutes were used up.";
            case BATCHES -> ": there were no more batches.";
            case STOPPED -> ": it was stopped, and can be resumed.";
            case PATIENCE -> ": the validation no longer improved.";
            case FAILURE -> " by an error.";
        };
    }

    /** Writes the page. If that fails, the run continues. */
    private void write(String state) {
        if (steps.isEmpty()) {
            return; // a resumed run that starts with a validation
        }
        HtmlReport page = new HtmlReport("Training").paragraph(state).heading("Losses of the training images");
        LossCurves.add(page, steps);
        if (!validations.isEmpty()) {
            addValidations(page);
        }
        if (!rows.isEmpty()) {
            addImages(page);
        }
        page.heading("Learning rate")
                .curves(
                        steps.stream().mapToDouble(StepReport::step).toArray(),
                        Map.of(
                                "learning rate",
                                steps.stream()
                                        .mapToDouble(StepReport::learningRate)
                                        .toArray()));
        try {
            page.heading("Configuration").preformatted(config.toYaml()).write(file);
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, e.toString());
        }
    }

    private void addImages(HtmlReport page) {
        page.heading("Validation images");
        if (resumedAt > 0) {
            page.paragraph("The run was resumed at step " + resumedAt
                    + "; what was found before is not shown here, but in TensorBoard.");
        }
        page.subheading("Annotated").gallery(COLUMNS, annotated);
        for (Row row : rows) {
            page.subheading("Found after step " + row.step()).gallery(COLUMNS, row.figures());
        }
    }

    private void addValidations(HtmlReport page) {
        Set<String> names = new LinkedHashSet<>();
        validations.forEach(validation -> names.addAll(validation.values().keySet()));
        Map<String, double[]> curves = new LinkedHashMap<>();
        names.forEach(name -> curves.put(
                name,
                validations.stream()
                        .mapToDouble(validation -> validation.values().getOrDefault(name, Double.NaN))
                        .toArray()));
        page.heading("Validation")
                .curves(validations.stream().mapToDouble(ValidationReport::step).toArray(), curves);
    }
}
