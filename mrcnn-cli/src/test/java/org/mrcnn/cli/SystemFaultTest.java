// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class SystemFaultTest {

    @Command(name = "fails")
    private record Fails(Throwable e) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (e instanceof Error error) {
                throw error;
            }
            throw (Exception) e;
        }
    }

    private static String line(Throwable e) {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text, true);
        CommandLine command = new CommandLine(new Fails(e)).setErr(err);
        assertThat(Main.executed(command, () -> false)).isEqualTo(1);
        assertThat(text.toString()).endsWith("\n").containsOnlyOnce("\n");
        return text.toString();
    }

    @Test
    void memoryOfTheHeap() {
        assertThat(line(new OutOfMemoryError("Java heap space")))
                .startsWith("fails: Java heap space; the Java heap is full: raise it with -Xmx")
                .contains("train.batchSize")
                .endsWith("docs/troubleshooting.md#out-of-memory\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot allocate new FloatPointer(1000): totalBytes = 1G, physicalBytes = 2G",
                "Physical memory usage is too high: physicalBytes (9G) > maxPhysicalBytes (8G)",
                "Failed to allocate memory within limits: totalBytes (3G + 1G) > maxBytes (2G)"
            })
    void nativeMemoryAlsoWhereAnotherExceptionHandsItOn(String message) {
        Error e = new OutOfMemoryError(message);
        assertThat(line(e)).contains(message).contains("-Dorg.bytedeco.javacpp.maxphysicalbytes");
        assertThat(line(new IllegalStateException("a.png: detection failed", e)))
                .startsWith("fails: a.png: detection failed; native memory is used up");
    }

    @Test
    void fonts() {
        Error e = new InternalError(
                new java.lang.reflect.InvocationTargetException(new RuntimeException("Fontconfig head is null")));
        assertThat(line(e)).contains("apt-get install fontconfig");
        Error later = new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager");
        assertThat(line(later)).contains("apt-get install fontconfig");
    }

    @Test
    void noFolderForNativeLibraries() {
        Error e = new ExceptionInInitializerError(new IllegalStateException(
                "Could not create the cache: Set the \"org.bytedeco.javacpp.cachedir\" property."));
        assertThat(line(e)).startsWith("fails: ExceptionInInitializerError: Could not create the cache");
        assertThat(line(e)).contains("name a writable one with -Dorg.bytedeco.javacpp.cachedir=FOLDER");
        Error full = new ExceptionInInitializerError(new java.io.IOException("No space left on device"));
        assertThat(line(full))
                .startsWith(
                        "fails: ExceptionInInitializerError: No space left on device; native libraries need a folder")
                .endsWith("cachedir=FOLDER, on a disk with 600 MB of free space\n");
    }

    @Test
    void librariesOfTheSystem() {
        assertThat(line(new UnsatisfiedLinkError(
                        "libjnidnnl.so: libgomp.so.1: cannot open shared object file: No such file")))
                .contains("libgomp1");
        assertThat(line(new UnsatisfiedLinkError("libc.so.6: version `GLIBC_2.27' not found")))
                .contains("glibc");
        assertThat(line(new UnsatisfiedLinkError("x.so: failed to map segment from shared object")))
                .contains("noexec");
    }

    @Test
    void threadsAndDirectBuffers() {
        assertThat(line(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .contains("ulimit -u");
        assertThat(line(new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory")))
                .contains("-XX:MaxDirectMemorySize");
    }

    @Test
    void namesThatTheLocaleHasNot() {
        assertThat(line(new InvalidPathException("?.png", "Malformed input or input contains unmappable characters")))
                .contains("set LC_ALL=C.UTF-8");
    }

    @Test
    void aMessageWithItsRemedyGetsNoOther() {
        Error e = new OutOfMemoryError("physicalBytes (9G): raise -Dorg.bytedeco.javacpp.maxphysicalbytes");
        assertThat(line(e)).doesNotContain("native memory is used up");
    }

    @Test
    void otherErrorsGetNoAdvice() {
        assertThat(line(new IllegalArgumentException("the heap of sand"))).isEqualTo("fails: the heap of sand\n");
        assertThat(line(new AssertionError("odd"))).isEqualTo("fails: odd\n");
        assertThat(line(new java.io.IOException("a.json: cannot be written: No space left on device")))
                .isEqualTo("fails: a.json: cannot be written: No space left on device\n");
    }
}
