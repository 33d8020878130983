// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ImageArgumentsTest {
    @TempDir
    private Path folder;

    private Path scans;

    @BeforeEach
    void makeFolders() throws IOException {
        scans = folder.resolve("scans");
        for (String name :
                List.of("a.TIF", "b.png", "read me.txt", "day 1/\u00fc.png", "day 1/c.tif", "day 1/x/d.png")) {
            Path file = scans.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private static List<String> names(Object argument) throws IOException {
        CommandSpec spec = CommandSpec.create();
        new CommandLine(spec);
        return ImageArguments.expand(spec, List.of(argument.toString()), new SkippedFiles(), new Failures(spec))
                .stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Test
    void foldersHaveTheirOwnImagesOnly() throws IOException {
        assertThat(names(scans)).containsExactly("a.TIF", "b.png");
        assertThatThrownBy(() -> names(Files.createDirectory(folder.resolve("empty"))))
                .hasMessageContaining("names no image; folders below it are not searched")
                .hasMessageContaining("empty/**/*.png'");
    }

    /** Copies of notebooks, thumbnails and forks of macOS, which a pattern for all folders would match too. */
    @Test
    void patternsLeaveOutHiddenFilesUnlessTheyNameThem() throws IOException {
        for (String name :
                List.of(".ipynb_checkpoints/b-checkpoint.png", "day 1/@eaDir/c.png", "__MACOSX/._b.png", "._b.png")) {
            Path file = scans.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        SkippedFiles skipped = new SkippedFiles();
        CommandSpec spec = CommandSpec.create();
        List<Path> found = ImageArguments.expand(spec, List.of(scans + "/**/*.png"), skipped, new Failures(spec));

        assertThat(found)
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("b.png", "d.png", "\u00fc.png");
        assertThat(skipped.report()).contains("4 skipped in the folders: hidden 4");
        assertThat(names(scans + "/.ipynb_checkpoints/*.png")).containsExactly("b-checkpoint.png");
        assertThat(names(scans + "/.ipynb*/*.png")).containsExactly("b-checkpoint.png");
    }

    /** A second run with the same pattern must not detect in the drawings and label images of the first one. */
    @Test
    void resultsOfAnEarlierRunAreLeftOut() throws IOException {
        for (String name : List.of("out/b-detected.png", "out/labels/b.png")) {
            Files.createDirectories(scans.resolve(name).getParent());
            Files.createFile(scans.resolve(name));
        }
        SkippedFiles skipped = new SkippedFiles();
        skipped.leaveOutResults(scans.resolve("day 1/../out"));
        CommandSpec spec = CommandSpec.create();
        Failures none = new Failures(spec);

        assertThat(ImageArguments.expand(spec, List.of(scans + "/**/*.png"), skipped, none))
                .hasSize(3)
                .noneMatch(file -> file.toString().contains("out"));
        assertThat(skipped.report()).isEqualTo("2 skipped in the folders: results 2 (b-detected.png, b.png)");
        assertThat(ImageArguments.expand(spec, List.of(scans + "/out/*.png"), skipped, none))
                .hasSize(1);
    }

    @Test
    void whatIsNoImageIsCountedByKind() throws IOException {
        for (String name : List.of("b.TXT", "c.txt", "d.txt", ".hidden.png", "no ending", "odd.")) {
            Files.createFile(scans.resolve(name));
        }
        SkippedFiles skipped = new SkippedFiles();
        CommandSpec spec = CommandSpec.create();
        ImageArguments.expand(spec, List.of(scans.toString()), skipped, new Failures(spec));

        assertThat(skipped.report())
                .isEqualTo("8 skipped in the folders: .txt 4 (b.TXT, c.txt, d.txt, ...), folders 1 (day 1),"
                        + " hidden 1 (.hidden.png), without ending 2 (no ending, odd.)");
    }

    @Test
    void manyKindsAreCountedTogether() throws IOException {
        SkippedFiles skipped = new SkippedFiles();
        for (int i = 0; i < 100; i++) {
            assertThat(skipped.isImage(scans.resolve("a.kind" + i))).isFalse();
        }
        assertThat(skipped.report()).startsWith("100 skipped").contains(", of other kinds 80 (");
    }

    @Test
    void starsStandForFoldersOrNone() throws IOException {
        assertThat(names(scans + "/*.png")).containsExactly("b.png");
        assertThat(names(scans + "/*/*.png")).containsExactly("\u00fc.png");
        assertThat(names(scans + "/**/*.png")).containsExactlyInAnyOrder("b.png", "\u00fc.png", "d.png");
        assertThat(names(scans + "/**.png")).containsExactlyInAnyOrder("b.png", "\u00fc.png", "d.png");
        assertThat(names(scans + "/{b,c}.*")).containsExactly("b.png");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreFollowedAndCirclesEnd() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), scans);
        Files.createSymbolicLink(scans.resolve("circle"), scans);
        Files.createSymbolicLink(scans.resolve("broken.png"), folder.resolve("gone.png"));
        Files.createSymbolicLink(scans.resolve("other.png"), scans.resolve("b.png"));
        Files.createSymbolicLink(scans.resolve("night"), scans.resolve("day 1"));

        assertThat(names(link)).containsExactly("a.TIF", "b.png", "other.png");
        SkippedFiles skipped = new SkippedFiles();
        assertThat(skipped.isImage(scans.resolve("broken.png"))).isFalse();
        assertThat(skipped.report()).contains("broken links 1 (broken.png)");
        assertThat(names(link + "/*.png")).containsExactly("b.png", "other.png");
        assertThat(names(link + "/n*/*.tif")).containsExactly("c.tif");
        assertThat(names(link + "/**/c.tif")).containsExactly("c.tif", "c.tif");
    }
}
