// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.internal.PlainYaml;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.file.Text;

/**
 * A YAML file of YOLO, interpreted as by Ultralytics: {@code names} of the classes; {@code train}, {@code val} and {@code
 * test}, each a folder, a text file with a list of images, or several of these, relative to {@code path} or to the file itself.
 */
record YoloYaml(Path file, JsonNode root) {

    private static final Map<String, Set<String>> SPLITS = new LinkedHashMap<>(
            Map.of("train", Set.of("train"), "val", Set.of("val", "valid", "validation"), "test", Set.of("test")));

    private static final String UP = "../";

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // A class may be called 1.10, which is not 1.1.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Limit for a file that states only the number of classes. */
    private static final int MAX_CLASSES = 100_000;

    static YoloYaml read(Path file) {
        String text = TextFile.text(file);
        try {
            PlainYaml.require(MAPPER.getFactory(), text);
            return new YoloYaml(file.toAbsolutePath().normalize(), MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "YAML with class names", Text.fault(e) + line, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading text in memory cannot fail
        }
    }

    /** Returns whether a file seems to name classes; other YAML files in the folder may be, for example, configurations. */
    static boolean namesClasses(Path file) {
        return TextFile.lines(file).stream().anyMatch(line -> line.matches("\\W{0,3}(names|nc)\\W{0,2}:.*"));
    }

    /** Returns the only YAML file of a folder that names classes; null if there is none. */
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

    /** Returns the names of the classes; their numbers if there is only {@code nc}, the number of classes. */
    List<String> names(Findings findings) {
        JsonNode names = root.path("names");
        int count = root.path("nc").asInt(-1);
        if (!root.has("names") && count > 0 && count <= MAX_CLASSES) {
            return IntStream.range(0, count).mapToObj(ClassNames::numbered).toList();
        }
        Map<String, String> byNumber = new LinkedHashMap<>();
        if (names.isArray()) {
            names.forEach(name -> byNumber.put(Integer.toString(byNumber.size()), text(name)));
        }
        names.properties().forEach(name -> byNumber.put(name.getKey(), text(name.getValue())));
        List<String> ordered = IntStream.range(0, byNumber.size())
                .mapToObj(i -> byNumber.get(Integer.toString(i)))
                .toList();
        if (byNumber.isEmpty() || ordered.stream().anyMatch(name -> name == null)) {
            String found = names.isContainerNode() ? byNumber.keySet().toString() : "'" + names.asText("none") + "'";
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "'names' of the classes 0, 1, ...", found, null);
        }
        if (count >= 0 && count != ordered.size()) {
            String found = Plural.of(ordered.size(), "name");
            findings.add(DataProblem.CLASS_NAME, file, "as many names as 'nc' says, " + count, found);
        }
        return ClassNames.checked(file, ordered, findings);
    }

    private String text(JsonNode name) {
        if (name.isBoolean()) {
            String found = "yes, no, on, off, true or false, which YAML takes for a truth value; put it in quotes";
            throw Faults.of(DataProblem.BAD_CLASS_NAME, file, "names of classes as text", found, null);
        }
        return name.isNull() ? "" : name.asText();
    }

    /** Returns whether labels are boxes with key points. */
    boolean hasKeyPoints() {
        return root.has("kpt_shape");
    }

    /** Returns whether the file says where images are. */
    boolean hasSplits() {
        return SPLITS.keySet().stream().anyMatch(split -> !entries(split).isEmpty());
    }

    private List<String> entries(String split) {
        for (String key : SPLITS.getOrDefault(split, Set.of(split))) {
            JsonNode node = root.path(key);
            List<String> entries = new ArrayList<>();
            (node.isArray() ? node : List.of(node)).forEach(entry -> {
                if (entry.isTextual()) {
                    entries.add(entry.textValue());
                } else if (!entry.isMissingNode() && !entry.isNull()) {
                    String found = Faults.shortened(node.toString());
                    throw Faults.of(
                            DataProblem.BAD_LAYOUT,
                            file,
                            "a folder, a list of images or several as " + key,
                            found,
                            null);
                }
            });
            if (!entries.isEmpty()) {
                return entries;
            }
        }
        return List.of();
    }

    /** Returns the folders and lists of a split; adds a note that names the splits that are not read. */
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

    /** Returns the folder that the splits are relative to. */
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
            String plain = entry.replace('\\', '/'); // a Windows path
            for (Path base : bases()) {
                tried.add(base.resolve(plain).normalize());
                if (plain.startsWith(UP)) { // Roboflow writes paths relative to a folder that does not exist
                    tried.add(base.resolve(plain.substring(UP.length())).normalize());
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
