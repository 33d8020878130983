// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

/**
 * Formats of annotated images; for one that is not here, implement {@link org.mrcnn.data.dataset.AnnotationSource}. Each is
 * opened by where its annotations are, a file or a folder, and the folder of the
 * images where the format does not say; all become an {@link AnnotatedDataset}, checked when opened.
 */
public enum DataFormat {
    /** One JSON file with images, annotations and categories: polygons, both kinds of run lengths, crowds; or panoptic. */
    COCO(CocoReader.FORMAT),
    /**
     * Pascal VOC: the folder with {@code Annotations}, {@code JPEGImages} and {@code SegmentationObject}, or a list of
     * {@code ImageSets/Segmentation}; a folder of XML files with polygons; or, without XML files, with {@code
     * SegmentationClass} and the list of classes that CVAT and {@code labelme2voc} write.
     */
    VOC(VocReader.FORMAT),
    /** LabelMe: a folder of JSON files, one per image. */
    LABELME(LabelMeReader.FORMAT),
    /** VGG Image Annotator: annotations of versions 1 and 2 as JSON or CSV, projects of all versions. Polylines are closed. */
    VIA(ViaReader.FORMAT),
    /**
     * Masks as images: {@code masks/NAME/*.png}, one file per object; {@code masks/NAME.png}, one value or colour per
     * object; or {@code NAME/images} and {@code NAME/masks}; or as {@link ReadOptions#maskPattern} says.
     */
    MASKS(MaskReader.FORMAT),
    /** YOLO segmentation: {@code images}, {@code labels} with a text file per image, and class names as YAML. */
    YOLO(YoloReader.FORMAT),
    /** CVAT for images 1.1: one XML file; polygons, ellipses and masks. */
    CVAT(CvatReader.FORMAT),
    /** Supervisely: the folder of a project with {@code meta.json}; polygons with holes, rectangles and bitmaps. */
    SUPERVISELY(SuperviselyReader.FORMAT),
    /** Open Images: a CSV file with a row per object, which names its image, its label and a PNG file of its mask. */
    OPEN_IMAGES(OpenImagesReader.FORMAT);

    /** Files of a folder that are looked into for advice. */
    private static final int FEW = 20;

    @SuppressWarnings("ImmutableEnumChecker") // readers have no state
    private final FormatReader reader;

    DataFormat(FormatReader reader) {
        this.reader = reader;
    }

    /** Opens a data set; throws where something is wrong with it, naming the first thing and counting the others. */
    public AnnotatedDataset open(Path images, Path annotations) {
        return open(images, annotations, BadDataPolicy.FAIL);
    }

    /**
     * Opens a data set.
     *
     * @param images folder that the file names refer to; null for where the format expects it
     * @param annotations file or folder
     * @param policy whether to throw where an image or annotation is bad, or to leave such out and count them
     * @throws org.mrcnn.data.dataset.BadDataException naming file, image id, annotation id, what was expected and found of the
     *     first, and how many there are; also when skipping, if the file is of another format or nothing remains
     * @throws java.io.UncheckedIOException when a file or folder cannot be read
     */
    public AnnotatedDataset open(Path images, Path annotations, BadDataPolicy policy) {
        return open(annotations, ReadOptions.DEFAULTS.withImages(images), policy);
    }

    /** As {@link #open(Path, Path, BadDataPolicy)}, with what the format leaves open. */
    public AnnotatedDataset open(Path annotations, ReadOptions options, BadDataPolicy policy) {
        try {
            return opened(annotations, options, new Findings(policy));
        } catch (BadDataException e) {
            throw policy == BadDataPolicy.FAIL ? e.among(all(annotations, options)) : e;
        }
    }

    /** All that is wrong with a data set of which one thing is known already. */
    private AnnotatedDataset.Report all(Path annotations, ReadOptions options) {
        Findings findings = new Findings(BadDataPolicy.SKIP);
        try {
            return opened(annotations, options, findings).report();
        } catch (BadDataException e) { // nothing of it can be used
            return findings.report(0, 0);
        }
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
     * The format of a file or folder, by its ending, its layout and the first names in its JSON.
     *
     * @throws org.mrcnn.data.dataset.BadDataException if it could be none or several; name one then
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
     * Writes any data set as COCO instance annotations that pycocotools reads, whole or not at all; images are not copied.
     * Polygons stay polygons, other masks become compressed run lengths. Ids of images, labels and masks are equal when the
     * file is read again; an image id that was no number is kept in the field {@code source_id}.
     *
     * @return how many annotations were written
     * @throws IOException when the file cannot be written
     * @throws org.mrcnn.data.dataset.BadDataException when a mask cannot be rasterized
     */
    public static long writeCoco(Dataset data, Path file) throws IOException {
        return writeCoco(data, data::imageName, file);
    }

    /** Like {@link #writeCoco(Dataset, Path)}, with file names by index that differ from the names of the images. */
    public static long writeCoco(Dataset data, IntFunction<String> fileNames, Path file) throws IOException {
        return CocoWriter.write(data, fileNames, file);
    }

    /** A file in the folder that is of a format, as exports have one; or else what to do about masks. */
    private static String advice(Path folder) {
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

    private static List<DataFormat> ofReadable(Path file) {
        try {
            return ofFile(file);
        } catch (BadDataException e) { // of no format then
            return List.of();
        }
    }

    /** The formats that a file could be of. */
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
