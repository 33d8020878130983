// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.losses.LossReport;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingLog;
import org.mrcnn.train.ValidationReport;

class RunReportTest {

    @TempDir
    private Path folder;

    private static Detections whole(Image image) {
        byte[] mask = new byte[image.height() * image.width()];
        java.util.Arrays.fill(mask, (byte) 1);
        float[] box = {0, 0, image.height(), image.width()};
        return new Detections(
                image.height(),
                image.width(),
                List.of(new Detection(1, "round", 0.9f, box, Rle.of(mask, image.height(), image.width()))));
    }

    private static StepReport step(int number) {
        return new StepReport(
                number,
                number,
                1,
                0.01,
                1,
                new LossReport(Map.of("mask_loss", 0.5), Map.of("mask_loss", 1.0), 0.5, Map.of()));
    }

    private void run(int validations) {
        TrainingLog log = new TrainingLog(folder);
        RunReport report = new RunReport(
                folder,
                MaskRcnnConfig.defaults(),
                log,
                () -> new ValidationImages(new CellsDataset(2, 1, 64), RunReportTest::whole));
        for (int i = 1; i <= validations; i++) {
            log.onStep(step(i));
            report.onStep(step(i));
            ValidationReport validation = new ValidationReport(i, i, Map.of("mask_ap", i / 10.0), false);
            log.onValidation(validation);
            report.onValidation(validation);
        }
        log.onStep(step(validations + 1));
        report.onStep(step(validations + 1));
        TrainingHistory history = new TrainingHistory(List.of(step(1)));
        log.onEnd(history);
        report.onEnd(history);
    }

    @Test
    void showsCurvesAndWhatIsFoundInValidationImages() throws IOException {
        run(1);
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .contains("The run ended after step 2", "mask_loss", "mask_ap", "learning rate", "Validation images")
                .contains("Annotated", "Found after step 1", "data:image/jpeg;base64,", "clipNorm");
        byte[] events;
        try (Stream<Path> files = Files.list(folder)) {
            events = Files.readAllBytes(files.filter(file -> file.toString().contains("tfevents"))
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(new String(events, StandardCharsets.ISO_8859_1))
                .contains("validation annotated/", "validation found/", "\u0089PNG");
    }

    /** The log contains the previous steps, but not their images. */
    @Test
    void aResumedRunShowsWhatCameBefore() throws IOException {
        run(3);
        TrainingLog log = new TrainingLog(folder);
        RunReport report = new RunReport(folder, MaskRcnnConfig.defaults(), log, () -> {
            throw new IllegalStateException("no validation in this part of the run");
        });
        log.onStep(step(4));
        report.onStep(step(4));
        report.onEnd(new TrainingHistory(List.of(step(4))));
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("The run ended after step 4", "mask_ap")
                .doesNotContain("Validation images");
        EarlierRun earlier = EarlierRun.before(folder.resolve("history.csv"), step(3));
        assertThat(earlier.steps()).isEqualTo(List.of(step(1), step(2)));
        assertThat(earlier.validations())
                .extracting(ValidationReport::values)
                .containsExactly(Map.of("mask_ap", 0.1), Map.of("mask_ap", 0.2));
    }

    @Test
    void thePageOfAResumedRunSaysWhichImagesItLacks() throws IOException {
        run(2);
        assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("was resumed");
        TrainingLog log = new TrainingLog(folder);
        RunReport report = new RunReport(
                folder,
                MaskRcnnConfig.defaults(),
                log,
                () -> new ValidationImages(new CellsDataset(2, 1, 64), RunReportTest::whole));
        log.onStep(step(4));
        report.onStep(step(4));
        report.onValidation(new ValidationReport(4, 4, Map.of("mask_ap", 0.4), false));
        log.onEnd(new TrainingHistory(List.of(step(4))));

        assertThat(Files.readString(folder.resolve("report.html"))).contains("The run was resumed at step 4;");
    }

    @Test
    void ofManyValidationsTheFirstAndTheLastStay() throws IOException {
        run(9);
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page).contains("Found after step 1<", "Found after step 9<");
        assertThat(page.split("Found after step", -1)).hasSizeLessThanOrEqualTo(7);
    }
}
