// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/java-main} in a separate clone, with stand-ins for Maven and Java. */
@EnabledOnOs(OS.LINUX)
class JavaMainScriptTest {

    @TempDir
    private Path folder;

    private Path root(String name) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Path script = Files.createDirectories(root.resolve("scripts")).resolve("java-main");
        Files.copy(Path.of("../scripts/java-main"), script);
        Files.createDirectories(root.resolve("mrcnn-native"));
        Files.createDirectories(root.resolve("mrcnn-bom"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(root.resolve("mrcnn-bom/pom.xml"), "");
        program(
                "mvn",
                """
                echo built >>"$BUILDS"
                sleep 1
                for module in $(sed -n 's/^modules="\\(.*\\)"$/\\1/p' scripts/java-main); do
                  mkdir -p mrcnn-$module/target mrcnn-$module/src/main
                  touch mrcnn-$module/pom.xml mrcnn-$module/target/mrcnn-$module-0.1.0-SNAPSHOT.jar
                done
                echo some.jar >mrcnn-verify/target/class-path.txt
                """);
        program(
                "java",
                """
                echo "LC_ALL=${LC_ALL:-} $*"
                for argument in "$@"; do
                  case $argument in
                    -XX:ArchiveClassesAtExit=*) echo classes >"${argument#*=}" ;;
                    broken.png) exit 3 ;;
                  esac
                done
                """);
        return root;
    }

    private void program(String name, String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path file = Files.writeString(bin.resolve(name), "#!/usr/bin/env bash\nset -eu\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(Path root, String locale) throws IOException {
        return start(List.of("bash", root.resolve("scripts/java-main").toString(), "Main", "a b"), locale);
    }

    private Process start(List<String> command, String locale) throws IOException {
        ProcessBuilder start = new ProcessBuilder(command);
        start.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        start.environment().put("BUILDS", folder.resolve("builds").toString());
        start.environment().remove("LANG");
        start.environment().put("LC_ALL", locale);
        return start.redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void firstStartsAtTheSameTimeBuildOnce() throws Exception {
        assumeTrue(new ProcessBuilder("flock", "--version").start().waitFor() == 0);
        Path root = root("a clone");
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(root, "C.UTF-8"));
        }
        for (Process each : starts) {
            assertThat(output(each)).contains("some.jar Main a b");
            assertThat(each.waitFor()).isZero();
        }
        assertThat(folder.resolve("builds")).hasContent("built");
        assertThat(output(start(root, "C.UTF-8"))).contains("Main a b").doesNotContain("building");
    }

    /** Without the limit, the peak memory of equal runs differed by a fifth. */
    @Test
    void theRoomForNewObjectsIsLimitedUnlessTheUserSaysOtherwise() throws Exception {
        String script = root("clone").resolve("scripts/java-main").toString();
        List<String> command = List.of("env", "MRCNN_JAVA_OPTS=-XX:MaxNewSize=1g", "bash", script, "Main");
        assertThat(output(start(command, "C.UTF-8"))).containsSubsequence("-XX:MaxNewSize=64m", "-XX:MaxNewSize=1g");
    }

    @Test
    void aColonInThePathIsNamed() throws Exception {
        Process start = start(root("a:b"), "C.UTF-8");
        assertThat(output(start))
                .startsWith("mrcnn: ")
                .contains("a colon separates")
                .containsOnlyOnce("\n");
        assertThat(start.waitFor()).isEqualTo(1);
        assertThat(folder.resolve("builds")).doesNotExist();
    }

    @Test
    void namesThatAreNotAsciiWorkInTheLocaleC() throws Exception {
        Path root = root("clone");
        assertThat(output(start(root, "C"))).contains("LC_ALL=C.UTF-8 ");
    }

    @ParameterizedTest
    @CsvSource({
        "detect --model m.mrcnn photo.png, true",
        "detect --model=m.mrcnn --json found.json photo.png, true",
        "detect --model m.mrcnn a.png b.png, false",
        "detect --model m.mrcnn list.txt, false",
        "detect --model m.mrcnn 'scans/*.tif', false",
        "detect --model m.mrcnn ., false",
        "detect --model m.mrcnn --tiles 256 slide.tif, false",
        "evaluate --model m.mrcnn --out m.json, false",
    })
    void oneImageStartsAJvmForAShortRun(String arguments, boolean isShort) throws Exception {
        Path root = root("clone");
        Files.copy(Path.of("../scripts/mrcnn"), root.resolve("scripts/mrcnn"));
        assertThat(root.resolve("scripts/java-main").toFile().setExecutable(true))
                .isTrue();
        List<String> command =
                new ArrayList<>(List.of("bash", root.resolve("scripts/mrcnn").toString()));
        command.addAll(List.of(arguments.replace("'", "").split(" ")));

        String started = output(start(command, "C.UTF-8"));

        assertThat(started).contains("org.mrcnn.cli.Main");
        assertThat(started.contains("TieredStopAtLevel=1")).isEqualTo(isShort);
    }

    @Test
    void theFirstShortRunThatEndsWellLeavesItsClassesToTheOthers() throws Exception {
        Path root = root("clone");
        Files.copy(Path.of("../scripts/mrcnn"), root.resolve("scripts/mrcnn"));
        assertThat(root.resolve("scripts/java-main").toFile().setExecutable(true))
                .isTrue();
        output(start(root, "C.UTF-8")); // builds first
        Path target = root.resolve("mrcnn-verify/target");

        assertThat(detect(root, "broken.png")).contains("ArchiveClassesAtExit");
        assertThat(target).isDirectoryNotContaining("glob:**.jsa*");
        assertThat(detect(root, "photo.png")).contains("ArchiveClassesAtExit");
        assertThat(target).isDirectoryContaining("glob:**.jsa");
        assertThat(detect(root, "photo.png"))
                .contains("SharedArchiveFile=" + target.toRealPath().resolve("classes.jsa"))
                .doesNotContain("ArchiveClassesAtExit");
        assertThat(target).isDirectoryNotContaining("glob:**.jsa.*");
    }

    private String detect(Path root, String image) throws Exception {
        String script = root.resolve("scripts/mrcnn").toString();
        Process run = start(List.of("bash", script, "detect", "--model", "m.mrcnn", image), "C.UTF-8");
        String output = output(run);
        assertThat(run.waitFor()).isEqualTo(image.equals("broken.png") ? 3 : 0);
        return output;
    }

    @Test
    void aJvmGetsNoSecondGarbageCollector() throws Exception {
        Path root = root("clone");
        Files.copy(Path.of("../scripts/mrcnn"), root.resolve("scripts/mrcnn"));
        assertThat(root.resolve("scripts/java-main").toFile().setExecutable(true))
                .isTrue();
        String script = root.resolve("scripts/mrcnn").toString();
        List<String> command = List.of(
                "env", "MRCNN_JAVA_OPTS=-XX:+UseZGC", "bash", script, "detect", "--model", "m.mrcnn", "photo.png");

        assertThat(output(start(command, "C.UTF-8"))).contains("UseZGC").doesNotContain("UseSerialGC");
    }
}
