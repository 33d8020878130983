// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.LossCurves;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;
import org.mrcnn.train.ValidationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page about a run, written anew from time to time while the run goes: curves of training and of validation. */
final class RunReport implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
    private static final double SECONDS_BETWEEN = 60;

    private final Path file;
    private final MaskRcnnConfig config;
    private final List<StepReport> steps = new ArrayList<>();
    private final List<ValidationReport> validations = new ArrayList<>();
    private double next = SECONDS_BETWEEN;

    RunReport(Path file, MaskRcnnConfig config) {
        this.file = file;
        this.config = config;
    }

    @Override
    public void onStep(StepReport step) {
        steps.add(step);
        if (step.elapsedSeconds() >= next) {
            next = step.elapsedSeconds() + SECONDS_BETWEEN;
            write("The run is at step " + step.step() + ".");
        }
    }

    @Override
    public void onValidation(ValidationReport validation) {
        validations.add(validation);
        write("The run is at step " + validation.step() + ".");
    }

    @Override
    public void onEnd(TrainingHistory history) {
        if (!steps.isEmpty()) {
            write("The run ended after step " + steps.get(steps.size() - 1).step() + ": "
                    + history.ending().name().toLowerCase(java.util.Locale.ROOT) + ".");
        }
    }

    /** The page is worth less than the run. */
    private void write(String state) {
        HtmlReport page = new HtmlReport("Training").paragraph(state).heading("Losses of the training images");
        LossCurves.add(page, steps);
        if (!validations.isEmpty()) {
            addValidations(page);
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
