// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import picocli.CommandLine.Option;

/** The data of a run, as {@code mrcnn train} takes them, in files that Hadoop reads. Opened on each machine. */
final class DataArguments implements Serializable {

    private static final long serialVersionUID = 1L;

    @Option(
            names = "--annotations",
            paramLabel = "PATH",
            description = "Annotations, a file or a folder: COCO, Pascal VOC, LabelMe, VIA, mask images, YOLO, CVAT,"
                    + " Supervisely or Open Images.")
    private String annotations;

    @Option(
            names = {"--images", "--images-dir"},
            paramLabel = "DIR",
            description = "Folder of the images. (default: where the format of the annotations expects them)")
    private String images;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the annotations: ${COMPLETION-CANDIDATES}. (default: detected)")
    private DataFormat format;

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            description = "Class names in the order of their ids. (default: the classes of the annotations)")
    private List<String> classes = new ArrayList<>();

    @Option(
            names = "--class-attribute",
            paramLabel = "NAME",
            split = ",",
            description = "VIA: attribute that holds the class of a region. (default: class, label, name, type or"
                    + " category, or the only attribute)")
    private List<String> classAttributes = new ArrayList<>();

    @Option(
            names = "--split-name",
            paramLabel = "NAME",
            description = "YOLO: split of the YAML file to train on. (default: train)")
    private String split;

    @Option(
            names = "--masks-dir",
            paramLabel = "DIR",
            description = "Folder of mask images, in place of --annotations.")
    private String masks;

    @Option(
            names = "--mask-pattern",
            paramLabel = "PATTERN",
            description = "Mask images: pattern of the file names in the folder, such as {name}_mask.png.")
    private String maskPattern;

    @Option(
            names = "--bad-data",
            paramLabel = "POLICY",
            defaultValue = "fail",
            description =
                    "What to do with images and annotations that cannot be used: fail or skip. (default: ${DEFAULT-VALUE})")
    private BadDataPolicy badData;

    @Option(names = "--validation-images", paramLabel = "DIR", description = "Folder of the validation images.")
    private String validationImages;

    @Option(
            names = "--validation-annotations",
            paramLabel = "PATH",
            description = "Annotations of the validation images, which are evaluated after training and as often as"
                    + " train.validation says.")
    private String validationAnnotations;

    /** Checks what can be checked before a session of Spark. */
    void check(ClusterOptions cluster) {
        cluster.require(
                (annotations == null) != (masks == null),
                "expected --annotations or --masks-dir, found " + (annotations == null ? "neither" : "both"));
        cluster.require(
                validationImages == null || validationAnnotations != null,
                "--validation-images needs --validation-annotations; give both");
        cluster.require(
                maskPattern == null || format == null || format == DataFormat.MASKS,
                "--mask-pattern needs --format masks, found " + format);
    }

    /** Checks that the files are there. */
    void checkFiles(ClusterOptions cluster) throws IOException {
        cluster.requireExists("--annotations", annotations);
        cluster.requireExists("--images", images);
        cluster.requireExists("--masks-dir", masks);
        cluster.requireExists("--validation-annotations", validationAnnotations);
        cluster.requireExists("--validation-images", validationImages);
        requireImages(cluster, "--images", images, annotations);
        requireImages(cluster, "--validation-images", validationImages, validationAnnotations);
    }

    private static void requireImages(ClusterOptions cluster, String option, String folder, String file)
            throws IOException {
        cluster.require(
                folder != null || file == null || !HadoopFiles.isCopiedAlone(file),
                option + ": expected the folder of the images, as " + file + " is copied to each machine without them");
    }

    boolean validates() {
        return validationAnnotations != null;
    }

    BadDataPolicy badData() {
        return badData;
    }

    /** The training data on this machine. */
    AnnotatedDataset open() throws IOException {
        Path file = HadoopFiles.local(annotations == null ? masks : annotations);
        return format(file).open(file, options(images, classes, split), badData);
    }

    /** The validation data on this machine, of the same format, with the classes of the training data. */
    AnnotatedDataset openValidation() throws IOException {
        List<String> labels = open().labels();
        Path file = HadoopFiles.local(validationAnnotations);
        return format(file).open(file, options(validationImages, labels.subList(1, labels.size()), "val"), badData);
    }

    private DataFormat format(Path file) {
        if (format == null && (masks != null || maskPattern != null)) {
            return DataFormat.MASKS;
        }
        return format == null ? DataFormat.detect(file) : format;
    }

    private ReadOptions options(String folder, List<String> names, String part) throws IOException {
        return new ReadOptions(
                folder == null ? null : HadoopFiles.local(folder),
                names.stream().map(String::strip).toList(),
                classAttributes,
                part,
                maskPattern);
    }
}
