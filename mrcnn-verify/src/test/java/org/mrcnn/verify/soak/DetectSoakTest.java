// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A short run; scripts/soak-detect makes long ones. */
class DetectSoakTest {

    private static final int MINUTES = 5;

    private static String run(String jvm, int status, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"), jvm));
        command.add(DetectSoak.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(status);
        return output;
    }

    /** Unless set, JavaCPP's limit of native memory is that of the heap. */
    @Test
    void manyThreadsInASmallHeapWithoutFurtherFlagsGetEqualResults() throws IOException, InterruptedException {
        String output = run(
                "-Xmx128m", 0, "--threads", "8", "--count", "3", "--cycles", "2", "--width", "16", "--growth", "100");
        assertThat(output).contains("24 detections from 8 threads, 0 differ");
    }
}
