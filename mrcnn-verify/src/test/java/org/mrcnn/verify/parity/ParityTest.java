// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program on the small copies in the tests of other modules, and on damaged ones. */
class ParityTest {
    private static final Path DATA = Path.of("..", "mrcnn-data", "src", "test", "resources", "golden");
    private static final Path LOSSES = Path.of("..", "mrcnn-losses", "src", "test", "resources", "golden");
    private static final String OF_DATA =
            "anchors,detection,detection_targets,overlaps,proposals,resize,roialign,rpn_targets";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Parity.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }

    @Test
    void everyCopyOfTheDataTestsPasses() {
        int status = run(DATA, "--topic", OF_DATA);
        assertThat(lines("FAIL")).isEmpty();
        assertThat(status).isZero();
        assertThat(lines("pass").size()).isGreaterThan(60);
        assertThat(out.toString()).contains(" 0 failed");
    }

    @Test
    void everyLossPasses() {
        assertThat(run(LOSSES)).as(out.toString()).isZero();
        assertThat(lines("pass")).hasSize(24 + 3);
    }

    @Test
    void aLineNamesCaseDifferencesAndWhatIsAllowed() {
        assertThat(run(DATA.resolve("overlaps").resolve("nms_small"), "--verbose"))
                .isZero();
        assertThat(lines("pass"))
                .singleElement()
                .asString()
                .contains("overlaps/nms_small", "abs 0", "rel 0", "allowed exact");
        assertThat(out.toString()).contains("keep_5_max10");
    }

    @Test
    void aWrongNumberFails() throws IOException {
        Path broken = copy("overlaps", "deltas");
        Files.copy(broken.resolve("applied.npy.gz"), broken.resolve("refinement.npy.gz.new"));
        Files.move(
                broken.resolve("refinement.npy.gz.new"),
                broken.resolve("refinement.npy.gz"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(run(folder)).isOne();
        assertThat(lines("FAIL")).singleElement().asString().contains("overlaps/deltas", "refinement");
    }

    @Test
    void brokenCasesAreNamedAndTheOthersRun() throws IOException {
        Files.delete(copy("overlaps", "boxes").resolve("iou.npy.gz"));
        Files.writeString(copy("overlaps", "nms_small").resolve("case.json"), "{\"topic\": \"overlaps\",\n oops");
        Path parameters = copy("proposals", "wide_deltas_300").resolve("case.json");
        Files.writeString(parameters, Files.readString(parameters).replace("PRE_NMS_LIMIT", "PRE_LIMIT"));
        Path shape = copy("resize", "extract_bboxes").resolve("case.json");
        Files.writeString(shape, Files.readString(shape).replaceFirst("90", "91"));
        Files.writeString(copy("overlaps", "masks").resolve("masks1.npy.gz"), "no array");
        Files.createDirectories(folder.resolve("overlaps").resolve("empty"));
        copy("overlaps", "nms_large");
        assertThat(run(folder)).isOne();
        assertThat(lines("FAIL"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("overlaps/boxes", "iou.npy is missing"),
                        line -> assertThat(line).contains("overlaps/empty", "case.json is missing"),
                        line -> assertThat(line).contains("overlaps/masks", "masks1.npy.gz", "not a .npy file"),
                        line -> assertThat(line).contains("overlaps/nms_small", "case.json, line 2"),
                        line -> assertThat(line).contains("wide_deltas_300", "params.PRE_NMS_LIMIT is missing"),
                        line -> assertThat(line).contains("resize/extract_bboxes", "case.json says shape [91"));
        assertThat(lines("pass")).singleElement().asString().contains("overlaps/nms_large");
        assertThat(out.toString()).contains("1 passed, 6 failed");
    }

    @Test
    void unknownTopicsFail() throws IOException {
        Files.createDirectories(folder.resolve("keypoints").resolve("one"));
        assertThat(run(folder)).isOne();
        assertThat(lines("FAIL")).singleElement().asString().contains("keypoints/one", "unknown topic keypoints");
    }

    @Test
    void nothingToRunIsAFailureAndWrongArgumentsAreNamed() {
        assertThat(run(folder)).isOne();
        assertThat(out.toString()).contains("no case found");
        assertThat(run(folder.resolve("nowhere"))).isEqualTo(2);
        assertThat(err.toString()).contains("there is no folder");
        assertThat(run(folder, "--topic", "loss")).isEqualTo(2);
        assertThat(err.toString()).contains("found loss");
    }

    private List<String> lines(String verdict) {
        return out.toString().lines().filter(l -> l.startsWith(verdict + " ")).toList();
    }

    private Path copy(String topic, String name) throws IOException {
        Path to = Files.createDirectories(folder.resolve(topic).resolve(name));
        try (Stream<Path> files = Files.list(DATA.resolve(topic).resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }
}
