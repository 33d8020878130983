package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
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

/** Makes a model file of Keras's weights, and the other way round. */
@Command(
        name = "convert",
        description =
                "Makes a model file of weights that Keras saved, as Matterport's mask_rcnn_coco.h5, or such weights of"
                        + " a model file; the endings of the names, .h5 and .mrcnn, say which.")
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "Weights, .h5 or .mrcnn.")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "File to write, .mrcnn or .h5.")
    private Path to;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the model. (Matterport's for COCO, ResNet-101)")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Changes one setting, such as model.backbone=resnet50; may be repeated. Needs --config.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "Backbone, such as resnet50. (as the configuration says)")
    private String backbone;

    @Option(
            names = "--labels",
            paramLabel = "NAMES",
            defaultValue = "coco",
            description =
                    "Class names, without the background: coco, a file with a name a line, or a,b,c. (${DEFAULT-VALUE})")
    private String labels;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            defaultValue = "none",
            description =
                    "Layers to leave out, which start afresh: heads (what depends on the classes), top (all but the"
                            + " backbone), none, or a regular expression over layer names. (${DEFAULT-VALUE})")
    private String exclude;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "FROM", from);
        if (Files.isDirectory(to)) {
            throw Arguments.wrong(spec, "TO: " + to + " is a folder, expected the name of a file to write");
        }
        if (to.toAbsolutePath().getParent() != null) {
            Files.createDirectories(to.toAbsolutePath().getParent());
        }
        if (endsWith(from, ".mrcnn") && isHdf5(to)) {
            exportKeras();
        } else if (isHdf5(from) && endsWith(to, ".mrcnn")) {
            importWeights();
        } else {
            throw Arguments.wrong(spec, "expected FROM.h5 TO.mrcnn or FROM.mrcnn TO.h5, found " + from + " " + to);
        }
        return 0;
    }

    private void importWeights() throws IOException {
        if (!settings.isEmpty() && configFile == null) {
            throw Arguments.wrong(spec, "--set changes a setting of --config; give both, or --backbone");
        }
        WeightExclusion excluded = WeightExclusion.of(exclude);
        try (WeightSource source = WeightFiles.open(from); // first: a bad file is told at once
                MaskRcnn model = MaskRcnn.create(config(), Labels.of(labels))) {
            spec.commandLine().getOut().println(model.importWeights(source, excluded));
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
                            + "; class names and configuration are not part of such a file");
        }
    }

    private static boolean isHdf5(Path file) {
        return endsWith(file, ".h5") || endsWith(file, ".hdf5");
    }

    private static boolean endsWith(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
