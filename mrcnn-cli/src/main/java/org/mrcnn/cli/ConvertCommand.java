// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts Keras's weights into a model file, and a model file into weights for Keras. */
@Command(
        name = "convert",
        description =
                "Converts weights that Keras saved, such as Matterport's mask_rcnn_coco.h5, into a model file, or a model"
                        + " file into weights for Keras. The file names must end in .h5 and .mrcnn.")
final class ConvertCommand implements Callable<Integer> {
    private static final WeightLoading.Advice ADVICE =
            new WeightLoading.Advice("give --backbone ", "give --labels with NUMBER names, or --exclude heads");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "File to read, .h5 or .mrcnn.")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "File to write, .mrcnn or .h5.")
    private Path to;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the model. (default: Matterport's for COCO, with ResNet-101)")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of --config, such as model.backbone=resnet50. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "Backbone of the weights, such as resnet50. (default: model.backbone of the configuration)")
    private String backbone;

    @Option(
            names = "--labels",
            paramLabel = "NAMES",
            defaultValue = "coco",
            description = "Class names without the background: coco, a file with one name per line, or a,b,c."
                    + " (default: ${DEFAULT-VALUE})")
    private String labels;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            defaultValue = "none",
            description =
                    "Layers to initialize at random instead of loading: heads (the layers that depend on the classes), top"
                            + " (all but the backbone), none, or a regular expression over layer names."
                            + " (default: ${DEFAULT-VALUE})")
    private String exclude;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "FROM", from);
        Arguments.output(spec, "TO", to);
        if (isHdf5(to) && !isHdf5(from)) {
            exportKeras();
        } else if (endsWith(to, ".mrcnn") && !endsWith(from, ".mrcnn")) {
            importWeights();
        } else {
            throw Arguments.wrong(spec, "expected FROM.h5 TO.mrcnn or FROM.mrcnn TO.h5, found " + from + " " + to);
        }
        return 0;
    }

    private void importWeights() throws IOException {
        if (!settings.isEmpty() && configFile == null) {
            throw Arguments.wrong(spec, "--set changes a setting of --config; give both, or use --backbone");
        }
        WeightExclusion excluded = WeightExclusion.of(exclude);
        try (WeightSource source = WeightFiles.open(from); // first: a bad file is reported at once
                MaskRcnn model = MaskRcnn.create(config(), Labels.of(labels))) {
            WeightLoading.load(spec, model, source, excluded, ADVICE);
            model.save(to);
        }
        spec.commandLine().getOut().println("model in " + to);
    }

    private MaskRcnnConfig config() throws IOException {
        MaskRcnnConfig config =
                configFile == null ? MaskRcnnConfig.defaults() : ConfigOverrides.read(spec, configFile, settings);
        return backbone == null ? config : config.withModel(config.model().withBackbone(backbone));
    }

    private void exportKeras() throws IOException {
        try (NamedWeights weights = ModelFile.load(from).weights()) {
            KerasWeightsWriter.write(to, weights.asMap());
            spec.commandLine()
                    .getOut()
                    .println(weights.names().size() + " arrays in " + to
                            + "; such a file holds no class names and no configuration");
        }
    }

    private static boolean isHdf5(Path file) {
        return endsWith(file, ".h5") || endsWith(file, ".hdf5");
    }

    private static boolean endsWith(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
