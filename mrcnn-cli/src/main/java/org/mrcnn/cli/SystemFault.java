// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Errors of the Java runtime and of native libraries, whose messages do not say what to do. */
enum SystemFault {
    NATIVE_MEMORY(
            "physicalbytes|totalbytes|cannot allocate new|allocate memory within limits",
            "native memory is used up: raise its limit with -Dorg.bytedeco.javacpp.maxphysicalbytes=16g, or lower"
                    + " train.batchSize or image.maxDimension, or use smaller images"),
    HEAP(
            "java heap space|gc overhead limit|requested array size",
            "the Java heap is full: raise it with -Xmx (such as MRCNN_JAVA_OPTS=-Xmx4g scripts/mrcnn ...), or lower"
                    + " train.batchSize, image.maxDimension or train.loading.cacheMegabytes"),
    DIRECT_BUFFERS(
            "direct buffer memory",
            "raise the limit with -XX:MaxDirectMemorySize=4g, or lower train.loading.queueBatches"),
    THREADS(
            "unable to create native thread|unable to create new native thread",
            "the system allows no more threads: raise its limit (ulimit -u, or pids of the container)"),
    FONTS(
            "fontconfig|libfreetype|libfontmanager|sun\\.font\\.|sun\\.awt\\.fontconfiguration",
            "Java cannot draw text without fonts: install fontconfig and a font (on Debian and Ubuntu: apt-get install"
                    + " fontconfig fonts-dejavu-core)"),
    NATIVE_CACHE(
            "could not create the cache|javacpp\\.cachedir|no space left|quota exceeded|read-only file system",
            "native libraries need a folder to be unpacked to: name a writable one with"
                    + " -Dorg.bytedeco.javacpp.cachedir=FOLDER, on a disk with 600 MB of free space"),
    NATIVE_CACHE_NOT_EXECUTABLE(
            "failed to map segment from shared object",
            "the folder that native libraries were unpacked to allows no programs (mounted noexec): name another with"
                    + " -Dorg.bytedeco.javacpp.cachedir=FOLDER"),
    SYSTEM_LIBRARY(
            "cannot open shared object file",
            "a library of the operating system is missing: install it (on Debian and Ubuntu: libgomp.so.1 is in libgomp1,"
                    + " libstdc++.so.6 in libstdc++6)"),
    SYSTEM_TOO_OLD(
            "glibc_|glibcxx_|error relocating|ld-linux",
            "the native libraries need glibc 2.17 or later; Alpine Linux (musl) is not supported"),
    STACK("stackoverflowerror", "the input is nested too deeply"),
    LOCALE("unmappable characters", "the locale of this process has no such characters: set LC_ALL=C.UTF-8");

    private static final int MAX_DEPTH = 100;

    private final Pattern signs;
    private final String remedy;

    SystemFault(String signs, String remedy) {
        this.signs = Pattern.compile(signs);
        this.remedy = remedy;
    }

    /** Returns what to do about an error or one of its causes, for appending to its message; empty if unknown. */
    static String advice(Throwable e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("-Dorg.bytedeco") || said.contains("-Xmx")) {
            return ""; // the message already says what to do
        }
        return of(e).map(fault -> "; " + fault.remedy).orElse("");
    }

    /** Returns the kind of an error; empty for an error of the data, of the arguments, or of this program. */
    static Optional<SystemFault> of(Throwable e) {
        List<String> texts = new ArrayList<>();
        boolean system = false;
        Throwable at = e;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            system |= at instanceof Error || at instanceof InvalidPathException;
            texts.add(at.toString().toLowerCase(Locale.ROOT));
            for (StackTraceElement call : at.getStackTrace()) {
                texts.add(call.getClassName().toLowerCase(Locale.ROOT));
            }
            at = at.getCause();
        }
        if (!system) {
            return Optional.empty();
        }
        for (SystemFault fault : values()) {
            if (texts.stream().anyMatch(text -> fault.signs.matcher(text).find())) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
