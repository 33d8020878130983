// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.onnx.OnnxExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model as an ONNX file. */
@Command(
        name = "export",
        description = {
            "Writes a model as an ONNX file.",
            "The file has opset 17, for ONNX Runtime, OpenVINO and other software. Its metadata contain"
                    + " labels, configuration and provenance."
        })
final class ExportCommand implements Callable<Integer> {

    /** The types of mask outputs. */
    enum Masks {
        /** Probabilities within the box. */
        SMALL,
        /** Masks pasted into the image. */
        FULL
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model file, .mrcnn.")
    private Path from;

    @Parameters(index = "1", paramLabel = "ONNX", description = "File to write, .onnx.")
    private Path to;

    @Option(
            names = "--preprocess",
            description = "Put resizing, padding and normalization into the file; its input is then an image of bytes,"
                    + " of any size.")
    private boolean preprocess;

    @Option(
            names = "--masks",
            paramLabel = "SIZE",
            defaultValue = "small",
            description = "small: 28 x 28 probabilities over each box; full: pasted into the image."
                    + " (default: ${DEFAULT-VALUE})")
    private Masks masks;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "MODEL", from);
        Arguments.output(spec, "ONNX", to);
        if (!to.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw Arguments.wrong(spec, "expected ONNX with the ending .onnx, found " + to);
        }
        try (MaskRcnn model = MaskRcnn.load(from)) {
            OnnxExport.write(
                    model,
                    to,
                    OnnxExport.Options.defaults().withPreprocess(preprocess).withFullMasks(masks == Masks.FULL));
        }
        spec.commandLine().getOut().println("model in " + to);
        return 0;
    }
}
