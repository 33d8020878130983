// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

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
            return MaskReader.read(options, at, findings);
        }

        @Override
        public boolean fitsFolder(Path folder) {
            return String.valueOf(folder.getFileName()).equals("masks")
                    || Files.isDirectory(folder.resolve("masks"))
                    || ImageFiles.images(folder, 3).stream()
                            .anyMatch(file -> Files.isDirectory(file.getParent().resolveSibling("masks")));
        }
    };

    private final Path images;
    private final Path masks;
    private final MaskClasses classes;
    private final MaskFiles files;
    private final Set<Path> used = new HashSet<>();

    private MaskReader(Path images, Path masks, MaskClasses classes, MaskFiles files) {
        this.images = images;
        this.masks = masks;
        this.classes = classes;
        this.files = files;
    }

    /**
     * Opens a data set.
     *
     * @param options with the folder of the images, unless it stands beside the masks or the images have folders of
     *     their own; with a pattern, unless the layout is one of this class
     * @param at folder of the masks, or the one that holds {@code images} and {@code masks}
     */
    static AnnotationSource read(ReadOptions options, Path at, Findings findings) {
        Path masks = Files.isDirectory(at.resolve("masks")) ? at.resolve("masks") : at;
        Path beside = masks.resolveSibling("images");
        Path folder = options.imagesOr(Files.isDirectory(beside) ? beside : at);
        MaskPattern pattern = options.maskPattern() == null ? null : new MaskPattern(options.maskPattern());
        MaskClasses classes = MaskClasses.in(List.of(at, masks), pattern != null && pattern.hasClass(), findings);
        MaskFiles files = new MaskFiles(findings);
        return pattern == null
                ? new MaskReader(folder, masks, classes, files).read()
                : new PatternMasks(folder, masks, pattern, classes, files).read();
    }

    private AnnotationSource read() {
        List<AnnotatedImage> read = ImageFiles.readEach(imageFiles(), this::image, files.findings());
        if (!images.equals(masks)) {
            noteUnused();
        }
        return classes.source(read, files.findings());
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
        if (Files.isDirectory(folder)) {
            List<Path> each = ImageFiles.images(folder, 1);
            used.addAll(each);
            List<AnnotatedObject> objects = each.stream()
                    .flatMap(mask -> files.ofOne(mask, classes.of(mask, null)).stream())
                    .toList();
            return files.image(images, file, folder, objects);
        }
        Path mask = ImageFiles.image(masks, stem);
        if (own || mask == null) {
            Path expected = own ? folder : masks.resolve(stem + ".png");
            throw Faults.of(DataProblem.MISSING_IMAGE, expected, "the masks of " + file, "no such file", null);
        }
        used.add(mask);
        return files.image(images, file, mask, files.ofAll(mask, value -> classes.of(value, null)));
    }

    /** Names masks that no image claims, with a file of their name that is no image. */
    private void noteUnused() {
        List<Path> unused = ImageFiles.images(masks, 2).stream()
                .filter(mask -> !used.contains(mask))
                .toList();
        if (unused.isEmpty()) {
            return;
        }
        Map<String, String> byStem = new HashMap<>();
        try (Stream<Path> all = Files.list(images)) {
            all.forEach(file -> byStem.put(ImageFiles.stem(file), "only " + file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + images + " cannot be read; check the path", e);
        }
        for (Path mask : unused) {
            boolean flat = mask.getParent().equals(masks);
            String name = flat
                    ? ImageFiles.stem(mask)
                    : String.valueOf(mask.getParent().getFileName());
            String expected = "an image " + name + " in " + images + " that has no other masks";
            files.note(DataProblem.UNUSED_LABELS, mask, expected, byStem.getOrDefault(name, "none"));
        }
    }
}
