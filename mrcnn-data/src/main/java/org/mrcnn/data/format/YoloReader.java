// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;

/**
 * Reads YOLO segmentation: one text file per image with one line per object, {@code class x1 y1 x2 y2 ...}, with coordinates
 * from 0 to 1. The text file of an image is in the folder {@code labels} beside its folder {@code images}; an image without one
 * has no objects. Class names are the {@code names} of a YAML file or the lines of {@code classes.txt}. Images are those of one
 * split of the YAML file, of a list, or all images of the folder.
 */
final class YoloReader {

    /** The format, recognized by text files in the folder labels, or by a YAML file. */
    static final FormatReader FORMAT = new FormatReader() {
        @Override
        public AnnotationSource read(ReadOptions options, Path at, Findings findings) {
            return YoloReader.read(options, at, findings);
        }

        @Override
        public Set<String> endings() {
            return Set.of("yaml", "yml");
        }

        @Override
        public boolean fitsFile(Path file) {
            return FormatReader.super.fitsFile(file) || isList(file);
        }

        @Override
        public boolean fitsFolder(Path folder) {
            Path labels = folder.resolve("labels");
            return (Files.isDirectory(labels) && ImageFiles.has(labels, 2, "txt"))
                    || ImageFiles.below(folder, 1, endings()).stream().anyMatch(YoloYaml::namesClasses)
                    || ImageFiles.images(folder, 1).stream().anyMatch(YoloLabels::areBeside);
        }
    };

    /** Polygons may extend beyond the border; coordinates in pixels or percent are larger than this. */
    private static final double MOST = 2;

    private final Path root;
    private final List<String> names;
    private final boolean keyPoints;
    private final YoloKeyPoints columns = new YoloKeyPoints();
    private final Findings findings;
    private int classes;

    private YoloReader(Path root, List<String> names, boolean keyPoints, Findings findings) {
        this.root = root;
        this.names = names;
        this.keyPoints = keyPoints;
        this.findings = findings;
    }

    /**
     * Opens a data set.
     *
     * @param options with the folder of some of its images; null for those of the split, or for all images if the YAML file has
     *     no splits
     * @param at folder, YAML file, or list of images
     */
    static AnnotationSource read(ReadOptions options, Path at, Findings findings) {
        boolean list = isList(at);
        Path root = Files.isRegularFile(at) ? at.toAbsolutePath().normalize().getParent() : at;
        YoloYaml yaml = Files.isRegularFile(at) && !list ? YoloYaml.read(at) : YoloYaml.in(root);
        List<String> names = yaml == null ? listed(root, findings) : yaml.names(findings);
        if (names == null && !options.classes().isEmpty()) {
            names = options.classes();
        }
        List<Path> files;
        if (list) {
            files = YoloImages.ofList(root, at, findings);
        } else if (options.images() == null && yaml != null && yaml.hasSplits()) {
            root = yaml.base();
            files = YoloImages.of(
                    root, yaml.split(Objects.requireNonNullElse(options.split(), "train"), findings), findings);
        } else {
            files = ImageFiles.images(options.imagesOr(root), Integer.MAX_VALUE);
        }
        boolean keyPoints = yaml != null && yaml.hasKeyPoints();
        Path folder = YoloImages.above(options.imagesOr(root), files);
        return new YoloReader(folder, names, keyPoints, findings).read(new YoloLabels(root, files, findings), files);
    }

    private AnnotationSource read(YoloLabels labels, List<Path> files) {
        List<AnnotatedImage> read = ImageFiles.readEach(files, file -> image(file, labels.of(file)), findings);
        labels.noteUnused();
        if (!keyPoints && columns.arePossible()) {
            String found = "rows that all fit a box with key points in it, although there is no kpt_shape";
            findings.add(DataProblem.KEY_POINTS, root, "polygons", found);
        }
        if (names == null && classes > 0) {
            String expected = "names of the classes in a YAML file or in classes.txt";
            findings.add(
                    DataProblem.CLASS_NAME,
                    root,
                    expected,
                    "none; " + classes + " classes are called by their numbers");
        }
        List<AnnotatedImage> images = !keyPoints && columns.areFlagged() ? withoutMasks(read) : read;
        return new Annotations(
                names == null
                        ? IntStream.range(0, classes)
                                .mapToObj(ClassNames::numbered)
                                .toList()
                        : names,
                images);
    }

