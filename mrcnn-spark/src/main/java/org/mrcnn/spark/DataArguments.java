// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import picocli.CommandLine.Option;

/** The data of a run, with the options of {@code mrcnn train}, in files that Hadoop reads. Each machine opens them itself. */
final class DataArguments implements Serializable {

    private static final long serialVersionUID = 1L;

    @Option(names = "--annotations", paramLabel = "PATH", description = DataReading.ANNOTATIONS)
    private String annotations;

    @Option(
            names = {"--images", "--images-dir"},
            paramLabel = "DIR",
            description = DataReading.IMAGES)
    private String images;

    @Option(names = "--format", paramLabel = "FORMAT", description = DataReading.FORMAT)
    private DataFormat format;

    @Option(names = "--classes", paramLabel = "NAME", split = ",", description = DataReading.CLASSES)
    private List<String> classes = new ArrayList<>();

    @Option(names = "--class-attribute", paramLabel = "NAME", split = ",", description = DataReading.CLASS_ATTRIBUTE)
    private List<String> classAttributes = new ArrayList<>();

    @Option(names = "--split-name", paramLabel = "NAME", description = DataReading.SPLIT_NAME)
    private String split;

    @Option(names = "--masks-dir", paramLabel = "DIR", description = DataReading.MASKS_DIR)
    private String masks;

    @Option(names = "--mask-pattern", paramLabel = "PATTERN", description = DataReading.MASK_PATTERN)
    private String maskPattern;

    @Option(names = "--bad-data", paramLabel = "POLICY", defaultValue = "fail", description = DataReading.BAD_DATA)
    private BadDataPolicy badData;

    @Option(names = "--validation-images", paramLabel = "DIR", description = DataReading.VALIDATION_IMAGES)
    private String validationImages;

    @Option(names = "--validation-annotations", paramLabel = "PATH", description = DataReading.VALIDATION_ANNOTATIONS)
    private String validationAnnotations;

    /** Checks everything that can be checked before a Spark session starts. */
    void check(ClusterOptions cluster) {
        place(cluster::wrong);
        DataReading.checkValidation(validationImages, validationAnnotations, cluster::wrong);
        try {
            reading(null).check(cluster::wrong);
        } catch (IllegalArgumentException e) {
            throw cluster.wrong(e.getMessage());
        }
    }

    private String place(Function<String, RuntimeException> wrong) {
        return DataReading.place(annotations, masks, wrong);
    }

    /** Checks that the files exist. */
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

    /** Opens the training data on this machine. */
    AnnotatedDataset open() throws IOException {
        Path file = local(place(IllegalArgumentException::new));
        return reading(local(images)).open(file, badData);
    }

    /** Opens the validation data on this machine, in the same format and with the classes of the training data. */
    AnnotatedDataset openValidation() throws IOException {
        List<String> labels = open().labels();
        return reading(null).openValidation(local(validationImages), local(validationAnnotations), labels, badData);
    }

    private static Path local(String pathOrNull) throws IOException {
        return pathOrNull == null ? null : HadoopFiles.local(pathOrNull);
    }

    private DataReading reading(Path folder) {
        return new DataReading(
                format, masks != null, new ReadOptions(folder, classes, classAttributes, split, maskPattern));
    }
}
