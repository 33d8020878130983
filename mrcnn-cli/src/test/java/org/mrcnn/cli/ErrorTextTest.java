// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {

    @Test
    void lineBreaksBecomeSemicolons() {
        assertThat(ErrorText.oneLine("first\n  second\r\nthird ")).isEqualTo("first; second; third");
    }

    @Test
    void controlCharactersAreShownAndDoNotReachTheTerminal() {
        assertThat(ErrorText.oneLine("red \u001b[31m, bell \u0007, reversed \u202e, ä 細"))
                .isEqualTo("red \\u001b[31m, bell \\u0007, reversed \\u202e, ä 細");
    }

    @Test
    void longMessagesAreCutOffAndSaySo() {
        String line = ErrorText.oneLine("x".repeat(1_000_000));
        assertThat(line)
                .startsWith("xxx")
                .endsWith("... (a message of 1000000 characters; --verbose prints all)")
                .hasSizeLessThan(ErrorText.MAX_LENGTH + 100);
        assertThat(ErrorText.oneLine("x".repeat(ErrorText.MAX_LENGTH))).hasSize(ErrorText.MAX_LENGTH);
    }

    @Test
    void errorsWithoutAReasonAreNamedByTheirKind() {
        assertThat(ErrorText.oneLine(new NoSuchFileException("a.png"))).isEqualTo("NoSuchFileException: a.png");
        assertThat(ErrorText.oneLine(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void stackTracesKeepTheirLayoutOnly() {
        assertThat(ErrorText.stackTrace(new IllegalStateException("a\u001b[2Jb")))
                .contains("a\\u001b[2Jb\n\tat ")
                .doesNotContain("\u001b");
    }
}
