// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Annotated images of any format, taken the same way by every command. */
final class DataOptions {
    /** Help of the option {@code --annotations}, which not every command requires. */
    static final String ANNOTATIONS =
            "Annotations, a file or a folder: COCO, Pascal VOC, LabelMe, VIA, mask images or YOLO.";

    /** Help of the option {@code --bad-data}, where a command has it. */
    static final String BAD_DATA = "What to do with images and annotations that cannot be used: fail at the first"
            + " one, or skip, count and list them. (default: ${DEFAULT-VALUE})";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of the images. (default: where the format of the annotations expects them)")
    private Path images;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the annotations: ${COMPLETION-CANDIDATES}. (default: detected)")
    private DataFormat format;

    /** Whether any of the options is given. */
    boolean given() {
        return images != null || format != null;
    }

    /** The folder that is given, or null. */
    Path images() {
        return images;
    }

    /** Checks that the folder and the annotations exist; annotations may be null. */
    void check(Path annotations) {
        Arguments.folder(spec, "--images", images);
        Arguments.exists(spec, "--annotations", annotations);
    }

    /** The format of {@code --format}, or else the one that the annotations are in. */
    DataFormat format(Path annotations) {
        return format == null ? DataFormat.detect(annotations) : format;
    }

    /** Opens annotations with the images of {@code --images}. */
    AnnotatedDataset open(Path annotations, BadDataPolicy policy) {
        return open(images, annotations, policy);
    }

    /** Opens annotations of the same format with the images of another folder, or null. */
    AnnotatedDataset open(Path folder, Path annotations, BadDataPolicy policy) {
        return format(annotations).open(folder, annotations, policy);
    }
}
