// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FindingsTest {

    private static final Path FILE = Path.of("a.json");

    @ParameterizedTest
    @EnumSource(BadDataPolicy.class)
    void noteNeverThrowsAndIsNoProblem(BadDataPolicy policy) {
        Findings findings = new Findings(policy);
        findings.add(DataProblem.CLASS_NAME, FILE, "a name without blanks at its ends", "'cat '");
        AnnotatedDataset.Report report = findings.report(1, 2);
        assertThat(report.total()).isZero();
        assertThat(report.notes()).isEqualTo(1);
        assertThat(report.toString())
                .startsWith("1 image, 2 annotations, 0 problems, 1 note\n  1 x CLASS_NAME: ")
                .contains(DataProblem.CLASS_NAME.remedy())
                .contains("CLASS_NAME in a.json: expected a name without blanks at its ends, found 'cat '");
    }

    @Test
    void problemThrowsUnlessSkipped() {
        assertThatThrownBy(() ->
                        new Findings(BadDataPolicy.FAIL).add(DataProblem.ZERO_AREA, FILE, "a mask of a pixel", "none"))
                .isInstanceOf(BadDataException.class);
        Findings skipping = new Findings(BadDataPolicy.SKIP);
        skipping.add(DataProblem.ZERO_AREA, FILE, "a mask of a pixel", "none");
        assertThat(skipping.report(0, 0).total()).isEqualTo(1);
        assertThat(skipping.report(0, 0).notes()).isZero();
        assertThat(skipping.report(0, 0).toString()).startsWith("0 images, 0 annotations, 1 problem\n");
    }

    @Test
    void textTellsAFewOfEach() {
        Findings findings = new Findings(BadDataPolicy.SKIP);
        for (int i = 0; i < 7; i++) {
            findings.add(DataProblem.NO_LABELS, Path.of("labels/" + i + ".txt"), "a label file", "none");
        }
        assertThat(findings.report(7, 0).toString())
                .contains("7 x NO_LABELS", "labels/4.txt")
                .doesNotContain("labels/5.txt");
    }
}
