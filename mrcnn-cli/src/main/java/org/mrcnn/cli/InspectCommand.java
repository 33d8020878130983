// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.config.DataReading;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.report.DataReport;
import org.mrcnn.report.ModelReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows on one page what a data set contains, or what happens inside a model. */
@Command(
        name = "inspect",
        description = {
            "Writes an HTML page about a data set, or about a model on an image.",
            "With --annotations, the page shows the data and how a configuration would train on them."
                    + " With --model and IMAGE, it shows every stage of the model on that image."
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--annotations", paramLabel = "PATH", description = DataReading.ANNOTATIONS)
    private Path annotations;

    @Mixin
    private DataOptions options;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration with which to inspect the data. (default: all default settings)")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of the configuration, such as image.maxDimension=512. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Maximum number of images to inspect; if there are more, a random sample. (default:"
                    + " ${DEFAULT-VALUE})")
    private int sample;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random seed for the sample. (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--model", paramLabel = "FILE", description = "Model file to inspect.")
    private Path modelFile;

    @Parameters(paramLabel = "IMAGE", arity = "0..1", description = "With --model: the image to detect in.")
    private Path image;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "inspect.html",
            description = "Page to write. (default: ${DEFAULT-VALUE})")
    private Path out;

    @Override
    public Integer call() throws IOException {
        check();
        Failures failures = new Failures(spec);
        if (modelFile == null) {
            writeData(failures);
        } else {
            writeModel();
        }
        spec.commandLine().getOut().println("page in " + out);
        return failures.report("the images");
    }

    private void check() throws IOException {
        if ((modelFile == null) != (image == null)) {
            throw Arguments.wrong(spec, "--model and IMAGE go together; give both");
        }
        boolean ofData = annotations != null || options.hasMasks();
        if ((modelFile == null) != ofData) {
            throw Arguments.wrong(spec, "expected either --annotations, or --model and IMAGE");
        }
        if (modelFile != null && (options.given() || configFile != null || !settings.isEmpty())) {
            throw Arguments.wrong(
                    spec, "--images, --format, --config and --set need --annotations; they do not apply to --model");
        }
        Arguments.positive(spec, "--sample", sample);
        annotations = ofData ? options.annotations(annotations) : null;
        options.check(annotations);
        Arguments.file(spec, "--config", configFile);
        Arguments.file(spec, "--model", modelFile);
        Arguments.file(spec, "IMAGE", image);
        Arguments.output(spec, "--out", out);
    }

    private void writeData(Failures failures) throws IOException {
        MaskRcnnConfig config = Arguments.overrides(spec, settings).read(configFile);
        AnnotatedDataset data = options.reading().open(annotations, BadDataPolicy.SKIP);
        spec.commandLine().getOut().println("data: " + data.report());
        DataReport.of(data, config)
                .withTitle(annotations.toString())
                .withFaults(data.report())
                .withSample(sample, seed)
                .write(out)
                .forEach(failures::add);
    }

    private void writeModel() throws IOException {
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            Image pixels = Images.read(image, model.config().image().pixelFormat());
            ModelReport.write(model, pixels, modelFile + " on " + image, out);
        }
    }
}
