// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class EscapingWriterTest {

    @Test
    void namesCannotControlTheTerminal() {
        StringWriter text = new StringWriter();
        PrintWriter terminal = new PrintWriter(new EscapingWriter(text), true);
        terminal.print("a\u001b]0;title\u0007.png\tä 細 😀\r\n");
        terminal.print('\u202e');
        terminal.write(new char[] {'x', '\u009b', 'y'});
        assertThat(text.toString()).isEqualTo("a\\u001b]0;title\\u0007.png\tä 細 😀\r\n\\u202ex\\u009by");
    }
}
