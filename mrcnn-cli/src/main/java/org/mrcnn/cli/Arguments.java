// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.config.ConfigOverrides;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.file.AtomicFile;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Checks of arguments in addition to those of picocli. */
final class Arguments {
    private Arguments() {}

    /** Returns the exception for a wrong argument: one line, exit status 2. */
    static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the settings of {@code --set}. */
    static ConfigOverrides overrides(CommandSpec spec, Map<String, String> settings) {
        OptionSpec option = spec.commandLine().getParseResult().matchedOption("--set");
        List<String> given = option == null ? List.of() : option.originalStringValues();
        return ConfigOverrides.of(settings, given, message -> wrong(spec, message));
    }

    static void positive(CommandSpec spec, String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw wrong(spec, option + ": expected a number above 0, found " + value);
        }
    }

    static void file(CommandSpec spec, String option, Path file) {
        if (file != null && !Files.isRegularFile(file)) {
            throw wrong(spec, option + ": there is no file " + file);
        }
    }

    static void exists(CommandSpec spec, String option, Path path) {
        if (path != null && !Files.exists(path)) {
            throw wrong(spec, option + ": there is no file or folder " + path);
        }
    }

    /**
     * Checks a file that a command will write, and creates its folder. Rejects a file that cannot be written or must not be
     * replaced: an image, or a file in another argument of the command.
     *
     * @param file the file; null if not given
     */
    static void output(CommandSpec spec, String option, Path file) throws IOException {
        if (file == null) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw wrong(spec, option + ": " + file + " is a folder, expected the name of a file to write");
        }
        if (Files.isRegularFile(file) && Images.isNamedAsImage(file)) {
            throw wrong(spec, option + ": " + file + " is an image; choose another name, so that it is not replaced");
        }
        requireOther(spec, option, file);
        AtomicFile.createFolder(file.toAbsolutePath().getParent());
        AtomicFile.requireWritable(file);
    }

    private static void requireOther(CommandSpec spec, String option, Path file) throws IOException {
        for (ArgSpec other : spec.commandLine().getParseResult().matchedArgs()) {
            if (!name(other).equals(option) && names(other.getValue(), file)) {
                throw wrong(spec, option + ": " + file + " is the file of " + name(other) + "; choose another name");
            }
        }
    }

    private static boolean names(Object value, Path file) throws IOException {
        Collection<?> values = value instanceof Collection<?> all ? all : Collections.singleton(value);
        for (Object each : values) {
            if (each instanceof Path path && isSame(path, file)) {
                return true;
            }
        }
        return false;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static boolean isSame(Path a, Path b) throws IOException {
        boolean both = Files.exists(a) && Files.exists(b);
        return both
                ? Files.isSameFile(a, b)
                : a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /**
     * Checks a folder that a command will write files to, and creates it. Rejects a folder in which no file can be created.
     *
     * @param folder the folder; null if not given
     */
    static void outputFolder(CommandSpec spec, String option, Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw wrong(spec, option + ": " + folder + " is a file, expected the name of a folder");
        }
        if (!Files.isWritable(AtomicFile.createFolder(folder))) {
            throw new IOException(option + ": " + folder + ": no file can be made in this folder: permission denied");
        }
    }

    static void folder(CommandSpec spec, String option, Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw wrong(spec, option + ": there is no folder " + folder);
        }
    }
}
