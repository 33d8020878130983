// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {

    @TempDir
    private Path dir;

    private static void write(Path folder, int from, int to) {
        TrainingLog log = new TrainingLog(folder);
        for (int step = from; step <= to; step++) {
            log.onStep(Records.record(step, step, 1, step));
            if (step % 2 == 0) {
                log.onValidation(new ValidationReport(step, step, Map.of("mask_ap", step / 10.0), false));
            }
        }
        log.onEnd(new TrainingHistory(List.of()));
    }

    private static List<String> column(Path folder, String name) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("history.csv"));
        int index = List.of(lines.get(0).split(",")).indexOf(name);
        return lines.stream().skip(1).map(line -> line.split(",", -1)[index]).toList();
    }

    @Test
    void validationsStandInTheLinesOfTheirSteps() throws IOException {
        write(dir, 1, 5);
        assertThat(column(dir, "step")).containsExactly("1", "2", "3", "4", "5");
        assertThat(column(dir, "val_mask_ap")).containsExactly("", "0.2", "", "0.4", "");
        assertThat(column(dir, "rpn_class_loss")).containsExactly("1.0", "2.0", "3.0", "4.0", "5.0");
    }

    @Test
    void aResumedRunContinuesTheTableAndANewOneBeginsItAnew() throws IOException {
        write(dir, 1, 5);
        write(dir, 4, 7);
        assertThat(column(dir, "step")).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(column(dir, "val_mask_ap")).containsExactly("", "0.2", "", "0.4", "", "0.6", "");
        write(dir, 1, 2);
        assertThat(column(dir, "step")).containsExactly("1", "2");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.filter(file -> file.toString().contains("tfevents")))
                    .hasSize(3);
        }
    }

    /** A file where the folder should be, until it is taken away; the row of the first step is written later. */
    @Test
    void aFolderThatCannotBeWrittenToDoesNotEndTheRun() throws IOException {
        Path taken = Files.writeString(dir.resolve("taken"), "");
        TrainingLog log = new TrainingLog(taken);
        log.onStep(Records.record(1, 1, 1, 1));
        log.image(1, "a", new byte[0]);
        log.onValidation(new ValidationReport(1, 1, Map.of("mask_ap", 0.5), false));
        assertThat(taken).isEmptyFile();
        Files.delete(taken);
        log.onStep(Records.record(2, 2, 1, 2));
        log.onEnd(new TrainingHistory(List.of()));
        assertThat(column(taken, "step")).contains("2");
    }

    /** A run that was stopped in a validation makes it when it is resumed, after the step that stands in the table. */
    @Test
    void aRunMayResumeWithAValidation() throws IOException {
        write(dir, 1, 3);
        TrainingLog log = new TrainingLog(dir);
        log.onValidation(new ValidationReport(3, 3, Map.of("mask_ap", 0.5), false));
        log.onStep(Records.record(4, 4, 1, 4));
        log.onEnd(new TrainingHistory(List.of()));
        assertThat(column(dir, "step")).containsExactly("1", "2", "3", "4");
    }

    /** Rewriting a file on a full disk would lose it. */
    @Test
    void aTableStaysUntilItsSuccessorIsWhole() throws IOException {
        write(dir, 1, 3);
        Path table = dir.resolve("history.csv");
        String before = Files.readString(table);
        Files.createDirectories(dir.resolve("history.csv.tmp/not empty")); // so that no file can be made

        CsvTable.before(table, 4);
        assertThatThrownBy(() -> CsvTable.before(table, 2)).isInstanceOf(IOException.class);

        assertThat(table).hasContent(before);
    }

    @Test
    void aLineThatAKilledRunLeftHalfIsWrittenAnew() throws IOException {
        write(dir, 1, 3);
        Path table = dir.resolve("history.csv");
        String whole = Files.readString(table);
        Files.writeString(table, whole.substring(0, whole.lastIndexOf(',', whole.length() - 5)));
        write(dir, 4, 4);
        assertThat(column(dir, "step")).containsExactly("1", "2", "4");
        String again = Files.readString(table);
        Files.writeString(table, again.substring(0, again.length() - 2)); // the last number without its end
        write(dir, 5, 5);
        assertThat(column(dir, "step")).containsExactly("1", "2", "5");
    }

    /** Height, width and colours as fields 1 to 3 of the image message. */
    @Test
    void imagesHaveTheirSizeAndPixels() throws IOException {
        byte[] png = ByteBuffer.allocate(40)
                .put(new byte[16])
                .putInt(300)
                .putInt(5)
                .put("the pixels".getBytes(StandardCharsets.ISO_8859_1))
                .array();
        TrainingLog log = new TrainingLog(dir);
        assertThatThrownBy(() -> log.image(1, "a", png)).hasMessageContaining("before the first step");
        log.onStep(Records.record(1, 1, 1, 1));
        log.image(1, "found/a.png", png);
        log.onEnd(new TrainingHistory(List.of()));
        try (Stream<Path> files = Files.list(dir)) {
            Path file = files.filter(path -> path.toString().contains("tfevents"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .contains("found/a.png", "\b\5\20\u00ac\2\30\3", "the pixels");
        }
    }

    /** The frames of TFRecord: length and data, each with a masked CRC-32C. */
    @Test
    void eventsAreFramedAndHoldTheirTags() throws IOException {
        write(dir, 1, 1);
        Path file;
        try (Stream<Path> files = Files.list(dir)) {
            file = files.filter(path -> path.toString().contains("tfevents"))
                    .findFirst()
                    .orElseThrow();
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(masked(data));
            records.add(new String(data, StandardCharsets.ISO_8859_1));
        }
        write(dir, 2, 2);
        try (Stream<Path> files =
                Files.list(dir)) { // where a run resumes, TensorBoard forgets what an earlier one did after
            Path resumed = files.filter(path -> path.toString().contains("tfevents") && !path.equals(file))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(resumed, StandardCharsets.ISO_8859_1)).contains("\20\2\72\2\10\1");
        }
        assertThat(records).hasSize(2);
        assertThat(records.get(0)).contains("brain.Event:2");
        assertThat(records.get(1)).contains("train/total_loss", "train/mrcnn_mask_loss", "train/learning_rate");
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        long value = crc.getValue();
        return (int) (((value >>> 15) | (value << 17)) + 0xa282ead8L);
    }
}
