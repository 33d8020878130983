// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A short run for every reader; {@code scripts/fuzz} makes long ones. */
class FuzzTest {
    private static final Path HOME = Path.of("..");

    @TempDir
    private Path folder;

    static List<FuzzTarget> targets() throws IOException {
        return new FuzzTargets(HOME).all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedFilesAreReadOrRefused(FuzzTarget target) throws IOException {
        int inputs = target.name().equals("network") ? 20 : 200;
        assertThat(run(target, inputs).failures().values()).isEmpty();
    }

    /** Damaging a file that is rejected anyway would test nothing. */
    @Test
    void soundFilesOfPyTorchAreRead() throws Exception {
        for (FuzzTarget target : targets()) {
            if (target.name().matches("torch-.*|pth.*|pkl")) {
                for (Seed seed : target.seeds()) {
                    seed.writeTo(folder);
                    target.reading().read(folder.resolve(seed.opened()));
                }
            }
        }
    }

    private FuzzRun run(FuzzTarget target, long inputs) throws IOException {
        try (Watchdog watchdog = new Watchdog(hang -> {})) {
            return new FuzzRun(target, 1, folder.resolve("kept")).inputs(folder.resolve("work"), 0, inputs, watchdog);
        }
    }

    private static FuzzTarget reader(FuzzTarget.Reading reading) {
        return FuzzTarget.of(
                "own", List.of(Seed.of("a.txt", new byte[100])), reading, List.of(IllegalArgumentException.class));
    }

    @Test
    void undocumentedExceptionsErrorsTimeAndMemoryAreFailures() throws IOException {
        List<FuzzTarget.Reading> bad = List.of(
                input -> {
                    throw new NullPointerException("nothing");
                },
                input -> {
                    throw new IllegalArgumentException();
                },
                input -> {
                    throw new StackOverflowError("deep");
                },
                input -> assertThat(new byte[70 << 20]).isNotEmpty(),
                input -> {
                    long end = Cost.now().cpuMillis() + 2200;
                    while (Cost.now().cpuMillis() < end) {
                        Thread.onSpinWait();
                    }
                });
        List<String> signs =
                List.of("NullPointerException: nothing", "IllegalArgumentException", "deep", "bytes of heap", "took");
        for (int i = 0; i < bad.size(); i++) {
            FuzzTarget.Reading reading = bad.get(i);
            int[] calls = {0};
            FuzzTarget target = reader(input -> {
                if (calls[0]++ >= 3) { // the valid input is read three times
                    reading.read(input);
                }
            });
            assertThat(run(target, 1).failures().values())
                    .singleElement()
                    .asString()
                    .contains(signs.get(i));
        }
        assertThat(folder.resolve("kept")).isNotEmptyDirectory();
    }

    @Test
    void documentedExceptionsAreNoFailures() throws IOException {
        int[] calls = {0};
        FuzzRun run = run(
                reader(input -> {
                    if (calls[0]++ >= 3) {
                        throw new IllegalArgumentException("a.txt: damaged");
                    }
                }),
                50);
        assertThat(run.failures()).isEmpty();
        assertThat(run.row()).startsWith("own").contains("50");
    }

    @Test
    void theSameSeedGivesTheSameDamage() {
        byte[] file =
                "{\"a\": [1, 2, 3], \"b\": \"text\"}".repeat(10).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int changed = 0;
        for (long seed = 0; seed < 1000; seed++) {
            byte[] once = new Mutator(new SplittableRandom(seed)).mutated(file);
            assertThat(new Mutator(new SplittableRandom(seed)).mutated(file)).isEqualTo(once);
            changed += java.util.Arrays.equals(once, file) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(950);
    }

    @Test
    void theCommandNamesItsReadersAndPrintsATable() {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new Fuzz(HOME))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true));
        assertThat(command.execute("none")).isEqualTo(2);
        assertThat(out.toString()).contains("READER: expected some of [coco, voc");
        assertThat(command.execute("npy", "config", "--inputs", "20", "--keep", folder.toString()))
                .isZero();
        assertThat(out.toString()).contains("reader ").contains("npy ").contains("config ");
    }
}
