// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;

/**
 * YOLO segmentation: one text file per image with one line per object, {@code class x1 y1 x2 y2 ...} with coordinates from 0 to 1. The
 * text file of an image lies in the folder {@code labels} that stands beside its folder {@code images}; an image without
 * one has no objects. Classes are named by {@code names} of a YAML file or the lines of {@code classes.txt}.
 */
final class YoloReader {

    /** Recognized by text files in the folder labels, or a YAML file. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return YoloReader.read(options.images(), at, findings);
        }

        @Override
        public Set<String> endings() {
            return Set.of("yaml", "yml");
        }

        @Override
        public boolean fitsFolder(Path folder) {
            Path labels = folder.resolve("labels");
            return (Files.isDirectory(labels) && ImageFiles.has(labels, 2, "txt"))
                    || ImageFiles.has(folder, 1, "yaml")
                    || ImageFiles.has(folder, 1, "yml");
        }
    };

    /** Hundreds of thousands of corners in one image. */
    private static final int MAX_BYTES = 16 << 20;

    /** Before the number of a class without a name. */
    private static final String CLASS = "class ";

    private final Path root;
    private final List<String> names;

    private YoloReader(Path root, List<String> names) {
        this.root = root;
        this.names = names;
    }

    /**
     * Opens a data set.
     *
     * @param images some of its images, or null for all
     * @param at its folder or YAML file
     */
    static AnnotationSource read(Path images, Path at, Findings findings) {
        Path root = Files.isRegularFile(at) ? at.toAbsolutePath().getParent() : at;
        Path folder = images == null ? root : images;
        List<Path> files = ImageFiles.images(folder, Integer.MAX_VALUE);
        YoloReader reader = new YoloReader(folder, names(root, at));
        List<AnnotatedImage> read = ImageFiles.readEach(files, reader::image, findings);
        if (reader.names != null) {
            return new Annotations(reader.names, read);
        }
        int classes = read.stream()
                .flatMap(image -> image.objects().stream())
                .mapToInt(object -> Integer.parseInt(object.label().substring(CLASS.length())))
                .max()
                .orElse(-1);
        return new Annotations(
                IntStream.rangeClosed(0, classes).mapToObj(i -> CLASS + i).toList(), read);
    }

    private static List<String> names(Path root, Path at) {
        Path yaml = Files.isRegularFile(at) ? at : yaml(root);
        try {
            if (yaml != null) {
                return names(yaml, new YAMLMapper().readTree(yaml.toFile()).path("names"));
            }
            for (Path list : List.of(root.resolve("classes.txt"), root.resolve("labels/classes.txt"))) {
                if (Files.isRegularFile(list)) {
                    return distinct(
                            list,
                            Files.readAllLines(list).stream()
                                    .map(String::strip)
                                    .filter(s -> !s.isEmpty())
                                    .toList());
                }
            }
            return null;
        } catch (IOException e) {
            throw Faults.of(DataProblem.BAD_LAYOUT, yaml == null ? root : yaml, "class names", e.getMessage(), e);
        }
    }

    /** The one YAML file of the folder. */
    private static Path yaml(Path root) {
        List<Path> files = ImageFiles.below(root, 1, Set.of("yaml", "yml"));
        return files.size() == 1 ? files.get(0) : null;
    }

    private static List<String> names(Path yaml, JsonNode names) {
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        if (names.isArray()) {
            names.forEach(name -> byNumber.put(byNumber.size(), name.asText()));
        }
        names.properties().forEach(name -> {
            if (name.getKey().matches("[0-9]{1,6}")) {
                byNumber.put(Integer.valueOf(name.getKey()), name.getValue().asText());
            }
        });
        if (byNumber.isEmpty() || byNumber.lastKey() != byNumber.size() - 1) {
            throw Faults.of(
                    DataProblem.BAD_LAYOUT, yaml, "'names' of the classes 0, 1, ...", "" + byNumber.keySet(), null);
        }
        return distinct(yaml, List.copyOf(byNumber.values()));
    }

    private static List<String> distinct(Path file, List<String> names) {
        if (names.stream().distinct().count() < names.size() || names.contains(Dataset.BACKGROUND)) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, "class names that differ", names.toString(), null);
        }
        return names;
    }

    private AnnotatedImage image(Path file) {
        Images.Size size = Images.size(file);
        Path labels = labels(file);
        List<AnnotatedObject> objects = new ArrayList<>();
        if (Files.exists(labels)) {
            List<String> lines = lines(labels);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    objects.add(object(i + 1, lines.get(i), size));
                }
            }
        }
        String name = ImageFiles.name(root, file);
        return new AnnotatedImage(name, name, file, size.height(), size.width(), labels, objects);
    }

    /** The last folder named images becomes labels; without one, the text file lies beside the image. */
    private static Path labels(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        Path text = whole.resolveSibling(ImageFiles.stem(file) + ".txt");
        for (int i = whole.getNameCount() - 2; i >= 0; i--) {
            if (whole.getName(i).toString().equals("images")) {
                Path before = i == 0 ? whole.getRoot() : whole.getRoot().resolve(whole.subpath(0, i));
                return before.resolve("labels").resolve(text.subpath(i + 1, text.getNameCount()));
            }
        }
        return text;
    }

    private static List<String> lines(Path labels) {
        try {
            if (Files.size(labels) > MAX_BYTES) {
                String expected = "a file of at most " + MAX_BYTES + " bytes";
                throw Faults.of(DataProblem.TOO_LARGE, labels, expected, Files.size(labels) + "", null);
            }
            return Files.readAllLines(labels);
        } catch (CharacterCodingException e) {
            throw Faults.of(DataProblem.BAD_LAYOUT, labels, "text", "bytes that are no UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Annotation file " + labels + " cannot be read; check the path", e);
        }
    }

    private AnnotatedObject object(int line, String text, Images.Size size) {
        String[] words = text.strip().split("\\s+", -1);
        String id = "line " + line;
        int number = words[0].matches("[0-9]{1,6}") ? Integer.parseInt(words[0]) : -1;
        if (number < 0 || (names != null && number >= names.size())) {
            String found = "class " + Faults.shortened(words[0])
                    + (names == null ? "" : ", expected a number below " + names.size());
            return new AnnotatedObject(
                    id, CLASS + 0, false, null, new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, found));
        }
        String label = names == null ? CLASS + number : names.get(number);
        Segment segment = words.length == 5 ? Shapes.none("a box alone") : Shapes.segment(() -> polygon(words, size));
        return new AnnotatedObject(id, label, false, null, segment);
    }

    private static Segment polygon(String[] words, Images.Size size) {
        double[] xy = new double[words.length - 1];
        for (int i = 0; i < xy.length; i++) {
            try {
                xy[i] = Double.parseDouble(words[i + 1]) * (i % 2 == 0 ? size.width() : size.height());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a polygon with the coordinate " + Faults.shortened(words[i + 1]), e);
            }
        }
        return Shapes.polygon(xy);
    }
}
