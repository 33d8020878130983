// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.results.ResultFormat;
import org.mrcnn.results.ResultWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the formats in which detections are written, in addition to drawings. */
final class ResultOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--save",
            paramLabel = "FORMAT",
            split = ",",
            description = "Formats to write to the folder of --out, separated by commas: ${COMPLETION-CANDIDATES}. See"
                    + " docs/detecting.md.")
    private List<ResultFormat> formats = List.of();

    @Option(
            names = "--pixel-size",
            paramLabel = "UM",
            description = "Micrometres per pixel, for the measures in csv and geojson. (default: the size that a TIFF"
                    + " file states; otherwise measures are in pixels)")
    private Double pixelSize;

    void check() {
        if (pixelSize != null) {
            Arguments.positive(spec, "--pixel-size", pixelSize);
        }
    }

    /** Returns whether any format is requested. */
    boolean any() {
        return !formats.isEmpty();
    }

    /** Returns a writer for the requested formats, possibly none. */
    ResultWriter writer(Path folder, MaskRcnn model, ResultIds ids) {
        Set<ResultFormat> all = new TreeSet<>(formats);
        ResultWriter writer = ResultWriter.to(folder, model.labels(), all)
                .categoryIds(ids.categories())
                .textIds(ids.texts())
                .pixelFormat(model.config().image().pixelFormat());
        return pixelSize == null ? writer : writer.pixelSize(pixelSize);
    }
}
