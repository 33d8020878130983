// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;

/**
 * Reads Pascal VOC without XML files, as CVAT ("segmentation mask") and LabelMe's {@code labelme2voc} write it: every value or
 * colour in {@code SegmentationObject} is an object; its class is the value or colour that it has in {@code SegmentationClass},
 * named by {@code labelmap.txt} ({@code name:r,g,b::}) or {@code class_names.txt} (one per line, from 0).
 */
final class VocMasks {

    private static final String IGNORED = "__ignore__";

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
                colour = colour << 8 | Integer.parseInt(channel.strip());
            }
            names.put(colour, colour == 0 ? "" : ClassNames.cleaned(file, fields[0], findings));
        }
        List<String> classes =
                names.values().stream().filter(name -> !name.isEmpty()).toList();
        ClassNames.checked(file, classes, findings);
        return names;
    }

    private AnnotatedImage image(Path mask) {
        String stem = ImageFiles.stem(mask);
        Path file = ImageFiles.image(images, stem);
        if (file == null) {
            Path missing = images.resolve(stem + ".jpg");
            throw Faults.of(DataProblem.MISSING_IMAGE, missing, "the image of " + mask, "no such file", null);
        }
        LabelImage objects = Images.readLabels(mask);
        LabelImage classes = Images.readLabels(classMasks.resolve(mask.getFileName()));
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
