// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;
import org.w3c.dom.Element;

/**
 * Reads Pascal VOC: one XML file per image in {@code Annotations}, instance masks in {@code SegmentationObject}, images in
 * {@code JPEGImages}. Value k of a mask is the k-th object of the XML file, 255 is the border between objects. Polygons in the
 * XML file, which some tools write, are used if there is no mask. If the folder has masks, only images with a mask are used.
 * {@link VocMasks} reads a folder without XML files.
 *
 * @param folder folder of the XML files
 * @param masks folder of the masks; may not exist
 * @param images folder of the images
 */
record VocReader(Path folder, ImageFolder masks, ImageFolder images, Findings findings) {

    /** The format, recognized by the folder Annotations or XML files; a text file is a list of names. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return VocReader.read(options.images(), at, findings);
        }

        @Override
        public Set<String> endings() {
            return Set.of("txt");
        }

        @Override
        public boolean fitsFile(Path file) {
            return FormatReader.super.fitsFile(file) && !YoloReader.isList(file);
        }

        @Override
        public boolean fitsFolder(Path folder) {
            return isRoot(folder)
                    || ImageFiles.below(folder, 1, Set.of("xml")).stream()
                            .limit(1)
                            .anyMatch(file -> !CvatReader.isCvat(file));
        }
    };

    static final int BORDER = 255;

    private static boolean isRoot(Path folder) {
        return Files.isDirectory(folder.resolve("Annotations"))
                || Files.isDirectory(folder.resolve("SegmentationObject"));
    }

    /**
     * Opens a data set.
     *
     * @param images folder of the images; may be null
     * @param at folder with {@code Annotations}, folder of XML files, or list of names in {@code ImageSets/...}
     */
    static AnnotationSource read(Path images, Path at, Findings findings) {
        boolean list = Files.isRegularFile(at);
        Path root = list ? rootAbove(at) : at;
        boolean devkit = Files.isDirectory(root.resolve("Annotations"));
        Path folder = devkit ? root.resolve("Annotations") : root;
        Path pictures = root.resolve("JPEGImages");
        Path beside = Files.isDirectory(pictures) && isRoot(root) ? pictures : folder;
        List<String> names = list ? names(at) : null;
        if (!devkit && isRoot(root)) {
            return VocMasks.read(root, images == null ? beside : images, names, findings);
        }
        ImageFolder imageFolder = new ImageFolder(images == null ? beside : images, findings);
        VocReader reader = new VocReader(
                folder, new ImageFolder(root.resolve("SegmentationObject"), findings), imageFolder, findings);
        List<Path> files = list ? reader.listed(names, at) : reader.all();
        List<AnnotatedImage> read = ImageFiles.readEach(files, reader::image, findings);
        if (!list && !Files.isDirectory(reader.masks.path())) {
            reader.noteUnused(read);
        }
        return Annotations.of(read, findings);
    }

    /** Returns the folder of the data set that a list belongs to; lists are usually in {@code ImageSets/Segmentation}. */
    private static Path rootAbove(Path list) {
        Path beside = list.toAbsolutePath().normalize().getParent();
        Path root = beside;
        for (int i = 0; i < 2 && root != null && !isRoot(root); i++) {
            root = root.getParent();
        }
        return root != null && isRoot(root) ? root : beside;
    }

    private static List<String> names(Path list) {
        List<String> lines = TextFile.filled(list);
        if (!lines.isEmpty() && lines.get(0).matches("[\\[{<].*")) {
            String found = (lines.get(0).startsWith("<") ? "XML" : "JSON") + "; give the file this ending";
            throw Faults.of(DataProblem.BAD_LAYOUT, list, "a list of image names", found, null);
        }
        return lines.stream().map(line -> line.split("\\s+", 2)[0]).toList();
    }

    private List<Path> all() {
        List<Path> files = ImageFiles.below(folder, 1, Set.of("xml"));
        if (!Files.isDirectory(masks.path())) {
            return files;
        }
        Set<Path> used = new HashSet<>();
        List<Path> masked = new ArrayList<>();
        for (Path file : files) {
            Path mask = mask(file);
            used.add(mask);
            if (Files.exists(mask)) {
                masked.add(file);
            } else {
                findings.add(DataProblem.UNUSED_IMAGE, file, "a mask " + mask, "none");
            }
        }
        for (Path mask : ImageFiles.below(masks.path(), 1, Set.of("png"))) {
            if (!used.contains(mask)) {
                findings.add(DataProblem.UNUSED_LABELS, mask, "an XML file of this name", "none");
            }
        }
        return masked;
    }

    /** Notes images without an XML file. */
    private void noteUnused(List<AnnotatedImage> read) {
        Set<Path> used = read.stream()
                .map(image -> image.file().toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        for (Path image : ImageFiles.images(images.path(), 1)) {
            if (!used.contains(image.toAbsolutePath().normalize())) {
                findings.add(DataProblem.UNUSED_IMAGE, image, "an XML file that names it", "none");
            }
        }
    }

    private List<Path> listed(List<String> names, Path list) {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            try {
                files.add(ImageFiles.resolve(folder, name + ".xml", list));
            } catch (BadDataException e) {
                findings.add(e);
            }
        }
        return files;
    }

