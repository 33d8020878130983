// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/**
 * Finds the label file of each image of a data set. It is in a folder {@code labels} in place of the last folder named {@code
 * images} in the path, or beside the image. The whole data set follows one rule, the one by which most files exist, so that a
 * folder named {@code images} further up does not lead to the labels of another data set.
 */
final class YoloLabels {

    private static final String LABEL_LINE = "[0-9]+(\\s+[-+0-9.eE]+){4,}";

    private final Findings findings;
    private final Map<Path, Map<String, List<Path>>> keysByFolder = new HashMap<>();
    private final Map<Path, Path> byImage = new LinkedHashMap<>();
    private final Map<Path, Set<Path>> imageFolders = new TreeMap<>();

    /**
     * Finds the label files.
     *
     * @param root folder of the data set
     */
    YoloLabels(Path root, List<Path> images, Findings findings) {
        this.findings = findings;
        int depth = root.toAbsolutePath().normalize().getNameCount();
        List<UnaryOperator<Path>> rules =
                List.of(image -> swapped(image, depth), YoloLabels::beside, image -> swapped(image, 0));
        UnaryOperator<Path> rule = rules.get(0);
        long most = 0;
        for (UnaryOperator<Path> candidate : rules) {
            long there = images.stream()
                    .map(candidate)
                    .filter(label -> spelled(label) != null)
                    .count();
            if (there > most) {
                most = there;
                rule = candidate;
            }
        }
        Set<Path> exact = new HashSet<>(images.stream().map(rule).toList());
        for (Path image : images) {
            Path expected = rule.apply(image);
            imageFolders
                    .computeIfAbsent(expected.getParent(), unused -> new TreeSet<>())
                    .add(image.toAbsolutePath().normalize().getParent());
            byImage.put(image, claimed(expected, exact));
        }
        noteShared();
    }

    /** Notes images whose names differ only in their extensions. */
    private void noteShared() {
        Set<Path> claimed = new HashSet<>();
        byImage.forEach((image, label) -> {
            if (!claimed.add(label) && Files.isRegularFile(label)) {
                String found = label + ", which is of another image of this name too";
                findings.add(DataProblem.FOUND_BY_NAME, image, "labels of its own", found);
            }
        });
    }

    /** Returns the path at which the label file of an image is, or should be. */
    Path of(Path image) {
        return byImage.get(image);
    }

    private static Path beside(Path image) {
        return image.toAbsolutePath().normalize().resolveSibling(ImageFiles.stem(image) + ".txt");
    }

    /**
     * Replaces the last folder named images, at this depth or deeper, by labels; without one, returns the file beside the
     * image.
     */
    private static Path swapped(Path image, int depth) {
        Path text = beside(image);
        for (int i = text.getNameCount() - 2; i >= depth; i--) {
            if (text.getName(i).toString().equals("images")) {
                Path before = i == 0 ? text.getRoot() : text.getRoot().resolve(text.subpath(0, i));
                return before.resolve("labels").resolve(text.subpath(i + 1, text.getNameCount()));
            }
        }
        return text;
    }

    private Path claimed(Path expected, Set<Path> exact) {
        Path file = spelled(expected);
        if (file == null || (!file.equals(expected) && exact.contains(file))) {
            return expected;
        }
        if (!file.equals(expected)) {
            findings.add(DataProblem.FOUND_BY_NAME, expected, "a label file of this name", "" + file);
        }
        return file;
    }

    /** Returns the file, or a file with another spelling of its name; null if there is none. */
    private Path spelled(Path file) {
        List<Path> same = keysByFolder
                .computeIfAbsent(file.getParent(), ImageFolder::keys)
                .getOrDefault(ImageFolder.key(String.valueOf(file.getFileName())), List.of());
        return same.contains(file) ? file : same.size() == 1 ? same.get(0) : null;
    }

    /** Notes label files that have no image in the folders of the images. */
    void noteUnused() {
        Set<Path> claimed = new HashSet<>(byImage.values());
        imageFolders.forEach((folder, images) -> keysByFolder.get(folder).values().stream()
                .flatMap(List::stream)
                .filter(file -> ImageFiles.ending(file).equals("txt") && !claimed.contains(file))
                .sorted()
                .forEach(file -> noteUnused(file, images)));
    }

    private void noteUnused(Path label, Set<Path> folders) {
        String stem = ImageFolder.key(ImageFiles.stem(label));
        List<Path> same = folders.stream()
                .flatMap(folder -> keysByFolder.computeIfAbsent(folder, ImageFolder::keys).values().stream())
                .flatMap(List::stream)
                .filter(file -> !file.equals(label)
                        && ImageFolder.key(ImageFiles.stem(file)).equals(stem))
                .toList();
        if (same.stream().noneMatch(ImageFiles::isImage) && hasLabels(label)) {
            String found = same.isEmpty() ? "none" : "no image format that is read: " + same;
            findings.add(DataProblem.UNUSED_LABELS, label, "an image of this name", found);
        }
    }

    /** Returns whether there is a label file beside an image. */
    static boolean areBeside(Path image) {
        return Files.isRegularFile(beside(image)) && hasLabels(beside(image));
    }

    private static boolean hasLabels(Path file) {
        return TextFile.filled(file).stream().limit(1).allMatch(line -> line.matches(LABEL_LINE));
    }
}
