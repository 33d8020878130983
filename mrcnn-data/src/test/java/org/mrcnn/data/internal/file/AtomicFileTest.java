// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void anOldFile() throws IOException {
        file = Files.writeString(folder.resolve("file.json"), "old");
    }

    @Test
    void replacesAFileAndLeavesNothingBeside() throws IOException {
        AtomicFile.write(file, NEW);
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("file.json");
    }

    @Test
    void whatFailsHalfWayKeepsTheOldFileAndNamesFileAndCause() throws IOException {
        for (RuntimeException wrapped : new RuntimeException[] {null, new UncheckedIOException(full())}) {
            assertThatThrownBy(() -> AtomicFile.stream(file, out -> {
                        out.write(new byte[100_000]);
                        if (wrapped != null) {
                            throw wrapped;
                        }
                        throw new IOException("I/O error writing PNG file!", full());
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + ": cannot be written: No space left on device");
        }
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("file.json");
    }

    private static IOException full() {
        return new IOException("No space left on device");
    }

    @Test
    void aFullDeviceIsAnErrorAndStaysADevice() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        assertThatThrownBy(() -> AtomicFile.write(full, NEW))
                .hasMessage("/dev/full: cannot be written: No space left on device");
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    @Test
    void devicesAreWrittenToAndNeverReplaced() throws IOException {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        Path link = Files.createSymbolicLink(folder.resolve("link"), device);
        AtomicFile.requireWritable(device);
        AtomicFile.write(device, NEW);
        AtomicFile.write(link, NEW);
        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void aPipeTakesTheContent() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        AtomicFile.write(pipe, NEW);
        assertThat(reader.getInputStream().readAllBytes()).isEqualTo(NEW);
        assertThat(names()).containsExactlyInAnyOrder("file.json", "pipe");
    }

    @Test
    void theFileThatALinkNamesIsReplaced() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("below/../below/second"));
        Files.createSymbolicLink(below.resolve("second"), Path.of("../file.json"));
        AtomicFile.write(link, NEW);
        assertThat(file).hasContent("new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        Files.delete(file);
        AtomicFile.write(link, NEW);
        assertThat(file).hasContent("new");
        assertThat(below.toFile().list()).containsExactly("second");
    }

    @Test
    void linksInACircleAreNamed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
        assertThatThrownBy(() -> AtomicFile.write(link, NEW))
                .hasMessage(link + ": cannot be written: a circle of symbolic links");
    }

    @Test
    void permissionsOfTheOldFileStay() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        AtomicFile.write(file, NEW);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void foldersAndMissingFoldersAreRefusedBeforeTheWork() {
        assertThatThrownBy(() -> AtomicFile.requireWritable(folder))
                .hasMessage(folder + ": cannot be written: it is a folder, expected the name of a file");
        Path lost = folder.resolve("no/file");
        for (int i = 0; i < 2; i++) {
            boolean check = i == 0;
            assertThatThrownBy(() -> {
                        if (check) {
                            AtomicFile.requireWritable(lost);
                        } else {
                            AtomicFile.write(lost, NEW);
                        }
                    })
                    .hasMessage(lost + ": cannot be written: there is no such folder (" + lost.getParent() + ")");
        }
        assertThatCode(() -> AtomicFile.requireWritable(file)).doesNotThrowAnyException();
    }

    @Test
    void readOnlyFilesAndFoldersAreRefusedBeforeTheWork() throws IOException {
        assumeTrue(file.toFile().setWritable(false) && !Files.isWritable(file)); // root may write anywhere
        assertThatThrownBy(() -> AtomicFile.requireWritable(file)).hasMessageEndingWith("it is read-only");
        assumeTrue(folder.toFile().setWritable(false));
        try {
            assertThatThrownBy(() -> AtomicFile.requireWritable(folder.resolve("other")))
                    .hasMessageContaining("no file can be made in its folder");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void leftoversOfKilledWritesOfThisFileAreSwept() throws IOException {
        Path leftover = leftover("file.json.0123456789ab.ba9876543210.tmp");
        Path other = leftover("other.json.0123456789ab.ba9876543210.tmp");
        Path foreign = leftover("file.json.notes.tmp");
        Path fresh = Files.writeString(folder.resolve("file.json.0123456789ab.ba9876543211.tmp"), "half");
        AtomicFile.write(file, NEW);
        assertThat(leftover).doesNotExist();
        assertThat(other).exists();
        assertThat(foreign).exists();
        assertThat(fresh).exists();
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.EPOCH));
        AtomicFile.delete(file);
        assertThat(fresh).doesNotExist();
        assertThat(file).doesNotExist();
    }

    @Test
    void whatAnotherProcessIsWritingStays() throws Exception {
        Path theirs = leftover("file.json.0123456789ab.ba9876543210.tmp");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldsALock.class.getName(),
                        theirs.toString())
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('L');
            AtomicFile.write(file, NEW);
            assertThat(theirs).exists();
        } finally {
            other.destroyForcibly().waitFor();
        }
        AtomicFile.write(file, NEW);
        assertThat(theirs).doesNotExist();
    }

    static final class HoldsALock {
        public static void main(String[] args) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.print('L');
                System.out.flush();
                Thread.sleep(Duration.ofMinutes(1).toMillis());
            }
        }
    }

    @Test
    void whatAnotherThreadIsWritingStays() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        Thread slow = new Thread(() -> {
            try {
                AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap("slow".getBytes(UTF_8)));
                    begun.countDown();
                    await(written);
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        slow.start();
        await(begun);
        Path half;
        try (Stream<Path> all = Files.list(folder)) {
            half = all.filter(path -> !path.equals(file)).findAny().orElseThrow();
        }
        Files.setLastModifiedTime(half, FileTime.from(Instant.EPOCH));
        AtomicFile.write(file, NEW);
        assertThat(file).hasContent("new");
        written.countDown();
        slow.join();
        assertThat(file).hasContent("slow");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLongestNameCanBeWritten() throws IOException {
        Path longest = folder.resolve("ä".repeat(127));
        AtomicFile.write(longest, NEW);
        assertThat(longest).hasContent("new");
    }

    @Test
    void aLinkToAFolderIsAFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        assertThat(AtomicFile.createFolder(link)).isEqualTo(link);
        assertThat(AtomicFile.createFolder(link.resolve("a/b"))).isDirectory();
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("absent"));
        assertThatThrownBy(() -> AtomicFile.createFolder(nowhere))
                .hasMessage(nowhere + ": the folder cannot be made: there is a file of that name, or a link that leads"
                        + " nowhere");
    }

    private Path leftover(String name) throws IOException {
        Path leftover = Files.writeString(folder.resolve(name), "half");
        return Files.setLastModifiedTime(leftover, FileTime.from(Instant.EPOCH));
    }

    private String[] names() {
        return folder.toFile().list();
    }
}
