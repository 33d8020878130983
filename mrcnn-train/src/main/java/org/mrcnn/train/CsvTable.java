// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table that grows line by line, with columns that are added when values first need them. Its first column is the step. */
final class CsvTable {

    private final Path file;
    private final List<String> columns;

    private CsvTable(Path file, List<String> columns) {
        this.file = file;
        this.columns = new ArrayList<>(columns);
    }

    /** Continues the table of a file after its lines before a step; creates a new table if there are none. */
    static CsvTable before(Path file, int step) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> kept = new ArrayList<>();
        String ended = text.substring(0, text.lastIndexOf('\n') + 1); // a number of the last line may be cut off
        for (String line : ended.lines().toList()) {
            String first = line.split(",", 2)[0];
            if (kept.isEmpty() ? first.equals("step") : isWhole(line, kept.get(0)) && Integer.parseInt(first) < step) {
                kept.add(line);
            }
        }
        boolean begins = kept.size() < 2;
        String rest = begins ? "" : String.join("\n", kept) + "\n";
        if (!rest.equals(text) || !Files.exists(file)) {
            replace(file, rest);
        }
        return new CsvTable(file, begins ? List.of() : List.of(kept.get(0).split(",")));
    }

    /** A disk that is full costs no line that was written before. */
    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Returns whether a line is complete; the last line of a run that was killed may be partly written. */
    private static boolean isWhole(String line, String header) {
        return line.matches("\\d{1,9},.*") && line.split(",", -1).length == header.split(",", -1).length;
    }

    /** Adds a line. */
    void append(Map<String, Object> row) throws IOException {
        List<String> added =
                row.keySet().stream().filter(name -> !columns.contains(name)).toList();
        if (!added.isEmpty()) {
            addColumns(added);
        }
        String line = columns.stream()
                .map(name -> row.containsKey(name) ? row.get(name).toString() : "")
                .collect(Collectors.joining(","));
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }

    private void addColumns(List<String> added) throws IOException {
        List<String> lines = Files.readAllLines(file);
        columns.addAll(added);
        List<String> longer = new ArrayList<>(List.of(String.join(",", columns)));
        lines.stream().skip(1).forEach(line -> longer.add(line + ",".repeat(added.size())));
        replace(file, String.join("\n", longer) + "\n");
    }
}
