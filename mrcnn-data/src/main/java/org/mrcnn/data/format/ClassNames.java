// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;

/** Class names as they appear in annotation files. */
final class ClassNames {

    private ClassNames() {}

    /** Returns the name of a class that has only a number. */
    static String numbered(Object number) {
        return "class " + number;
    }

    /** Returns a name without leading and trailing white space and invisible marks. */
    static String clean(String name) {
        return name.replace("\uFEFF", "").strip();
    }

    /** Returns the lines of a list of classes that are not blank. */
    static List<String> read(Path file, Findings findings) {
        List<String> lines = TextFile.lines(file).stream()
                .filter(line -> !clean(line).isEmpty())
                .toList();
        boolean numbered = lines.size() > 1
                && IntStream.range(0, lines.size())
                        .allMatch(i -> clean(lines.get(i)).matches("(" + i + "|" + (i + 1) + ")[\\s:,;.=]+.+"));
        if (numbered) {
            findings.add(
                    DataProblem.CLASS_NAME, file, "names alone", "a number before each name, '" + lines.get(0) + "'");
        }
        remark(lines)
                .ifPresent(found -> findings.add(DataProblem.CLASS_NAME, file, "names alone, one per line", found));
        return checked(file, lines, findings);
    }

    /** Describes lines that are hardly names of classes. */
    private static Optional<String> remark(List<String> lines) {
        List<String> comments =
                lines.stream().filter(line -> clean(line).matches("(#|//).*")).toList();
        if (!comments.isEmpty()) {
            return Optional.of("'" + comments.get(0) + "', which is taken as a class; remove comments");
        }
        if (!lines.isEmpty() && lines.stream().allMatch(line -> clean(line).matches("[\"'].*|.*[,;]"))) {
            return Optional.of("quotes or commas, '" + lines.get(0) + "', which are taken as parts of the names");
        }
        if (lines.size() == 1 && lines.get(0).matches(".*[,;\t].*")) {
            return Optional.of("one line, '" + lines.get(0) + "', which is taken as one class");
        }
        return Optional.empty();
    }

    /**
     * Returns the cleaned names of a list.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if a name is blank, occurs twice, or is the name of the background; the
     *     message names the file
     */
    static List<String> checked(Path file, List<String> listed, Findings findings) {
        List<String> names = new ArrayList<>();
        for (String name : listed) {
            names.add(cleaned(file, name, findings));
        }
        String expected = "class names that differ, none blank or '" + Dataset.BACKGROUND + "'";
        if (names.contains("") || names.contains(Dataset.BACKGROUND) || new HashSet<>(names).size() < names.size()) {
            throw Faults.of(DataProblem.BAD_CLASS_NAME, file, expected, quoted(listed), null);
        }
        noteSimilar(file, names, findings);
        return names;
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    /** Returns the name without surrounding white space; adds a note if there was any. */
    static String cleaned(Path file, String name, Findings findings) {
        String clean = clean(name);
        if (!clean.equals(name) && !clean.isEmpty()) {
            findings.add(DataProblem.CLASS_NAME, file, "'" + clean + "', which is taken", "'" + name + "'");
        }
        return clean;
    }

    /** Notes names that differ only in case, white space, or the Unicode form of their accents. */
    static void noteSimilar(Path file, Collection<String> names, Findings findings) {
        Map<String, List<String>> similar = new TreeMap<>();
        for (String name : names) {
            String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[\\s_-]+", "");
            similar.computeIfAbsent(plain, unused -> new ArrayList<>()).add(name);
        }
        for (List<String> group : similar.values()) {
            if (group.size() > 1) {
                findings.add(DataProblem.CLASS_NAME, file, "classes that differ clearly", group.toString());
            }
        }
    }
}
