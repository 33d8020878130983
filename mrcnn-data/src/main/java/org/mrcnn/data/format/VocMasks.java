// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;

/**
 * Reads Pascal VOC without XML files, as CVAT ("segmentation mask") and LabelMe's {@code labelme2voc} write it: every value or
 * colour in {@code SegmentationObject} is an object; its class is the value or colour that it has in {@code SegmentationClass},
 * named by {@code labelmap.txt} ({@code name:r,g,b::}) or {@code class_names.txt} (one per line, from 0).
 */
final class VocMasks {

    private static final String IGNORED = "__ignore__";
    private static final Set<String> BACKGROUND = Set.of("_background_", "__background__", "background", "bg");

    private final Path masks;
    private final Path classMasks;
    private final Path images;
    /** Class names by colour. */
    private final Map<Integer, String> names;

    private VocMasks(Path root, Path images, Findings findings) {
        this.masks = root.resolve("SegmentationObject");
        this.classMasks = Files.isDirectory(root.resolve("SegmentationClassPNG"))
                ? root.resolve("SegmentationClassPNG")
                : root.resolve("SegmentationClass");
        this.images = images;
        this.names = names(root, findings);
    }

    /**
     * Opens a data set.
     *
     * @param stems names of the images without extensions; null for all images with masks
     */
    static AnnotationSource read(Path root, Path images, List<String> stems, Findings findings) {
        VocMasks reader = new VocMasks(root, images, findings);
        List<Path> files = stems == null
                ? ImageFiles.below(reader.masks, 1, Set.of("png"))
                : stems.stream()
                        .map(stem -> reader.masks.resolve(stem + ".png"))
                        .toList();
        List<AnnotatedImage> read = ImageFiles.readEach(files, reader::image, findings);
        if (stems == null) {
            reader.noteUnused(files, findings);
        }
        List<String> classes =
                reader.names.values().stream().filter(name -> !name.isEmpty()).toList();
        return new Annotations(classes, read);
    }

    private static Map<Integer, String> names(Path root, Findings findings) {
        Path colours = root.resolve("labelmap.txt");
        Path lines = root.resolve("class_names.txt");
        if (Files.isRegularFile(colours)) {
            return byColour(colours, findings);
        }
        if (!Files.isRegularFile(lines)) {
            String expected = "XML files in Annotations, or the classes in labelmap.txt or class_names.txt";
            throw Faults.of(DataProblem.BAD_LAYOUT, root, expected, "neither", null);
        }
        Map<Integer, String> names = new LinkedHashMap<>();
        List<String> listed = new ArrayList<>(ClassNames.read(lines, findings));
        listed.remove(IGNORED);
        if (!listed.isEmpty() && !BACKGROUND.contains(listed.get(0).toLowerCase(Locale.ROOT))) {
            String found = "'" + listed.get(0) + "', which is value 0 and taken as the background";
            findings.add(DataProblem.CLASS_NAME, lines, "_background_ as the first class", found);
        }
        for (int i = 0; i < listed.size(); i++) {
            names.put(VocColours.colour(i), i == 0 ? "" : listed.get(i));
        }
        return names;
    }

