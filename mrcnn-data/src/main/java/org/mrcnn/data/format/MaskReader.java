// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Reads images with mask images. The masks of {@code NAME.jpg} are either all files of the folder {@code masks/NAME}, each with
 * one object, bright on dark; or the single file {@code masks/NAME.png}, in which each value or colour except 0 is an object.
 * Alternatively, every image has its own folder with {@code images/NAME.png} and {@code masks/*.png}.
 *
 * <p>All objects have the class {@code object}, unless a file {@code classes.txt} lists classes, one per line. Then a file with
 * one object is named after its class, {@code CLASS_1.png}; and in a file with all objects, a value is 1000 times the number of
 * the class in the list, from 1, plus the number of the object.
 */
final class MaskReader {

    /** The format, recognized by a folder named masks: the given one, one inside it, or one beside the folder of an image. */
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

    /** Extensions of files beside masks that are no masks. */
    private static final Set<String> REMARKS =
            Set.of("txt", "md", "json", "xml", "csv", "yaml", "yml", "db", "ini", "log");

    private final Path images;
    private final Path masks;
    private final MaskClasses classes;
    private final MaskFiles files;
    private final Set<Path> used = new HashSet<>();
    private final Map<Path, List<Path>> filesIn = new HashMap<>();

    private MaskReader(Path images, Path masks, MaskClasses classes, MaskFiles files) {
        this.images = images;
        this.masks = masks;
        this.classes = classes;
        this.files = files;
    }

    /**
     * Opens a data set.
     *
     * @param options with the folder of the images, unless it is beside the masks or the images have their own folders; with a
     *     pattern, unless the layout is one of those of this class
     * @param at folder of the masks, or the folder that contains {@code images} and {@code masks}
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
        List<Path> own = ownFolders();
        List<AnnotatedImage> read = own.isEmpty()
                ? ImageFiles.readEach(withMasks(), this::image, files.findings())
                : ImageFiles.readEach(own, this::ownImage, files.findings());
        if (!images.equals(masks)) {
            noteUnused();
        }
        return classes.source(read, files.findings());
    }

    /** Returns the images in folders {@code NAME/images}; empty if the data set does not have this layout. */
    private List<Path> ownFolders() {
        if (!images.equals(masks) && !ImageFiles.images(images, 1).isEmpty()) {
            return List.of();
        }
        return ImageFiles.images(images, 3).stream()
                .filter(file -> String.valueOf(file.getParent().getFileName()).equals("images"))
                .toList();
    }

    /** Returns the images of the folder, and of those subfolders whose masks are in subfolders with the same names. */
    private List<Path> withMasks() {
        List<Path> all = images.equals(masks) ? List.of() : ImageFiles.images(images, Integer.MAX_VALUE);
        boolean flat = all.stream().anyMatch(file -> file.getParent().equals(images));
        List<Path> used = new ArrayList<>();
        for (Path file : all) {
            boolean below = flat && !file.getParent().equals(images);
            if (below && !file.startsWith(masks) && !hasMasks(file)) {
                files.note(DataProblem.UNUSED_IMAGE, file, "masks in " + masksFor(file), "none");
            } else if (!file.startsWith(masks)) {
                used.add(file);
            }
        }
        return used;
    }

    private Path masksFor(Path image) {
        return masks.resolve(images.relativize(image.getParent()));
    }

    private boolean hasMasks(Path image) {
        String stem = ImageFiles.stem(image);
        return Files.isDirectory(masksFor(image).resolve(stem)) || ImageFiles.image(masksFor(image), stem) != null;
    }

    private AnnotatedImage image(Path file) {
        String stem = ImageFiles.stem(file);
        Path folder = masksFor(file).resolve(stem);
        if (Files.isDirectory(folder)) {
            return image(file, folder);
        }
        Path mask = mask(file, stem);
        claim(file, List.of(mask));
        return files.image(images, file, mask, files.ofAll(mask, value -> classes.of(value, null)));
    }

    /** Returns the mask file of an image, also with another spelling. */
    private Path mask(Path image, String stem) {
        Path folder = masksFor(image);
        Path exact = ImageFiles.image(folder, stem);
        if (exact != null) {
            return exact;
        }
        Path expected = folder.resolve(stem + ".png");
        List<Path> beside =
                Files.isDirectory(folder) ? filesIn.computeIfAbsent(folder, f -> ImageFiles.images(f, 1)) : List.of();
        List<Path> spelled = beside.stream()
                .filter(file -> ImageFolder.key(ImageFiles.stem(file)).equals(ImageFolder.key(stem)))
                .toList();
        if (spelled.size() == 1) {
            files.note(DataProblem.FOUND_BY_NAME, image, "masks " + expected, "" + spelled.get(0));
            return spelled.get(0);
        }
        String other = beside.stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> name.startsWith(stem))
                .findFirst()
                .map(name ->
                        ", but " + name + "; say how masks are named, on the command line with --mask-pattern {name}"
                                + name.substring(stem.length()))
                .orElse("");
        throw Faults.of(DataProblem.MISSING_IMAGE, expected, "the masks of " + image, "no such file" + other, null);
    }

    private AnnotatedImage ownImage(Path file) {
        Path folder = file.getParent().resolveSibling("masks");
        if (!Files.isDirectory(folder)) {
            throw Faults.of(DataProblem.MISSING_IMAGE, folder, "the masks of " + file, "no such folder", null);
        }
        return image(file, folder);
    }

    private AnnotatedImage image(Path file, Path folder) {
        List<Path> each = ImageFiles.images(folder, 1);
        claim(file, each);
        if (each.isEmpty()) {
            files.note(DataProblem.NO_LABELS, file, "masks in " + folder, "none");
        }
        FileTree.below(folder, 1, other -> !ImageFiles.isImage(other) && !REMARKS.contains(ImageFiles.ending(other)))
                .forEach(other ->
                        files.note(DataProblem.UNUSED_LABELS, other, "an image format that is read", "another"));
        List<AnnotatedObject> objects = each.stream()
                .flatMap(mask -> files.ofOne(mask, classes.of(mask, null)).stream())
                .toList();
        return files.image(images, file, folder, objects);
    }

    private void claim(Path image, List<Path> own) {
        if (!used.addAll(own) && !own.isEmpty()) {
            String found = own.get(0) + ", which is of another image of this name too";
            files.note(DataProblem.FOUND_BY_NAME, image, "masks of its own", found);
        }
    }

    /** Notes masks without an image, and names a file with the same name that is not an image, if there is one. */
    private void noteUnused() {
        List<Path> unused = ImageFiles.images(masks, Integer.MAX_VALUE).stream()
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
