// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/**
 * Images with masks as images. The masks of {@code NAME.jpg} are either all files of the folder {@code masks/NAME}, one an
 * object, bright on dark; or the one file {@code masks/NAME.png}, each value or colour but 0 an object. Or every image has
 * a folder of its own with {@code images/NAME.png} and {@code masks/*.png}.
 *
 * <p>All objects are of the class {@code object}, unless a file {@code classes.txt} lists classes, one per line. Then a file of
 * one object is named by its class, {@code CLASS_1.png}; and in one file of all objects, the value is 1000 times the number
 * of the class in the list, from 1, plus the number of the object.
 */
final class MaskReader {

    /** Recognized by a folder named masks: itself, one in it, or one beside the folder of an image. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return MaskReader.read(options.images(), at, findings);
        }

        @Override
        public boolean fitsFolder(Path folder) {
            return String.valueOf(folder.getFileName()).equals("masks")
                    || Files.isDirectory(folder.resolve("masks"))
                    || ImageFiles.images(folder, 3).stream()
                            .anyMatch(file -> Files.isDirectory(file.getParent().resolveSibling("masks")));
        }
    };

    private static final String ONLY_CLASS = "object";

    /** As in the instance images of Cityscapes. */
    private static final int OBJECTS_OF_CLASS = 1000;

    /** No value that an image can have. */
    private static final int NOTHING = -1;

    private final Path images;
    private final Path masks;
    private final List<String> classes;

    private MaskReader(Path images, Path masks, List<String> classes) {
        this.images = images;
        this.masks = masks;
        this.classes = classes;
    }

    /**
     * Opens a data set.
     *
     * @param images folder of the images, or null where it stands beside the masks or the images have folders of
     *     their own
     * @param at folder of the masks, or the one that holds {@code images} and {@code masks}
     */
    static AnnotationSource read(Path images, Path at, Findings findings) {
        Path masks = Files.isDirectory(at.resolve("masks")) ? at.resolve("masks") : at;
        Path beside = masks.resolveSibling("images");
        Path folder = images != null ? images : Files.isDirectory(beside) ? beside : at;
        MaskReader reader = new MaskReader(folder, masks, classes(at, masks));
        List<Path> files = reader.imageFiles();
        List<AnnotatedImage> read = ImageFiles.readEach(files, reader::image, findings);
        return new Annotations(reader.classes == null ? List.of(ONLY_CLASS) : reader.classes, read);
    }

    private static List<String> classes(Path at, Path masks) {
        for (Path folder : List.of(at, masks)) {
            Path list = folder.resolve("classes.txt");
            if (Files.isRegularFile(list)) {
                try {
                    List<String> names = Files.readAllLines(list).stream()
                            .map(String::strip)
                            .filter(name -> !name.isEmpty())
                            .toList();
                    if (names.stream().distinct().count() < names.size() || names.contains(Dataset.BACKGROUND)) {
                        throw Faults.of(DataProblem.BAD_LAYOUT, list, "class names that differ", "" + names, null);
                    }
                    return names;
                } catch (IOException e) {
                    throw new UncheckedIOException("List of classes " + list + " cannot be read", e);
                }
            }
        }
        return null;
    }

    /** Also of folders {@code NAME/images}. */
    private List<Path> imageFiles() {
        List<Path> flat = ImageFiles.images(images, 1);
        if (!flat.isEmpty() && !images.equals(masks)) {
            return flat;
        }
        return ImageFiles.images(images, 3).stream()
                .filter(file -> String.valueOf(file.getParent().getFileName()).equals("images"))
                .toList();
    }

    private AnnotatedImage image(Path file) {
        String stem = ImageFiles.stem(file);
        boolean own = !file.getParent().equals(images);
        Path folder = own ? file.getParent().resolveSibling("masks") : masks.resolve(stem);
        String name = ImageFiles.name(images, file);
        if (Files.isDirectory(folder)) {
            return new AnnotatedImage(name, name, file, 0, 0, folder, oneFileEach(folder));
        }
        Path mask = ImageFiles.image(masks, stem);
        if (own || mask == null) {
            Path expected = own ? folder : masks.resolve(stem + ".png");
            throw Faults.of(DataProblem.MISSING_IMAGE, expected, "the masks of " + file, "no such file", null);
        }
        return new AnnotatedImage(name, name, file, 0, 0, mask, oneFile(mask));
    }

    private List<AnnotatedObject> oneFileEach(Path folder) {
        List<AnnotatedObject> objects = new ArrayList<>();
        for (Path file : ImageFiles.images(folder, 1)) {
            Rle mask = LabelMasks.bright(Images.readLabels(file));
            objects.add(object(String.valueOf(file.getFileName()), classOf(file), mask));
        }
        return objects;
    }

    private List<AnnotatedObject> oneFile(Path file) {
        List<AnnotatedObject> objects = new ArrayList<>();
        try {
            Map<Integer, Rle> labels = LabelMasks.of(Images.readLabels(file), NOTHING);
            labels.forEach((value, mask) -> objects.add(object(value.toString(), classOf(value), mask)));
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, file, "a colour for each object", e.getMessage(), e);
        }
        return objects;
    }

    /** Without a class the mask says so. */
    private static AnnotatedObject object(String id, String label, Rle mask) {
        Segment segment = label == null
                ? new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, "none of classes.txt in " + id)
                : new Segment.Runs(mask);
        return new AnnotatedObject(id, String.valueOf(label), false, null, segment);
    }

    private String classOf(Path file) {
        if (classes == null) {
            return ONLY_CLASS;
        }
        String stem = ImageFiles.stem(file);
        return Stream.of(stem, stem.replaceFirst("[_-]?[0-9]*$", ""))
                .filter(classes::contains)
                .findFirst()
                .orElse(null);
    }

    private String classOf(int value) {
        if (classes == null) {
            return ONLY_CLASS;
        }
        int number = value / OBJECTS_OF_CLASS;
        return number >= 1 && number <= classes.size() ? classes.get(number - 1) : null;
    }
}
