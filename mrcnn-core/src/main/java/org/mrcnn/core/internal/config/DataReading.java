// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;

/**
 * The options of a command that describe how annotations are read, and the help of these options: the same for the command line
 * and for jobs on a cluster.
 *
 * @param format format of the annotations; null to detect it
 * @param masks whether a folder of mask images is given in place of annotations
 * @param options options of the format; leading and trailing blanks of class names are removed
 */
public record DataReading(DataFormat format, boolean masks, ReadOptions options) {

    /** Help of {@code --annotations}. */
    public static final String ANNOTATIONS =
            "Annotations, a file or a folder: COCO, Pascal VOC, LabelMe, VIA, mask images, YOLO, CVAT,"
                    + " Supervisely or Open Images.";

    /** Help of {@code --images}. */
    public static final String IMAGES =
            "Folder of the images. (default: where the format of the annotations expects them)";

    /** Help of {@code --format}. */
    public static final String FORMAT = "Format of the annotations: ${COMPLETION-CANDIDATES}. (default: detected)";

    /** Help of {@code --classes}. */
    public static final String CLASSES = "Class names in the order of their ids; objects of other classes are bad data."
            + " (default: the classes of the annotations)";

    /** Help of {@code --class-attribute}. */
    public static final String CLASS_ATTRIBUTE =
            "VIA: attribute that holds the class of a region; of several, the first that a region has."
                    + " (default: class, label, name, type or category, or the only attribute)";

    /** Help of {@code --split-name}. */
    public static final String SPLIT_NAME =
            "YOLO: split of the YAML file to read: train, val or test. (default: val for evaluate,"
                    + " detect and validation data, otherwise train)";

    /** Help of {@code --masks-dir}. */
    public static final String MASKS_DIR = "Folder of mask images, in place of --annotations.";

    /** Help of {@code --mask-pattern}. */
    public static final String MASK_PATTERN =
            "Mask images: pattern of the file names in the folder, such as {name}_mask.png. {name} is"
                    + " the path of the image without its ending, {class} is a class. With {object} or *, every"
                    + " file is one object. (default: NAME/*.png or NAME.png)";

    /** Help of {@code --bad-data}, for commands that have this option. */
    public static final String BAD_DATA =
            "What to do with images and annotations that cannot be used: fail at the first"
                    + " one, or skip, count and list them. (default: ${DEFAULT-VALUE})";

    /** Help of {@code --validation-images}. */
    public static final String VALIDATION_IMAGES = "Folder of the validation images.";

    /** Help of {@code --validation-annotations}. */
    public static final String VALIDATION_ANNOTATIONS =
            "Annotations of the validation images, which are evaluated after training and as often as"
                    + " train.validation says.";

    private static final String VALIDATION_SPLIT = "val";

    /** Removes leading and trailing blanks from the class names. */
    public DataReading {
        options = options.withClasses(
                options.classes().stream().map(String::strip).toList());
    }

    /**
     * Returns where the annotations are: the value of {@code --annotations} or of {@code --masks-dir}.
     *
     * @param annotations null if not given
     * @param masks null if not given
     * @param wrong creates the exception for a wrong argument from its message
     * @throws RuntimeException that exception, if both are given or neither
     */
    public static <T> T place(T annotations, T masks, Function<String, RuntimeException> wrong) {
        if (annotations != null && masks != null) {
            throw wrong.apply("--annotations and --masks-dir cannot be combined; give one of them");
        }
        if (annotations == null && masks == null) {
            throw wrong.apply("Missing required option: '--annotations=PATH' (or '--masks-dir=DIR')");
        }
        return annotations == null ? masks : annotations;
    }

    /**
     * Throws an exception if validation images are given without annotations.
     *
     * @param images null if not given
     * @param annotations null if not given
     * @param wrong creates the exception for a wrong argument from its message
     */
    public static void checkValidation(Object images, Object annotations, Function<String, RuntimeException> wrong) {
        if (images != null && annotations == null) {
            throw wrong.apply("--validation-images needs --validation-annotations; give both");
        }
    }

    /**
     * Throws an exception if a pattern for masks is given with another format.
     *
     * @param wrong creates the exception for a wrong argument from its message
     */
    public void check(Function<String, RuntimeException> wrong) {
        if (options.maskPattern() != null && format != null && format != DataFormat.MASKS) {
            throw wrong.apply("--mask-pattern needs --format masks, found " + format);
        }
    }

    /** Returns the given format, or else the detected format of the annotations. */
    public DataFormat formatOf(Path annotations) {
        if (format == null && (masks || options.maskPattern() != null)) {
            return DataFormat.MASKS;
        }
        return format == null ? DataFormat.detect(annotations) : format;
    }

    /** Opens annotations according to the options. */
    public AnnotatedDataset open(Path annotations, BadDataPolicy policy) {
        return formatOf(annotations).open(annotations, options, policy);
    }

    /** Opens annotations for evaluation: if there are several splits, the validation split unless another is given. */
    public AnnotatedDataset openToEvaluate(Path annotations, BadDataPolicy policy) {
        String split = options.split() == null ? VALIDATION_SPLIT : options.split();
        return formatOf(annotations).open(annotations, options.withSplit(split), policy);
    }

    /**
     * Opens the validation data of a training run, in the same format and with the classes of the training data.
     *
     * @param images null for the place that the format defines
     * @param labels class names of the training data, background first
     */
    public AnnotatedDataset openValidation(Path images, Path annotations, List<String> labels, BadDataPolicy policy) {
        ReadOptions validation =
                options.withImages(images).withSplit(VALIDATION_SPLIT).withClasses(labels.subList(1, labels.size()));
        return formatOf(annotations).open(annotations, validation, policy);
    }
}
