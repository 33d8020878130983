// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/**
 * A YAML file of YOLO as Ultralytics reads it: {@code names} of the classes; {@code train}, {@code val} and {@code test}, each
 * a folder, a list of images as a text file, or several of them, relative to {@code path} or to the file itself.
 */
record YoloYaml(Path file, JsonNode root) {

    private static final Map<String, Set<String>> SPLITS = new LinkedHashMap<>(
            Map.of("train", Set.of("train"), "val", Set.of("val", "valid", "validation"), "test", Set.of("test")));

    private static final String UP = "../";

    static YoloYaml read(Path file) {
        try {
            return new YoloYaml(file.toAbsolutePath().normalize(), new YAMLMapper().readTree(TextFile.text(file)));
        } catch (IOException e) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "class names", e.getMessage(), e);
        }
    }

    /** The one YAML file of a folder that names classes; null where there is none. */
    static YoloYaml in(Path folder) {
        List<YoloYaml> named = ImageFiles.below(folder, 1, Set.of("yaml", "yml")).stream()
                .map(YoloYaml::read)
                .filter(yaml -> yaml.root.has("names"))
                .toList();
        if (named.size() > 1) {
            String found = named.stream().map(yaml -> yaml.file.getFileName()).toList() + "; name the one to read";
            throw Faults.of(DataProblem.BAD_LAYOUT, folder, "one YAML file with names of classes", found, null);
        }
        return named.isEmpty() ? null : named.get(0);
    }

    List<String> names(Findings findings) {
        JsonNode names = root.path("names");
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        if (names.isArray()) {
            names.forEach(name -> byNumber.put(byNumber.size(), text(name)));
        }
        names.properties().forEach(name -> {
            if (name.getKey().matches("[0-9]{1,6}")) {
                byNumber.put(Integer.valueOf(name.getKey()), text(name.getValue()));
            }
        });
        if (byNumber.isEmpty() || byNumber.lastKey() != byNumber.size() - 1) {
            throw Faults.of(
                    DataProblem.BAD_LAYOUT, file, "'names' of the classes 0, 1, ...", "" + byNumber.keySet(), null);
        }
        return ClassNames.checked(file, List.copyOf(byNumber.values()), findings);
    }

    private static String text(JsonNode name) {
        return name.isNull() ? "" : name.asText();
    }

    /** Whether labels are boxes with key points. */
    boolean hasKeyPoints() {
        return root.has("kpt_shape");
    }

    /** Whether it says where images are. */
    boolean hasSplits() {
        return SPLITS.keySet().stream().anyMatch(split -> !entries(split).isEmpty());
    }

    private List<String> entries(String split) {
        for (String key : SPLITS.getOrDefault(split, Set.of(split))) {
            JsonNode node = root.path(key);
            List<String> entries = new ArrayList<>();
            node.forEach(entry -> entries.add(entry.asText()));
            if (node.isTextual()) {
                entries.add(node.textValue());
            }
            if (!entries.isEmpty()) {
                return entries;
            }
        }
        return List.of();
    }

    /** The folders and lists of a split; a note names the splits that are not read. */
    List<Path> split(String wanted, Findings findings) {
        String split = SPLITS.entrySet().stream()
                .filter(names -> names.getValue().contains(wanted))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(wanted);
        List<String> there = List.of("train", "val", "test").stream()
                .filter(name -> !entries(name).isEmpty())
                .toList();
        if (entries(split).isEmpty()) {
            String found = there + "; choose one, on the command line with --split-name";
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "the split '" + wanted + "'", found, null);
        }
        List<String> others = there.stream()
                .filter(name -> !entries(name).equals(entries(split)))
                .toList();
        if (!others.isEmpty()) {
            findings.add(DataProblem.OTHER_SPLITS, file, "one split", "'" + split + "', which is read, and " + others);
        }
        return entries(split).stream()
                .map(entry -> resolved(split, entry, findings))
                .toList();
    }

    /** The folder that the splits are relative to. */
    Path base() {
        return bases().stream().filter(Files::isDirectory).findFirst().orElse(file.getParent());
    }

    private List<Path> bases() {
        Path beside = file.getParent();
        String path = root.path("path").asText("");
        return path.isBlank()
                ? List.of(beside)
                : List.of(
                        beside.resolve(path).normalize(),
                        Path.of(path).toAbsolutePath().normalize(),
                        beside);
    }

    private Path resolved(String split, String entry, Findings findings) {
        List<Path> tried = new ArrayList<>();
        try {
            for (Path base : bases()) {
                tried.add(base.resolve(entry).normalize());
                if (entry.startsWith(UP)) { // Roboflow counts from a folder that is not there
                    tried.add(base.resolve(entry.substring(UP.length())).normalize());
                }
            }
        } catch (InvalidPathException e) {
            throw Faults.of(DataProblem.BAD_FILE_NAME, file, "a folder for " + split, e.getMessage(), e);
        }
        for (Path candidate : tried) {
            if (Files.exists(candidate)) {
                if (!root.path("path").asText("").isBlank()
                        && !Files.isDirectory(bases().get(0))
                        && !Files.isDirectory(bases().get(1))) {
                    String expected = "the folder 'path: " + root.path("path").asText() + "'";
                    findings.add(DataProblem.FOUND_BY_NAME, file, expected, candidate.toString());
                }
                return candidate;
            }
        }
        String found = "none of " + tried.stream().distinct().toList() + "; correct 'path' and '" + split + "'";
        throw Faults.of(DataProblem.MISSING_IMAGE, file, "a folder or list of images for " + split, found, null);
    }
}
