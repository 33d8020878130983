// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OneDnnTest {

    private static final Path MAPS = Path.of("/proc/self/maps");

    /** A program that uses oneDNN before anything of ND4J. */
    static final class UsesOneDnnFirst {
        private UsesOneDnnFirst() {}

        public static void main(String[] args) throws IOException {
            System.out.println(OneDnn.isEnabled());
            Files.readAllLines(MAPS).stream()
                    .filter(line -> line.endsWith("/libgomp.so.1"))
                    .forEach(System.out::println);
        }
    }

    /** Processes that load the two in different orders write over each other's libgomp while it is in use. */
    @Test
    void theOpenMpRuntimeIsThatOfNd4jInEveryProcess() throws Exception {
        assumeTrue(Files.exists(MAPS) && OneDnn.isEnabled());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UsesOneDnnFirst.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).contains("true\n").contains("nativecpu").doesNotContain("bytedeco/dnnl");
    }
}
