// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;
import org.mrcnn.data.internal.file.LeftBehind;
import org.mrcnn.data.internal.file.Text;
import picocli.CommandLine.Model.CommandSpec;

/** The image files in the arguments of a command: files, folders, patterns, and text files with one name per line. */
final class ImageArguments {
    private static final String PATTERN = ".*[*?\\[{].*";

    private ImageArguments() {}

    /**
     * Returns all files in the order of the arguments, and those of a folder or pattern by name. Files that do not exist are
     * included, and fail when they are read.
     *
     * @param skipped receives the files in folders that are not images
     * @param failures receives the folders for a pattern that cannot be read
     * @throws picocli.CommandLine.ParameterException if a folder, pattern or list contains no image
     */
    static List<Path> expand(CommandSpec spec, List<String> arguments, SkippedFiles skipped, Failures failures)
            throws IOException {
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            List<Path> named;
            try {
                named = expand(argument, skipped, failures);
            } catch (CharacterCodingException e) {
                throw Arguments.wrong(
                        spec, "IMAGE: expected a list of file names in UTF-8, found another text: " + argument);
            } catch (InvalidPathException | PatternSyntaxException e) {
                throw Arguments.wrong(
                        spec,
                        "IMAGE: expected a file, a folder or a pattern, found " + argument + ": " + e.getMessage());
            }
            if (named.isEmpty()) {
                throw Arguments.wrong(spec, "IMAGE: " + argument + " names no image" + hint(argument));
            }
            files.addAll(named);
        }
        return files;
    }

    private static String hint(String argument) {
        return exists(argument) && Files.isDirectory(Path.of(argument))
                ? "; folders below it are not searched, a quoted pattern such as '" + argument + "/**/*.png' does that"
                : "";
    }

    private static List<Path> expand(String argument, SkippedFiles skipped, Failures failures) throws IOException {
        if (argument.matches(PATTERN) && !exists(argument)) {
            return matching(argument.replace('\\', '/'), skipped, failures);
        }
        Path path = Path.of(argument);
        if (Files.isDirectory(path)) {
            return imagesOf(path, skipped);
        }
        boolean list = argument.toLowerCase(Locale.ROOT).endsWith(".txt");
        return list && Files.isRegularFile(path) ? listed(path) : List.of(path);
    }

    private static List<Path> imagesOf(Path folder, SkippedFiles skipped) throws IOException {
        List<Path> images = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, skipped::isImage)) {
            files.forEach(images::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(images);
        return images;
    }

    private static boolean exists(String argument) {
        try {
            return Files.exists(Path.of(argument));
        } catch (InvalidPathException e) {
            return false; // some systems do not allow * in names
        }
    }

    /**
     * Returns the files that match a pattern, starting at the last folder before its first special character. As in a shell, hidden files
     * and folders match only a pattern that names them. Results of earlier runs are left out.
     */
    private static List<Path> matching(String pattern, SkippedFiles skipped, Failures failures) throws IOException {
        int special = pattern.replaceAll("[*?\\[{].*", "").lastIndexOf('/') + 1;
        Path folder = Path.of(special == 0 ? "" : pattern.substring(0, special));
        String below = pattern.substring(special);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + below);
        PathMatcher beside = FileSystems.getDefault().getPathMatcher("glob:" + below.replace("**/", ""));
        int depth = below.contains("**") ? Integer.MAX_VALUE : below.split("/").length;
        boolean hiddenToo = below.startsWith(".") || below.contains("/.");
        List<Path> files = new ArrayList<>();
        walk(folder, depth, failures, file -> {
            Path name = folder.relativize(file);
            if ((!matcher.matches(name) && !beside.matches(name)) || skipped.isResult(folder, file)) {
                return;
            }
            if (hiddenToo || StreamSupport.stream(name.spliterator(), false).noneMatch(LeftBehind::is)) {
                files.add(file);
            } else {
                skipped.addHidden(file);
            }
        });
        return files.stream().sorted().toList();
    }

    /** Visits the files in a folder and its subfolders. Links are followed, as in a shell. */
    private static void walk(Path folder, int depth, Failures failures, Consumer<Path> visit) throws IOException {
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    visit.accept(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (!(e instanceof FileSystemLoopException)) { // its files are visited elsewhere
                    failures.add(file.toString(), "cannot be read: " + ErrorText.oneLine(e));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Returns the files in a list. Each line is relative to the list or to the working directory. */
    private static List<Path> listed(Path list) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String line : Text.decode(Files.readAllBytes(list)).lines().toList()) {
            if (!line.isBlank()) {
                Path beside = list.resolveSibling(line.strip());
                files.add(Files.exists(beside) ? beside : Path.of(line.strip()));
            }
        }
        return files;
    }
}
