// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aLineNamesEverything() {
        progress(100, 0, false).onStep(Records.record(1, 2, 2, 1));
        assertThat(text())
                .isEqualTo("step 1/100  0:02, 3:18 left  loss 1.500 (rpn_class 1.000, mrcnn_mask 0.500)"
                        + "  rate 1.00e-03  gradient 4.50  2.00 s/step  memory 2.5 GB, heap 0.3 GB"
                        + System.lineSeparator());
    }

    @Test
    void plainLinesComeNowAndThen() {
        ProgressPrinter progress = progress(1000, 0, false);
        for (int step = 1; step <= 25; step++) {
            progress.onStep(Records.record(step, step, 1, 1));
        }
        progress.onEnd(new TrainingHistory(List.of(Records.record(25, 25, 1, 1))));
        assertThat(text().lines().map(line -> line.substring(0, line.indexOf('/'))))
                .containsExactly("step 1", "step 11", "step 21", "step 25");
    }

    @Test
    void theLastLineIsPrintedOnce() {
        ProgressPrinter progress = progress(1, 0, false);
        progress.onStep(Records.record(1, 2, 2, 1));
        progress.onEnd(new TrainingHistory(List.of(Records.record(1, 2, 2, 1))));
        assertThat(text().lines()).hasSize(1);
    }

    @Test
    void aTerminalKeepsOneLine() {
        ProgressPrinter progress = progress(1000, 0, true);
        progress.onStep(Records.record(1, 7200, 100, 100));
        progress.onStep(Records.record(2, 7201, 0.1, 1));
        assertThat(text()).doesNotContain("\n").contains("\rstep 1/1000  2:00:00", "\rstep 2/1000  2:00:01");
        progress.onEnd(new TrainingHistory(List.of(Records.record(1, 1, 1, 1))));
        assertThat(text()).endsWith(System.lineSeparator());
    }

    @Test
    void theTighterLimitTellsTheTimeLeft() {
        ProgressPrinter byTime = progress(1000, 1, false);
        byTime.onStep(Records.record(1, 20, 2, 1));
        assertThat(text()).contains("0:20, 0:40 left");
        ProgressPrinter bySteps = progress(6, 1, false);
        bySteps.onStep(Records.record(1, 20, 2, 1));
        assertThat(text()).contains("0:20, 0:10 left");
    }

    @Test
    void lossesAreMeansOfTheLastTwentySteps() {
        ProgressPrinter progress = progress(1000, 0, true);
        progress.onStep(Records.record(1, 1, 1, 1000));
        for (int step = 2; step <= 21; step++) {
            progress.onStep(Records.record(step, step, 1, step % 2));
        }
        assertThat(text().substring(text().lastIndexOf('\r')))
                .contains("loss 1.000 (rpn_class 0.500, mrcnn_mask 0.500)");
    }

    @Test
    void aRunThatFailedAtOnceEndsQuietly() {
        progress(10, 0, false).onEnd(new TrainingHistory(List.of()));
        assertThat(text()).isEmpty();
    }

    @Test
    void memoryOfThisProcessIsFound() {
        assertThat(MemoryUse.now().heapBytes()).isPositive();
        assertThat(MemoryUse.now().processBytes()).isGreaterThan(1 << 20);
    }

    private ProgressPrinter progress(int steps, double minutes, boolean terminal) {
        return new ProgressPrinter(steps, minutes, out, terminal, () -> new MemoryUse(2_500_000_000L, 300_000_000L));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A longer line would wrap, and could not be rewritten. */
    @Test
    void aLineFitsTheTerminal() {
        ProgressPrinter progress = progress(1000, 0, true).withColumns(40);
        progress.onStep(Records.record(1, 2, 2, 1));
        assertThat(text()).isEqualTo("\rstep 1/1000  0:02, 33:18 left");
        bytes.reset();
        progress(1000, 0, true).withColumns(65).onStep(Records.record(1, 2, 2, 1));
        assertThat(text()).isEqualTo("\rstep 1/1000  0:02, 33:18 left  loss 1.500  rpn_class 1.000");
        bytes.reset();
        progress(1000, 0, true).withColumns(170).imagesPerStep(6).onStep(Records.record(1, 2, 2, 1));
        assertThat(text()).contains("loss 1.500 (rpn_class 1.000, mrcnn_mask 0.500)", "2.00 s/step, 3.0 images/s");
    }

    @Test
    void epochsAndValidationsStandInLinesOfTheirOwn() {
        ProgressPrinter progress = progress(1000, 0, false);
        progress.onStart(7, 0);
        progress.onStep(Records.record(1, 2, 2, 1));
        progress.onEpoch(new EpochReport(3, 1, Records.losses(1, 0.5)));
        progress.onValidation(new ValidationReport(1, 3, java.util.Map.of("mask_ap", 0.25), true));
        assertThat(text())
                .contains("step 1/7", "epoch 3  total_loss 1.500, rpn_class_loss 1.000")
                .contains("validation at step 1  mask_ap 0.250  best so far");
    }

    @Test
    void limitsOfNoRunAreRefused() {
        assertThatThrownBy(() -> new ProgressPrinter(-1, 0))
                .hasMessage("progress: expected 0 or more steps and minutes, found -1 and 0.0");
        assertThatThrownBy(() -> new ProgressPrinter(10, Double.NaN))
                .hasMessage("progress: expected 0 or more steps and minutes, found 10 and NaN");
    }
}
