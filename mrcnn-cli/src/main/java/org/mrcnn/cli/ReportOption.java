// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.report.EvaluationReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option for an HTML page about an evaluation. */
final class ReportOption {
    private static final String PAGE = "report.html";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Folder to write " + PAGE + " to: metrics and precision-recall curves per class, score thresholds,"
                            + " confusion matrix, error types, and the worst errors (shown as images if --model or --images is"
                            + " given).")
    private Path folder;

    boolean isRequested() {
        return folder != null;
    }

    void check() throws IOException {
        Arguments.outputFolder(spec, "--report", folder);
    }

    /** Writes the page if it is requested. */
    void write(EvaluationReport report) throws IOException {
        Path page = folder.resolve(PAGE);
        report.write(page);
        spec.commandLine().getOut().println("report in " + page);
    }

    /** Returns a reader of images by the file names in the annotations. */
    static Function<CocoGroundTruth.Image, Image> images(Path folder, PixelFormat format) {
        return image -> read(folder, format, image);
    }

    /** Returns a reader of images in a data set by id. */
    static Function<CocoGroundTruth.Image, Image> images(AnnotatedDataset data) {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < data.size(); i++) {
            places.put(data.imageId(i), i);
        }
        return image -> data.load(places.get(image.id())).image();
    }

    /** Returns the upright image, or the image as stored if its stored size is that in the annotations. */
    private static Image read(Path folder, PixelFormat format, CocoGroundTruth.Image wanted) {
        Path file = folder.resolve(wanted.fileName());
        Image upright = Images.read(file, format);
        boolean turned = upright.height() == wanted.width() && upright.width() == wanted.height();
        return turned ? Images.readStored(file, format) : upright;
    }
}
