// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;

/**
 * Reads masks of Open Images: a CSV file with a row per object, with {@code MaskPath}, the PNG file of the object, {@code
 * ImageID} and {@code LabelName}. Masks differ in size from their images and are scaled by nearest neighbour. Images and masks
 * may be split into parts, as they are published. A file {@code class-descriptions*.csv} beside it gives the names of labels.
 * For single use.
 */
final class OpenImagesReader {

    /** The format, recognized by the header of a CSV file. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            Path beside = at.toAbsolutePath().getParent();
            Path images = Files.isDirectory(beside.resolve("images")) ? beside.resolve("images") : beside;
            return new OpenImagesReader(options.imagesOr(images), at, findings).read();
        }

        @Override
        public boolean fitsFile(Path file) {
            return isOpenImages(file);
        }
    };

    private static final List<String> COLUMNS = List.of("MaskPath", "ImageID", "LabelName");

    private final Path images;
    private final Path file;
    private final Findings findings;
    private final MaskFiles masks;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();

    private record Mask(String path, String label) {}

    private OpenImagesReader(Path images, Path file, Findings findings) {
        this.images = images;
        this.file = file;
        this.findings = findings;
        this.masks = new MaskFiles(findings);
    }

    /** Returns whether a file is a CSV file with the columns of masks. */
    static boolean isOpenImages(Path file) {
        if (!ImageFiles.ending(file).equals("csv")) {
            return false;
        }
        return Csv.header(file).containsAll(COLUMNS);
    }

    private AnnotationSource read() {
        Map<String, List<Mask>> byImage = new LinkedHashMap<>();
        Csv.read(file, COLUMNS, findings, (row, fields) -> {
            if (COLUMNS.stream()
                    .anyMatch(column -> Objects.toString(fields.get(column), "").isBlank())) {
                findings.add(
                        DataProblem.BAD_LAYOUT, file, "values of " + COLUMNS, "row " + row + " without some of them");
                return;
            }
            byImage.computeIfAbsent(fields.get("ImageID"), id -> new ArrayList<>())
                    .add(new Mask(fields.get("MaskPath"), fields.get("LabelName")));
        });
        Path beside = file.toAbsolutePath().getParent();
        readNames(beside);
        Path own = beside.resolve("masks");
        List<Path> maskFolders = parts(Files.isDirectory(own) ? own : beside);
        Map<Path, String> ids = imageFiles(byImage.keySet());
        List<AnnotatedImage> read = ImageFiles.readEach(
                List.copyOf(ids.keySet()),
                image -> image(image, ids.get(image), byImage.get(ids.get(image)), maskFolders),
                findings);
        return Annotations.of(read, findings);
    }

    /** Returns the image ids by file, including those of missing images. */
    private Map<Path, String> imageFiles(Set<String> ids) {
        List<Path> folders = parts(images);
        Map<Path, String> files = new LinkedHashMap<>();
        for (String id : ids) {
            try {
                Path expected = ImageFiles.resolve(images, id + ".jpg", file);
                Path found = folders.stream()
                        .map(folder -> ImageFiles.image(folder, id))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(expected);
                files.put(found, id);
            } catch (BadDataException e) {
                findings.add(e);
            }
        }
        return files;
    }

    /** Reads the names of labels such as {@code /m/01g317}, if there is a file with names. */
    private void readNames(Path folder) {
        for (Path descriptions : ImageFiles.below(folder, 1, Set.of("csv"))) {
            if (descriptions.getFileName().toString().startsWith("class-descriptions")) {
                Csv.readRows(descriptions, (row, values) -> {
                    if (values.length > 1) {
                        names.put(
                                values[0].strip(),
                                String.join(", ", List.of(values).subList(1, values.length)));
                    }
                });
            }
        }
    }

    /** Returns a folder and its subfolders. */
    private static List<Path> parts(Path folder) {
        List<Path> parts = new ArrayList<>(List.of(folder));
        try (Stream<Path> inside = Files.list(folder)) {
            inside.filter(Files::isDirectory).sorted().forEach(parts::add);
        } catch (IOException e) {
            throw TextFile.unreadable(folder, e);
        }
        return parts;
    }

    /** Returns the mask file with this name in the first part that contains it; if none does, its expected path. */
    private Path located(List<Path> folders, String name) {
        Path expected = ImageFiles.resolve(folders.get(0), name, file);
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(expected);
    }

    private AnnotatedImage image(Path image, String id, List<Mask> ofImage, List<Path> folders) {
        Images.Size size = Images.size(image);
        if ((long) size.height() * size.width() > Images.MAX_PIXELS) {
            String found = size.height() + "x" + size.width() + " pixels";
            throw Faults.of(DataProblem.TOO_LARGE, image, "at most " + Images.MAX_PIXELS + " pixels", found, null);
        }
        List<AnnotatedObject> objects = new ArrayList<>();
        for (Mask mask : ofImage) {
            String label = labels.computeIfAbsent(mask.label(), this::nameOf);
            masks.ofOne(located(folders, mask.path()), label).forEach(object -> objects.add(scaled(object, size)));
        }
        String name = ImageFiles.name(images, image);
        return new AnnotatedImage(id, name, image, size.height(), size.width(), file, objects);
    }

    /** Returns the name of a label. Adds a note if the names lack this label, or another label has the same name. */
    private String nameOf(String label) {
        String name = names.getOrDefault(label, label);
        if (!names.isEmpty() && !names.containsKey(label)) {
            findings.add(DataProblem.CLASS_NAME, file, "a name of '" + label + "' in class-descriptions", "none");
        } else if (labels.containsValue(name)) {
            findings.add(
                    DataProblem.CLASS_NAME, file, "a label '" + name + "'", "another of this name, '" + label + "'");
        }
        return name;
    }

    private static AnnotatedObject scaled(AnnotatedObject object, Images.Size size) {
        if (!(object.segment() instanceof Segment.Runs runs)) {
            return object;
        }
        Segment segment = new Segment.Runs(LabelMasks.scaled(runs.rle(), size.height(), size.width()));
        return new AnnotatedObject(object.id(), object.label(), false, null, segment);
    }
}
