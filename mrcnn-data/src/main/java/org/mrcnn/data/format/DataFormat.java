// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.internal.file.FileKind;

/**
 * Formats of annotated images. For any other format, implement {@link org.mrcnn.data.dataset.AnnotationSource}. A data set is
 * opened with the path of its annotations, a file or a folder, and with the image folder if the format does not determine it.
 * The result is an {@link AnnotatedDataset}, which is checked on opening.
 */
public enum DataFormat {
    /**
     * COCO: a JSON file with images, annotations and categories; polygons, compressed and uncompressed run lengths, crowds;
     * also panoptic files.
     */
    COCO(CocoReader.FORMAT),
    /**
     * Pascal VOC: the folder that contains {@code Annotations}, {@code JPEGImages} and {@code SegmentationObject}, or a list in
     * {@code ImageSets/Segmentation}; a folder of XML files with polygons; or a folder without XML files that has {@code
     * SegmentationClass} and the list of classes written by CVAT and {@code labelme2voc}.
     */
    VOC(VocReader.FORMAT),
    /** LabelMe: a folder of JSON files, one per image. */
    LABELME(LabelMeReader.FORMAT),
    /**
     * VGG Image Annotator: annotations of versions 1 and 2 as JSON or CSV, and projects of all versions. Polylines are closed
     * to polygons.
     */
    VIA(ViaReader.FORMAT),
    /**
     * Mask images: {@code masks/NAME/*.png} with one file per object; {@code masks/NAME.png} with one value or colour per
     * object; {@code NAME/images} and {@code NAME/masks}; or another layout, described by {@link ReadOptions#maskPattern}.
     */
    MASKS(MaskReader.FORMAT),
    /** YOLO segmentation: {@code images}, {@code labels} with a text file per image, and a YAML file with the class names. */
    YOLO(YoloReader.FORMAT),
    /** CVAT for images 1.1: one XML file with polygons, ellipses and masks. */
    CVAT(CvatReader.FORMAT),
    /** Supervisely: a project folder with {@code meta.json}; polygons with holes, rectangles and bitmaps. */
    SUPERVISELY(SuperviselyReader.FORMAT),
    /** Open Images: a CSV file with a row per object, which has its image, its label and the PNG file of its mask. */
    OPEN_IMAGES(OpenImagesReader.FORMAT);

    /** Number of files of a folder that are examined to find its format. */
    static final int FEW = 20;

    @SuppressWarnings("ImmutableEnumChecker") // readers have no state
    private final FormatReader reader;

    DataFormat(FormatReader reader) {
        this.reader = reader;
    }

    /** Returns the name of the option {@code --format}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Opens a data set; throws an exception for data with problems, which names the first and counts the others. See {@link #open(Path,
     * Path, BadDataPolicy)}.
     */
    public AnnotatedDataset open(Path images, Path annotations) {
        return open(images, annotations, BadDataPolicy.FAIL);
    }

    /**
     * Opens a data set.
     *
     * @param images image folder, to which file names are relative; null for the place that the format defines
     * @param annotations annotation file or folder
     * @param policy whether to throw an exception if an image or annotation is bad, or to skip and count bad ones
     * @throws org.mrcnn.data.dataset.BadDataException for bad data, also when skipping if the format is wrong or nothing
     *     remains; the message names file, image id, annotation id, what was expected and what was found for the first problem, and
     *     counts all problems
     * @throws java.io.UncheckedIOException if a file or folder cannot be read
     */
    public AnnotatedDataset open(Path images, Path annotations, BadDataPolicy policy) {
        return open(annotations, ReadOptions.DEFAULTS.withImages(images), policy);
    }

    /** Like {@link #open(Path, Path, BadDataPolicy)}, with options for what the format leaves open. */
    public AnnotatedDataset open(Path annotations, ReadOptions options, BadDataPolicy policy) {
        Findings findings = new Findings(BadDataPolicy.SKIP); // a failure also counts the problems after the first
        AnnotatedDataset data = null;
        BadDataException unusable = null;
        try {
            data = opened(annotations, options, findings);
        } catch (BadDataException e) {
            unusable = e;
        }
        BadDataException first = findings.firstProblem();
        if (first != null && policy == BadDataPolicy.FAIL) {
            throw first.among(findings.report(0, 0));
        }
        if (unusable != null) {
            throw unusable;
        }
        return data;
    }