    /** Returns the mask with this name, ignoring case; if there is none, the path of the missing mask. */
    private Path mask(Path xml) {
        String name = ImageFiles.stem(xml) + ".png";
        Path file = masks.spelled(name);
        return file == null ? masks.path().resolve(name) : file;
    }

    private AnnotatedImage image(Path xml) {
        Element root = Xml.read(xml);
        if (!root.getTagName().equals("annotation")) {
            String found = "an element '" + Faults.shortened(root.getTagName()) + "'";
            throw Faults.of(DataProblem.BAD_LAYOUT, xml, "an element 'annotation'", found, null);
        }
        String name = Xml.text(root, "filename");
        Path file = imageFile(name, xml);
        Path mask = mask(xml);
        if (!ImageFiles.stem(mask).equals(ImageFiles.stem(xml))) {
            findings.add(DataProblem.FOUND_BY_NAME, xml, "a mask " + ImageFiles.stem(xml) + ".png", mask.toString());
        }
        Map<Integer, Rle> labels = Files.exists(mask) ? labels(mask) : null;
        List<AnnotatedObject> objects = objects(xml, root, labels);
        List<Element> size = Xml.children(root, "size");
        Sides sides = size.isEmpty()
                ? new Sides(0, 0)
                : Sides.of(xml, Xml.text(size.get(0), "height"), Xml.text(size.get(0), "width"));
        String imageName = images.nameOf(file);
        return new AnnotatedImage(imageName, imageName, file, sides.height(), sides.width(), xml, objects);
    }

    /** Returns the image named by the XML file; if it is not a file, the image with the name of the XML file. */
    private Path imageFile(String name, Path xml) {
        Path exact = name.isEmpty() ? null : images.exact(name);
        Path same = exact == null ? ImageFiles.image(images.path(), ImageFiles.stem(xml)) : exact;
        if (same != null) {
            return same;
        }
        if (name.isEmpty()) {
            return images.path().resolve(ImageFiles.stem(xml) + ".jpg");
        }
        try {
            return images.find(name, xml);
        } catch (IllegalArgumentException e) {
            String expected = ImageFiles.insideOf(images.path());
            throw Faults.of(DataProblem.BAD_FILE_NAME, xml, expected, e.getMessage(), e);
        }
    }

    private static Map<Integer, Rle> labels(Path mask) {
        LabelImage labels = LabelMasks.exact(mask);
        int[] values;
        try {
            values = VocColours.values(labels);
        } catch (IllegalArgumentException e) {
            String expected = "the number of the object as value of each pixel";
            throw Faults.of(DataProblem.BAD_SEGMENT, mask, expected, e.getMessage(), e);
        }
        try {
            return LabelMasks.of(values, labels.height(), labels.width(), BORDER);
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, mask, "a value for each object", e.getMessage(), e);
        }
    }

    private List<AnnotatedObject> objects(Path xml, Element root, Map<Integer, Rle> labels) {
        List<AnnotatedObject> objects = new ArrayList<>();
        List<Element> elements = Xml.children(root, "object");
        for (int i = 0; i < elements.size(); i++) {
            Element object = elements.get(i);
            int number = i + 1;
            if (Xml.text(object, "deleted").equals("1")) {
                findings.add(
                        DataProblem.NO_OBJECT, xml, "an object", "object " + number + ", which is marked as deleted");
                continue;
            }
            Segment segment = Shapes.segment(() -> segment(object, labels, number));
            objects.add(new AnnotatedObject(Integer.toString(number), Xml.text(object, "name"), false, null, segment));
        }
        if (labels != null) {
            for (int label : labels.keySet()) {
                if (label > elements.size()) {
                    Segment extra = new Segment.Unusable(
                            DataProblem.BAD_SEGMENT, "a mask of value " + label + " without an object in the XML file");
                    objects.add(new AnnotatedObject(Integer.toString(label), "", false, null, extra));
                }
            }
        }
        return objects;
    }

    private static Segment segment(Element object, Map<Integer, Rle> labels, int number) {
        if (Xml.children(object, "name").size() > 1) {
            return new Segment.Unusable(DataProblem.BAD_CLASS_NAME, "several names");
        }
        if (labels != null) {
            Rle mask = labels.get(number);
            return mask == null ? Shapes.none("no pixel of value " + number) : new Segment.Runs(mask);
        }
        List<Element> polygons = Xml.children(object, "polygon");
        if (polygons.isEmpty()) {
            return Shapes.none("a box alone");
        }
        return new Segment.Polygons(polygons.stream().map(VocPolygon::corners).toList());
    }
}
