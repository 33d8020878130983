// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for annotated images of any format, which are the same in all commands. */
final class DataOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--images", "--images-dir"},
            paramLabel = "DIR",
            description = DataReading.IMAGES)
    private Path images;

    @Option(names = "--format", paramLabel = "FORMAT", description = DataReading.FORMAT)
    private DataFormat format;

    @Option(names = "--classes", paramLabel = "NAME", split = ",", description = DataReading.CLASSES)
    private List<String> classes = List.of();

    @Option(names = "--class-attribute", paramLabel = "NAME", split = ",", description = DataReading.CLASS_ATTRIBUTE)
    private List<String> classAttributes = List.of();

    @Option(names = "--split-name", paramLabel = "NAME", description = DataReading.SPLIT_NAME)
    private String split;

    @Option(names = "--masks-dir", paramLabel = "DIR", description = DataReading.MASKS_DIR)
    private Path masks;

    @Option(names = "--mask-pattern", paramLabel = "PATTERN", description = DataReading.MASK_PATTERN)
    private String maskPattern;

    /** Returns whether a folder of masks is given instead of annotations. */
    boolean hasMasks() {
        return masks != null;
    }

    /** Returns whether any of the options is given. */
    boolean given() {
        return images != null
                || format != null
                || !classes.isEmpty()
                || !classAttributes.isEmpty()
                || split != null
                || masks != null
                || maskPattern != null;
    }

    /** Returns the given image folder, or null. */
    Path images() {
        return images;
    }

    /**
     * Returns the annotations: those given to the command, otherwise the folder of {@code --masks-dir}. Exactly one must be
     * given.
     */
    Path annotations(Path given) {
        return DataReading.place(given, masks, this::wrong);
    }

    private RuntimeException wrong(String message) {
        return Arguments.wrong(spec, message);
    }

    /** Checks that the image folder and the annotations exist; annotations may be null. */
    void check(Path annotations) {
        Arguments.folder(spec, "--images", images);
        Arguments.folder(spec, "--masks-dir", masks);
        reading().check(this::wrong);
        Arguments.exists(spec, "--annotations", annotations);
    }

    /** Returns how to read the annotations with these options. */
    DataReading reading() {
        try {
            ReadOptions options = new ReadOptions(images, classes, classAttributes, split, maskPattern);
            return new DataReading(format, hasMasks(), options);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }
}