    /** Reads lines {@code name:r,g,b:parts:actions}; black is the background. */
    private static Map<Integer, String> byColour(Path file, Findings findings) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (String line : TextFile.filled(file)) {
            String[] fields = line.split(":", -1);
            if (line.startsWith("#")) {
                continue;
            }
            if (fields.length < 2 || !fields[1].matches("\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*")) {
                String found = "'" + Faults.shortened(line) + "'";
                throw Faults.of(DataProblem.BAD_LAYOUT, file, "lines name:red,green,blue", found, null);
            }
            int colour = 0;
            for (String channel : fields[1].split(",", -1)) {
                int value = Integer.parseInt(channel.strip());
                requireLine(file, line, value <= 255, "three values from 0 to 255");
                colour = colour << 8 | value;
            }
            String name = colour == 0 ? "" : ClassNames.cleaned(file, fields[0], findings);
            requireLine(file, line, names.putIfAbsent(colour, name) == null, "a colour of its own for each class");
        }
        List<String> classes =
                names.values().stream().filter(name -> !name.isEmpty()).toList();
        ClassNames.checked(file, classes, findings);
        return names;
    }

    private static void requireLine(Path file, String line, boolean holds, String expected) {
        if (!holds) {
            throw Faults.of(DataProblem.BAD_LAYOUT, file, expected, "'" + Faults.shortened(line) + "'", null);
        }
    }

    /** Notes images without a mask of objects, and masks of classes without one, which are not used. */
    private void noteUnused(List<Path> used, Findings findings) {
        Set<String> stems = used.stream().map(ImageFiles::stem).collect(Collectors.toSet());
        for (Path image : ImageFiles.images(images, 1)) {
            if (!stems.contains(ImageFiles.stem(image))) {
                findings.add(DataProblem.UNUSED_IMAGE, image, "a mask of its objects in " + masks, "none");
            }
        }
        List<Path> classes = Files.isDirectory(classMasks) ? ImageFiles.below(classMasks, 1, Set.of("png")) : List.of();
        for (Path mask : classes) {
            if (!stems.contains(ImageFiles.stem(mask))) {
                findings.add(DataProblem.UNUSED_LABELS, mask, "a mask of its objects in " + masks, "none");
            }
        }
    }

    private AnnotatedImage image(Path mask) {
        String stem = ImageFiles.stem(mask);
        Path file = ImageFiles.image(images, stem);
        if (file == null) {
            Path missing = images.resolve(stem + ".jpg");
            throw Faults.of(DataProblem.MISSING_IMAGE, missing, "the image of " + mask, "no such file", null);
        }
        LabelImage objects = LabelMasks.exact(mask);
        LabelImage classes = LabelMasks.exact(classMasks.resolve(mask.getFileName()));
        if (objects.height() != classes.height() || objects.width() != classes.width()) {
            String found = classes.height() + "x" + classes.width();
            String expected = "a mask of classes of the size of " + mask;
            throw Faults.of(DataProblem.BAD_LAYOUT, classMasks.resolve(mask.getFileName()), expected, found, null);
        }
        String name = ImageFiles.name(images, file);
        return new AnnotatedImage(
                name, name, file, objects.height(), objects.width(), mask, objects(mask, objects, classes));
    }

    private List<AnnotatedObject> objects(Path file, LabelImage objects, LabelImage classes) {
        Map<Integer, Integer> colours = classColours(objects, classes);
        List<AnnotatedObject> found = new ArrayList<>();
        int border = objects.coloured() ? VocColours.colour(VocReader.BORDER) : VocReader.BORDER;
        try {
            for (Map.Entry<Integer, Rle> label : LabelMasks.of(objects, border).entrySet()) {
                int colour = colours.get(label.getKey());
                String name = names.getOrDefault(colour, "");
                Segment segment = name.isEmpty()
                        ? new Segment.Unusable(
                                DataProblem.UNKNOWN_CATEGORY,
                                String.format("the colour #%06x in %s", colour, classMasks.getFileName()))
                        : new Segment.Runs(label.getValue());
                found.add(new AnnotatedObject(label.getKey().toString(), name, false, null, segment));
            }
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, file, "a value for each object", e.getMessage(), e);
        }
        return found;
    }

    /**
     * Returns the colour that identifies a class: that of the pixel, or that of VOC's palette for an index; a grey value can be
     * either.
     */
    private int classColour(LabelImage classes, int value) {
        if (classes.coloured()) {
            return value & 0xffffff;
        }
        int ofPalette = VocColours.colour(value);
        return classes.indexed() || names.containsKey(ofPalette) ? ofPalette : value * 0x010101;
    }

    /** Returns, for each object, the most frequent colour of its pixels in the class mask. */
    private Map<Integer, Integer> classColours(LabelImage objects, LabelImage classes) {
        Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
        for (int i = 0; i < objects.values().length; i++) {
            int colour = classColour(classes, classes.values()[i]);
            counts.computeIfAbsent(objects.values()[i], unused -> new HashMap<>())
                    .merge(colour, 1, Integer::sum);
        }
        Map<Integer, Integer> colours = new HashMap<>();
        counts.forEach((object, of) -> colours.put(
                object,
                of.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey()));
        return colours;
    }
}
