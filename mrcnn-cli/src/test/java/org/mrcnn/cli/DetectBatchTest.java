// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Images;

/** Many images, files that are not images, a full disk, and a user who stops the command. */
class DetectBatchTest extends DetectCase {
    @Test
    void everyFileOfAFolderIsAccountedFor() throws IOException {
        Files.write(images.resolve("cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Files.createFile(images.resolve("notes.txt"));
        Files.createDirectory(images.resolve("more"));

        assertThat(detect("--save", "csv", "--no-drawings", images)).isEqualTo(1);

        assertThat(results).isDirectoryNotContaining("glob:**.png");
        assertThat(out.toString())
                .doesNotContain("drawn in", " at y1 ")
                .containsPattern("2 of 3 images done, \\d+ objects, 1 failed\\R")
                .contains("2 skipped in the folders: .txt 1 (notes.txt), folders 1 (more)");
        assertThat(err.toString()).contains("1 of 3 images failed", "cut.png");
    }

    /** With --save or --json they are in the files, and thousands of lines would hide the notes. */
    @Test
    void objectsThatNoFileHasAreListed() {
        assertThat(detect("--no-drawings", images)).isZero();
        assertThat(out.toString()).contains("1: ", " at y1 ");
    }

    /** As on a full disk: nothing can be written to the folder for results after the first image. */
    @Test
    void aBatchEndsWhereNoResultCanBeWritten() {
        Writer losing = new FilterWriter(out) {
            @Override
            public void write(String text, int from, int length) throws IOException {
                super.write(text, from, length);
                if (text.startsWith("1: ")) {
                    replaceByFile(results);
                }
            }
        };
        List<String> line = new ArrayList<>(List.of("detect", "--model", model + "", "--out", results + ""));
        line.addAll(List.of("--save", "csv,geojson", images.toString()));

        int status = Main.run(new PrintWriter(losing, true), new PrintWriter(err, true), line.toArray(String[]::new));

        assertThat(status).isEqualTo(1);
        assertThat(out.toString())
                .contains("stopped; the results have the images above", "0 of 2 images done", ", 2 not done")
                .doesNotContain("\n2: ");
        assertThat(err.toString())
                .contains("2 of the folders and results failed", "take no more: " + results, "results: " + results);
    }

    /** Nothing can be written to the device, as on a full disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aListThatIsRefusedIsWrittenElsewhere() throws IOException {
        assertThat(detect("--save", "csv", "--json", "/dev/full", images)).isEqualTo(1);

        assertThat(results.resolve("measurements.csv")).isNotEmptyFile();
        Matcher elsewhere = Pattern.compile("/dev/full: cannot be written: No space left on device; it is in (\\S+)")
                .matcher(err.toString());
        assertThat(elsewhere.find()).as(err.toString()).isTrue();
        Path list = Path.of(elsewhere.group(1));
        assertThat(CocoDetection.readAll(list)).isNotEmpty();
        Files.delete(list);
        Files.delete(list.getParent());
    }

    private static void replaceByFile(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Files.createFile(folder);
    }

    /** A name of the maximum length of a file name. */
    @Test
    void longNamesOfImagesHaveShorterOnesOfResults() throws IOException {
        Path image = Images.list(images).get(0);
        Path named = Files.copy(image, folder.resolve("n".repeat(251) + ".png"));

        assertThat(detect("--save", "imagej,geojson,labels", named))
                .as(err.toString())
                .isZero();
    }

    /** A separate process that is stopped by SIGTERM writes the results so far. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalCostsOnlyTheImagesThatAreNotDone() throws IOException, InterruptedException {
        Path list = folder.resolve("list.txt");
        Path image = Images.list(images).get(0);
        Files.write(list, Collections.nCopies(5000, image.toString()));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "org.mrcnn.cli.Main", "detect", "--model"));
        command.addAll(List.of(model + "", "--out", results + "", "--save", "csv", "--json", folder + "/f.json"));
        command.addAll(List.of("--min-score", "0", list + ""));
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = run.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith("3: ")) {
                    run.toHandle().destroy(); // SIGTERM, which keeps the streams open
                }
            }
        }
        assertThat(run.waitFor()).as(printed.toString()).isEqualTo(143);
        assertThat(printed.toString()).contains("stopping", "stopped").doesNotContain("failed");
        List<Long> done = printed.toString()
                .lines()
                .filter(line -> line.matches("\\d+: .*"))
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(':'))))
                .toList();
        assertThat(done).isSorted().contains(1L, 2L, 3L).doesNotHaveDuplicates();
        assertThat(printed.toString()).contains(done.size() + " of 5000 images done, ");
        assertThat(Images.list(results)).as("drawings").hasSameSizeAs(done);
        List<String> table = Files.readAllLines(results.resolve("measurements.csv"));
        List<CocoDetection> found = CocoDetection.readAll(folder.resolve("f.json"));
        assertThat(table).hasSizeGreaterThan(3).hasSize(1 + found.size());
        assertThat(found.get(found.size() - 1).imageId()).isBetween(3L, 4999L);
        assertThat(found).extracting(CocoDetection::imageId).isSubsetOf(done);
    }
}
