// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Annotated images of any format, taken the same way by every command. */
final class DataOptions {
    /** Help of the option {@code --annotations}, which not every command requires. */
    static final String ANNOTATIONS =
            "Annotations, a file or a folder: COCO, Pascal VOC, LabelMe, VIA, mask images, YOLO, CVAT,"
                    + " Supervisely or Open Images.";

    /** Help of the option {@code --bad-data}, where a command has it. */
    static final String BAD_DATA = "What to do with images and annotations that cannot be used: fail at the first"
            + " one, or skip, count and list them. (default: ${DEFAULT-VALUE})";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--images", "--images-dir"},
            paramLabel = "DIR",
            description = "Folder of the images. (default: where the format of the annotations expects them)")
    private Path images;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the annotations: ${COMPLETION-CANDIDATES}. (default: detected)")
    private DataFormat format;

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            description = "Class names in the order of their ids; objects of other classes are bad data."
                    + " (default: the classes of the annotations)")
    private List<String> classes = List.of();

    @Option(
            names = "--class-attribute",
            paramLabel = "NAME",
            split = ",",
            description = "VIA: attribute that holds the class of a region; of several, the first that a region has."
                    + " (default: class, label, name, type or category, or the only attribute)")
    private List<String> classAttributes = List.of();

    @Option(
            names = "--split-name",
            paramLabel = "NAME",
            description = "YOLO: split of the YAML file to read: train, val or test. (default: val for evaluate,"
                    + " detect and validation data, otherwise train)")
    private String split;

    @Option(
            names = "--masks-dir",
            paramLabel = "DIR",
            description = "Folder of mask images, in place of --annotations.")
    private Path masks;

    @Option(
            names = "--mask-pattern",
            paramLabel = "PATTERN",
            description = "Mask images: pattern of the file names in the folder, such as {name}_mask.png. {name} is"
                    + " the path of the image without its ending, {class} is a class. With {object} or *, every"
                    + " file is one object. (default: NAME/*.png or NAME.png)")
    private String maskPattern;

    /** Whether a folder of masks is given in place of annotations. */
    boolean hasMasks() {
        return masks != null;
    }

    /** Whether any of the options is given. */
    boolean given() {
        return images != null
                || format != null
                || !classes.isEmpty()
                || !classAttributes.isEmpty()
                || split != null
                || masks != null
                || maskPattern != null;
    }

    /** The folder that is given, or null. */
    Path images() {
        return images;
    }

    /** Where the annotations are: as a command has it, or else the folder of {@code --masks-dir}; not both, not neither. */
    Path annotations(Path given) {
        if (given != null && masks != null) {
            throw Arguments.wrong(spec, "--annotations and --masks-dir cannot be combined; give one of them");
        }
        if (given == null && masks == null) {
            throw Arguments.wrong(spec, "Missing required option: '--annotations=PATH' (or '--masks-dir=DIR')");
        }
        return given == null ? masks : given;
    }

    /** Checks that the folder and the annotations exist; annotations may be null. */
    void check(Path annotations) {
        Arguments.folder(spec, "--images", images);
        Arguments.folder(spec, "--masks-dir", masks);
        if (maskPattern != null && format != null && format != DataFormat.MASKS) {
            throw Arguments.wrong(spec, "--mask-pattern needs --format masks, found " + format);
        }
        Arguments.exists(spec, "--annotations", annotations);
    }

    /** The format of {@code --format}, or else the one that the annotations are in. */
    DataFormat format(Path annotations) {
        if (format == null && (masks != null || maskPattern != null)) {
            return DataFormat.MASKS;
        }
        return format == null ? DataFormat.detect(annotations) : format;
    }

    /** Opens annotations as the options say. */
    AnnotatedDataset open(Path annotations, BadDataPolicy policy) {
        return format(annotations).open(annotations, options(), policy);
    }

    /** Opens annotations to evaluate on: of several splits, the one for validation. */
    AnnotatedDataset openToEvaluate(Path annotations, BadDataPolicy policy) {
        return format(annotations).open(annotations, options().withSplit(split == null ? "val" : split), policy);
    }

    /** Opens the validation data of a training: of the same format, with the classes of the training data. */
    AnnotatedDataset openValidation(Path folder, Path annotations, List<String> names, BadDataPolicy policy) {
        ReadOptions as = options().withImages(folder).withSplit("val").withClasses(names);
        return format(annotations).open(annotations, as, policy);
    }

    private ReadOptions options() {
        try {
            List<String> names = classes.stream().map(String::strip).toList();
            return new ReadOptions(images, names, classAttributes, split, maskPattern);
        } catch (IllegalArgumentException e) {
            throw Arguments.wrong(spec, e.getMessage());
        }
    }
}