    private AnnotatedDataset opened(Path annotations, ReadOptions options, Findings findings) {
        AnnotationSource source = reader.read(options, annotations, findings);
        if (source.images().isEmpty()) {
            String found = "none; " + findings.report(0, 0);
            throw Faults.of(DataProblem.MISSING_IMAGE, annotations, "at least one usable image", found, null);
        }
        return AnnotatedDataset.of(
                options.classes().isEmpty() ? source : new GivenClasses(source, options.classes()), findings);
    }

    /**
     * Detects the format of an annotation file or folder from its file name extension, its layout, and the first keys of its
     * JSON.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if no format or more than one is possible; in this case, choose one
     *     yourself
     */
    public static DataFormat detect(Path annotations) {
        List<DataFormat> possible = Files.isDirectory(annotations)
                ? those(format -> format.reader.fitsFolder(annotations))
                : ofFile(annotations);
        if (possible.size() == 1) {
            return possible.get(0);
        }
        String expected = "a file or folder of one format, or its name given: " + Arrays.toString(values());
        String found = possible.isEmpty() ? "none of them; " + advice(annotations) : "what could be any of " + possible;
        throw Faults.of(DataProblem.BAD_LAYOUT, annotations, expected, found, null);
    }

    /**
     * Writes any data set as a file of COCO instance annotations, which pycocotools can read. If this fails, an existing file
     * stays as it was. Images are not copied. Polygons are written as polygons, other masks as compressed run lengths. Reading
     * the file gives the same image ids, labels and masks; an image id that was not a number is kept in the field {@code
     * source_id}.
     *
     * @return the number of annotations written
     * @throws IOException if the file cannot be written
     * @throws org.mrcnn.data.dataset.BadDataException if a mask cannot be rasterized
     */
    public static long writeCoco(Dataset data, Path file) throws IOException {
        return writeCoco(data, data::imageName, file);
    }

    /** Like {@link #writeCoco(Dataset, Path)}, with file names by image index in place of the names of the images. */
    public static long writeCoco(Dataset data, IntFunction<String> fileNames, Path file) throws IOException {
        return CocoWriter.write(data, fileNames, file);
    }

    /** Returns advice: an annotation file in the folder that could be meant, otherwise what to do about masks. */
    private static String advice(Path folder) {
        if (Files.isRegularFile(folder)) {
            return ofOneFile(folder);
        }
        List<Path> files = Files.isDirectory(folder)
                ? ImageFiles.below(folder, 2, Set.of("json", "csv", "xml", "yaml"))
                : List.of();
        for (Path file : files.subList(0, Math.min(FEW, files.size()))) {
            List<DataFormat> possible = ofReadable(file);
            if (possible.size() == 1) {
                return "but " + file + " is " + possible.get(0) + "; name this file";
            }
        }
        return "for masks as images in a layout of their own, give it, on the command line with --format masks --mask-pattern"
                + " PATTERN";
    }

    private static String ofOneFile(Path file) {
        String other = FileKind.of(file);
        if (!other.isEmpty()) {
            return other;
        }
        String ending = ImageFiles.ending(file);
        if (!ending.equals("json")) {
            return "a file that ends in '" + ending + "'; files of annotations end in json, csv, xml, yaml or txt";
        }
        Set<String> fields = JsonHead.allFields(file);
        return "JSON "
                + (fields.isEmpty()
                        ? "that is not an object with fields"
                        : "with the fields " + Faults.shortened(fields.toString()))
                + "; COCO has images, annotations and categories, LabelMe shapes, VIA regions";
    }

    /** Returns the formats that a file may have; none if it is damaged. */
    static List<DataFormat> ofReadable(Path file) {
        try {
            return ofFile(file);
        } catch (BadDataException e) {
            return List.of();
        }
    }

    /** Returns the formats that a file may have. */
    static List<DataFormat> ofFile(Path file) {
        String ending = ImageFiles.ending(file);
        return ending.equals("json")
                ? JsonHead.firstAnswer(file, head -> those(format -> format.reader.fitsJson(head)))
                : those(format -> format.reader.fitsFile(file));
    }

    private static List<DataFormat> those(Predicate<DataFormat> fitting) {
        return Arrays.stream(values()).filter(fitting).toList();
    }
}
