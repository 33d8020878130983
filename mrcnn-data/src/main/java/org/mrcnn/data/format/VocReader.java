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
import java.util.Set;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;
import org.w3c.dom.Element;

/**
 * Pascal VOC: one XML file per image in {@code Annotations}, instance masks in {@code SegmentationObject}, images in {@code
 * JPEGImages}. Value k of a mask is the k-th object of the XML file, 255 the border between objects. Polygons in the XML
 * file, as some tools write them, serve where there is no mask. Where the folder has masks, the images in use are those
 * that have one.
 *
 * @param folder of the XML files
 * @param masks folder of the masks, may be absent
 * @param images folder of the images
 */
record VocReader(Path folder, Path masks, Path images) {

    /** Recognized by the folder Annotations or XML files; a text file is a list of names. */
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
        public boolean fitsFolder(Path folder) {
            return Files.isDirectory(folder.resolve("Annotations")) || ImageFiles.has(folder, 1, "xml");
        }
    };

    private static final int BORDER = 255;

    /**
     * Opens a data set.
     *
     * @param images may be null
     * @param at folder with {@code Annotations}, folder of XML files, or list of names in {@code ImageSets/...}
     */
    static AnnotationSource read(Path images, Path at, Findings findings) {
        boolean list = Files.isRegularFile(at);
        Path root = list ? at.toAbsolutePath().getParent().getParent().getParent() : at;
        boolean devkit = Files.isDirectory(root.resolve("Annotations"));
        Path folder = devkit ? root.resolve("Annotations") : root;
        Path beside = devkit && Files.isDirectory(root.resolve("JPEGImages")) ? root.resolve("JPEGImages") : folder;
        VocReader reader = new VocReader(folder, root.resolve("SegmentationObject"), images == null ? beside : images);
        List<Path> files = list ? reader.listed(at) : reader.all();
        return Annotations.of(ImageFiles.readEach(files, reader::image, findings));
    }

    private List<Path> all() {
        List<Path> files = ImageFiles.below(folder, 1, Set.of("xml"));
        return Files.isDirectory(masks)
                ? files.stream().filter(file -> Files.exists(mask(file))).toList()
                : files;
    }

    private List<Path> listed(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> ImageFiles.resolve(folder, line.strip().split("\\s+", 2)[0] + ".xml", list))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("List of images " + list + " cannot be read; check the path", e);
        }
    }

    private Path mask(Path xml) {
        return masks.resolve(ImageFiles.stem(xml) + ".png");
    }

    private AnnotatedImage image(Path xml) {
        Element root = Xml.read(xml);
        if (!root.getTagName().equals("annotation")) {
            String found = "an element '" + Faults.shortened(root.getTagName()) + "'";
            throw Faults.of(DataProblem.BAD_LAYOUT, xml, "an element 'annotation'", found, null);
        }
        String name = Xml.text(root, "filename");
        Path file = name.isEmpty() ? null : ImageFiles.resolve(images, name, xml);
        if (file == null || !Files.exists(file)) {
            Path other = ImageFiles.image(images, ImageFiles.stem(xml));
            file = other != null ? other : file != null ? file : images.resolve(ImageFiles.stem(xml) + ".jpg");
        }
        Map<Integer, Rle> labels = Files.exists(mask(xml)) ? labels(mask(xml)) : null;
        List<AnnotatedObject> objects = objects(root, labels);
        List<Element> size = Xml.children(root, "size");
        String imageName = ImageFiles.name(images, file);
        return new AnnotatedImage(
                imageName,
                imageName,
                file,
                size.isEmpty() ? 0 : side(Xml.text(size.get(0), "height")),
                size.isEmpty() ? 0 : side(Xml.text(size.get(0), "width")),
                xml,
                objects);
    }

    private static Map<Integer, Rle> labels(Path mask) {
        try {
            return LabelMasks.of(Images.readLabels(mask), BORDER);
        } catch (Segment.TooLargeException e) {
            throw Faults.of(DataProblem.TOO_LARGE, mask, "a value for each object", e.getMessage(), e);
        }
    }

    private static List<AnnotatedObject> objects(Element root, Map<Integer, Rle> labels) {
        List<AnnotatedObject> objects = new ArrayList<>();
        for (Element object : Xml.children(root, "object")) {
            int number = objects.size() + 1;
            Segment segment = Shapes.segment(() -> segment(object, labels, number));
            objects.add(new AnnotatedObject(Integer.toString(number), Xml.text(object, "name"), false, null, segment));
        }
        if (labels != null) {
            for (int label : labels.keySet()) {
                if (label > objects.size()) {
                    Segment extra = new Segment.Unusable(
                            DataProblem.BAD_SEGMENT, "a mask of value " + label + " without an object in the XML file");
                    objects.add(new AnnotatedObject(Integer.toString(label), "", false, null, extra));
                }
            }
        }
        return objects;
    }

    private static Segment segment(Element object, Map<Integer, Rle> labels, int number) {
        if (labels != null) {
            Rle mask = labels.get(number);
            return mask == null ? Shapes.none("no pixel of value " + number) : new Segment.Runs(mask);
        }
        List<Element> polygons = Xml.children(object, "polygon");
        if (polygons.isEmpty()) {
            return Shapes.none("a box alone");
        }
        return new Segment.Polygons(polygons.stream().map(VocReader::corners).toList());
    }

    /** Corners as x1, y1, x2, y2, ... or as pt with x and y. */
    private static double[] corners(Element polygon) {
        List<Element> numbers = new ArrayList<>();
        for (Element child : Xml.children(polygon, null)) {
            if (child.getTagName().equals("pt")) {
                numbers.addAll(Xml.children(child, "x"));
                numbers.addAll(Xml.children(child, "y"));
            } else if (child.getTagName().matches("[xy][0-9]+")) {
                numbers.add(child);
            }
        }
        double[] xy = new double[numbers.size()];
        for (int i = 0; i < xy.length; i++) {
            String text = numbers.get(i).getTextContent().strip();
            try {
                xy[i] = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a polygon with the coordinate " + Faults.shortened(text), e);
            }
        }
        return xy;
    }

    /** 0 where there is none; also a whole number with decimals is one. */
    private static int side(String text) {
        return text.matches("[0-9]{1,9}(\\.0*)?") ? (int) Double.parseDouble(text) : 0;
    }
}
