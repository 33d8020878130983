// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLocksTest {
    @TempDir
    private Path folder;

    /** The thread of a signal releases them, and then perhaps the run that has gone on. */
    @Test
    void noFileRemainsAndASecondReleaseLeavesTheLockOfAnotherRun() throws IOException {
        Path out = folder.resolve("m.mrcnn");
        RunLocks locks = new RunLocks();
        locks.add("--out", out);
        locks.add("--log", folder.resolve("history.csv"));
        assertThat(folder).isDirectoryContaining("glob:**m.mrcnn.lock");
        locks.close();
        assertThat(folder).isEmptyDirectory();
        try (RunLocks other = new RunLocks()) {
            other.add("--out", out);
            locks.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> RunLock.of("--out", out))
                    .withMessageContaining("another run is writing");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** Holds a lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (RunLock lock = RunLock.of("--out", Path.of(args[0]))) {
                System.out.println("locked");
                System.in.read();
            }
        }
    }

    @Test
    void aRunInAnotherProcessIsRefused() throws IOException, InterruptedException {
        Path out = folder.resolve("m.mrcnn");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        out.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = other.inputReader()) {
            assertThat(lines.readLine()).contains("locked");
            assertThatIllegalStateException()
                    .isThrownBy(() -> RunLock.of("--out", out))
                    .withMessageContaining("--out: another run is writing " + out);
        } finally {
            other.getOutputStream().close();
        }
        assertThat(other.waitFor()).isZero();
        RunLock.of("--out", out).close();
        assertThat(folder).isEmptyDirectory();
    }
}