    private static List<AnnotatedImage> withoutMasks(List<AnnotatedImage> images) {
        Segment none = Shapes.none("a box and key points with flags of visibility, although there is no kpt_shape");
        return images.stream()
                .map(image -> image.withObjects(image.objects().stream()
                        .map(o -> new AnnotatedObject(o.id(), o.label(), o.crowd(), o.box(), none))
                        .toList()))
                .toList();
    }

    /** Returns whether a file is a list of images: a text file whose first line has the extension of an image. */
    static boolean isList(Path file) {
        return Files.isRegularFile(file)
                && ImageFiles.ending(file).equals("txt")
                && TextFile.filled(file).stream().limit(1).anyMatch(line -> ImageFiles.hasImageEnding(line));
    }

    private static List<String> listed(Path root, Findings findings) {
        for (Path list : List.of(root.resolve("classes.txt"), root.resolve("labels/classes.txt"))) {
            if (Files.isRegularFile(list)) {
                return ClassNames.read(list, findings);
            }
        }
        return null;
    }

    private AnnotatedImage image(Path file, Path labels) {
        Images.Size size = Images.size(file);
        List<AnnotatedObject> objects = new ArrayList<>();
        if (Files.exists(labels)) {
            List<String> lines = TextFile.lines(labels);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    objects.add(object(i + 1, lines.get(i), size));
                }
            }
        } else {
            findings.add(DataProblem.NO_LABELS, file, "the label file " + labels, "no such file");
        }
        String name = ImageFiles.name(
                root.toAbsolutePath().normalize(), file.toAbsolutePath().normalize());
        return new AnnotatedImage(name, name, file, size.height(), size.width(), labels, objects);
    }

    private AnnotatedObject object(int line, String text, Images.Size size) {
        String[] words = text.strip().split("\\s+", -1);
        String id = "line " + line;
        int number = classNumber(words[0]);
        if (number < 0 || (names != null && number >= names.size())) {
            String found = "class " + Faults.shortened(words[0])
                    + (names == null ? "" : ", expected a number below " + names.size());
            Segment unknown = new Segment.Unusable(DataProblem.UNKNOWN_CATEGORY, found);
            return new AnnotatedObject(id, ClassNames.numbered(0), false, null, unknown);
        }
        classes = Math.max(classes, number + 1);
        String label = names == null ? ClassNames.numbered(number) : names.get(number);
        return new AnnotatedObject(id, label, false, null, segment(words, size));
    }

    /** Returns the number of a class, which numpy writes as 2.000e+00; -1 if there is none. */
    private static int classNumber(String word) {
        if (!word.matches("[0-9]{1,6}(\\.[0-9]*)?([eE][-+]?[0-9]{1,2})?")) {
            return -1;
        }
        double number = Double.parseDouble(word);
        return number == (int) number ? (int) number : -1;
    }

    private Segment segment(String[] words, Images.Size size) {
        if (keyPoints) {
            return Shapes.none("a box and key points, as kpt_shape in the YAML file says");
        }
        return words.length == 5 ? Shapes.none("a box alone") : Shapes.segment(() -> polygon(words, size));
    }

    private Segment polygon(String[] words, Images.Size size) {
        double[] xy = numbers(words);
        for (double fraction : xy) {
            if (Math.abs(fraction) > MOST) {
                throw new IllegalArgumentException(
                        "a polygon with the coordinate " + fraction + ", where fractions of the image, 0 to 1, belong");
            }
        }
        columns.add(xy);
        for (int i = 0; i < xy.length; i++) {
            xy[i] *= i % 2 == 0 ? size.width() : size.height();
        }
        return Shapes.polygon(xy);
    }

    /** Returns the numbers that follow the class. */
    private static double[] numbers(String[] words) {
        double[] numbers = new double[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(words[i + 1]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a polygon with the coordinate " + Faults.shortened(words[i + 1]), e);
            }
        }
        return numbers;
    }
}
