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
    /** Of the option {@code --annotations}, which not every command requires. */
    static final String ANNOTATIONS = "Annotations, file or folder: COCO, Pascal VOC, LabelMe, VIA, masks, YOLO.";

    /** Of the option {@code --bad-data}, where a command has it. */
    static final String BAD_DATA = "What to do with images and annotations that cannot be used: fail at the first, or"
            + " skip and count them. (${DEFAULT-VALUE})";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of the images. (where the format of the annotations expects it)")
    private Path images;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the annotations: ${COMPLETION-CANDIDATES}. (found out)")
    private DataFormat format;

    /** Whether any of the options is given. */
    boolean given() {
        return images != null || format != null;
    }

    /** The folder that is given, or null. */
    Path images() {
        return images;
    }

    /** Checks that folder and annotations are there; annotations may be null. */
    void check(Path annotations) {
        Arguments.folder(spec, "--images", images);
        Arguments.exists(spec, "--annotations", annotations);
    }

    /** As given, or found out. */
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
