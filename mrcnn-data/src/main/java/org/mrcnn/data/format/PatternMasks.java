// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;

/**
 * Reads mask images in any layout that a {@link MaskPattern} describes. Images and masks may be in the same folder. For single
 * use.
 *
 * @param images folder of the images
 * @param masks folder of the masks
 * @param classes determines the class of a mask
 */
record PatternMasks(Path images, Path masks, MaskPattern pattern, MaskClasses classes, MaskFiles files) {

    /** A mask file with the class from its path, or null. */
    private record Mask(Path file, String label) {}

    AnnotationSource read() {
        List<Path> all = ImageFiles.images(images, Integer.MAX_VALUE);
        Set<String> stems = all.stream().map(this::stem).collect(Collectors.toSet());
        Map<String, List<Mask>> byImage = new LinkedHashMap<>();
        List<Path> unused = new ArrayList<>();
        for (Path mask : ImageFiles.images(masks, Integer.MAX_VALUE)) {
            MaskPattern.Match match = pattern.match(ImageFiles.name(masks, mask), stems::contains);
            if (match != null) {
                byImage.computeIfAbsent(match.image(), unusedKey -> new ArrayList<>())
                        .add(new Mask(mask, match.label()));
            } else if (!all.contains(mask)) {
                unused.add(mask);
            }
        }
        if (byImage.isEmpty()) {
            String found = unused.isEmpty() ? "none" : "files such as " + ImageFiles.name(masks, unused.get(0));
            String expected = "masks of " + images + " by the pattern '" + pattern + "'";
            throw Faults.of(DataProblem.BAD_LAYOUT, masks, expected, found, null);
        }
        unused.forEach(mask -> files.note(
                DataProblem.UNUSED_LABELS,
                mask,
                "an image in " + images + " by the pattern '" + pattern + "'",
                "none"));
        Set<Path> used =
                byImage.values().stream().flatMap(List::stream).map(Mask::file).collect(Collectors.toSet());
        List<Path> rest = all.stream().filter(file -> !used.contains(file)).toList();
        List<AnnotatedImage> read = ImageFiles.readEach(
                rest, file -> image(file, byImage.getOrDefault(stem(file), List.of())), files.findings());
        return classes.source(read, files.findings());
    }

    /** Returns the name of an image in the pattern. */
    private String stem(Path file) {
        String name = ImageFiles.name(images, file);
        return name.substring(0, name.lastIndexOf('.'));
    }

    private AnnotatedImage image(Path file, List<Mask> ofImage) {
        if (ofImage.isEmpty()) {
            String expected = "masks by the pattern '" + pattern + "' in " + masks;
            if (!pattern.hasOneObject()) {
                throw Faults.of(DataProblem.MISSING_IMAGE, file, expected, "none", null);
            }
            files.note(DataProblem.NO_LABELS, file, expected, "none");
        }
        List<AnnotatedObject> objects = new ArrayList<>();
        for (Mask mask : ofImage) {
            objects.addAll(
                    pattern.hasOneObject()
                            ? files.ofOne(mask.file(), classes.of(mask.file(), mask.label()))
                            : files.ofAll(mask.file(), value -> classes.of(value, mask.label())));
        }
        Path named = ofImage.isEmpty() ? masks : ofImage.get(0).file();
        return files.image(images, file, named, objects);
    }
}
