// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mrcnn.data.image.Images;

/**
 * Counts the files in folders that are not images, by kind, and keeps the first names only, so that memory does not grow with
 * the number of files.
 */
final class SkippedFiles {
    private static final int NAMES = 3;

    /** Maximum number of kinds, which are file extensions and so can be arbitrarily many. */
    private static final int MAX_KINDS = 20;

    private static final String HIDDEN = "hidden";

    private static final String OTHER = "of other kinds";

    private static final String RESULT = "results";

    private final Map<String, Kind> kinds = new TreeMap<>();
    private long count;
    private Path results;

    /** Files of one kind. */
    private static final class Kind {
        private long count;
        private final TreeSet<String> names = new TreeSet<>();
    }

    /**
     * Returns whether the name of a file is that of an image; otherwise counts the file.
     *
     * @param file a file in a searched folder
     */
    boolean isImage(Path file) {
        String name = file.getFileName().toString();
        String kind = kind(file, name);
        if (kind.isEmpty()) {
            return true;
        }
        add(kind, name);
        return false;
    }

    /** Sets the folder for results, whose files are left out if a search starts above it. */
    void leaveOutResults(Path folder) {
        results = normal(folder);
    }

    /**
     * Returns whether a file is the result of an earlier run, such as a drawing, and counts it.
     *
     * @param start the folder in which the search started
     */
    boolean isResult(Path start, Path file) {
        boolean result = results != null
                && normal(file).startsWith(results)
                && !normal(start).startsWith(results);
        if (result) {
            add(RESULT, file.getFileName().toString());
        }
        return result;
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Counts a hidden file, or a file in a hidden folder. */
    void addHidden(Path file) {
        add(HIDDEN, file.getFileName().toString());
    }

    private void add(String kind, String name) {
        boolean full = kinds.size() >= MAX_KINDS && !kinds.containsKey(kind);
        Kind found = kinds.computeIfAbsent(full ? OTHER : kind, ignored -> new Kind());
        found.count++;
        found.names.add(name);
        if (found.names.size() > NAMES) {
            found.names.pollLast();
        }
        count++;
    }

    /** Returns the kind of a file; empty for an image. */
    private static String kind(Path file, String name) {
        if (name.startsWith(".")) {
            return HIDDEN;
        }
        if (Files.isDirectory(file)) {
            return "folders";
        }
        int dot = name.lastIndexOf('.');
        if (!Images.isNamedAsImage(file)) {
            return dot < 1 || dot == name.length() - 1
                    ? "without ending"
                    : name.substring(dot).toLowerCase(Locale.ROOT);
        }
        if (Files.isRegularFile(file)) {
            return "";
        }
        return Files.exists(file) ? "devices or pipes" : "broken links";
    }

    /** Returns one line about the skipped files; empty if there are none. */
    String report() {
        if (count == 0) {
            return "";
        }
        return kinds.entrySet().stream()
                .map(kind -> line(kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", ", count + " skipped in the folders: ", ""));
    }

    private static String line(String kind, Kind found) {
        String more = found.count > found.names.size() ? ", ..." : "";
        return kind + " " + found.count + " (" + String.join(", ", found.names) + more + ")";
    }
}
