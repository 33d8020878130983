// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.internal.config.ConfigOverrides;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.interop.internal.CocoLabels;
import org.mrcnn.interop.internal.FileKind;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts weights of other software to a model file, and a model file to weights for other software. */
@Command(
        name = "convert",
        description = {
            "Converts weights of other software into a model file, and back.",
            "Reads a Mask R-CNN of torchvision, Detectron2 or MMDetection, a ResNet of torchvision or"
                    + " timm (.pth, .pkl, .safetensors), and weights of Keras (.h5, .keras) such as Matterport's"
                    + " mask_rcnn_coco.h5. The content of a file decides what it is, not its name.",
            "Writes a model file as weights for Keras (.h5), or for torchvision (.safetensors, .pth) if it is"
                    + " of a torchvision dialect."
        })
final class ConvertCommand implements Callable<Integer> {
    private static final WeightLoading.Advice ADVICE =
            new WeightLoading.Advice("give --backbone ", "give --labels with NUMBER names, or --exclude heads");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "File to read: weights of other software, or .mrcnn.")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "File to write: .mrcnn, .h5, .safetensors or .pth.")
    private Path to;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the model. Settings that it does not list are those of the weight file, if"
                    + " the file determines them. (default for Keras: Matterport's for COCO, with ResNet-101)")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting, such as model.normEpsilon=0. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            description = "Backbone of the weights, such as resnet50. (default: model.backbone of the configuration)")
    private String backbone;

    @Option(
            names = "--labels",
            paramLabel = "NAMES",
            description = "Class names without the background: coco, a file with one name per line, or a,b,c."
                    + " (default: those of the file, or COCO's for its number of classes; for Keras: coco)")
    private String labels;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            description =
                    "Layers to initialize at random instead of loading: heads (the layers that depend on the classes), top"
                            + " (all but the backbone), none, or a regular expression over layer names."
                            + " (default: none; top for a ResNet without heads)")
    private String exclude;

    @Override
    public Integer call() throws IOException {
        Arguments.file(spec, "FROM", from);
        Arguments.output(spec, "TO", to);
        boolean isModel = isModel(from);
        if (isHdf5(to) && isModel) {
            exportKeras();
        } else if (isModel && (endsWith(to, ".safetensors") || isPickled(to))) {
            exportTorchvision();
        } else if (endsWith(to, ".mrcnn") && !(isModel && endsWith(from, ".mrcnn"))) {
            importWeights();
        } else {
            throw Arguments.wrong(
                    spec,
                    "expected weights of other software and TO.mrcnn, or FROM.mrcnn and TO.h5, TO.safetensors or TO.pth"
                            + " (export writes ONNX), found "
                            + from + " " + to);
        }
        return 0;
    }

    private void importWeights() throws IOException {
        try (WeightSource source = WeightFiles.open(from)) { // opened first to report a bad file at once
            source.hints().forEach(hint -> spec.commandLine().getErr().println("note: " + hint));
            WeightExclusion excluded = exclude == null ? usual(source) : WeightExclusion.of(exclude);
            try (MaskRcnn model = MaskRcnn.create(config(source), labels(source))) {
                WeightLoading.load(spec, model, source, excluded, ADVICE);
                model.save(to);
                spec.commandLine().getOut().println("model in " + to + ": " + summary(model));
            }
        }
    }

    /**
     * Returns the layers to exclude unless --exclude is given. A file with settings but without heads is accepted as initial
     * weights for training.
     */
    private static WeightExclusion usual(WeightSource source) {
        boolean backboneOnly =
                source.config().isPresent() && source.shapes().keySet().stream().noneMatch(WeightExclusion.TOP);
        return backboneOnly ? WeightExclusion.TOP : WeightExclusion.NONE;
    }

    private List<String> labels(WeightSource source) throws IOException {
        if (labels != null) {
            List<String> byId = labels.equals("coco") ? cocosFor(source) : List.of();
            return byId.isEmpty() ? Labels.of(labels) : byId;
        }
        if (source.config().isEmpty()) {
            return Labels.of("coco");
        }
        if (source.labels().isEmpty()) {
            throw Arguments.wrong(
                    spec,
                    "--labels: " + from + " does not tell the names of its " + count(source)
                            + "classes; give them, as in --labels a,b");
        }
        return source.labels();
    }

    /** Returns the number of classes in the file without the background, and a blank; nothing for a file without heads. */
    private static String count(WeightSource source) {
        long[] classes = source.shapes().get(WeightLoading.CLASS_BIAS);
        return classes == null ? "" : classes[0] - 1 + " ";
    }

    /** Returns what the weights alone do not show, so that the user sees what was assumed. */
    private static String summary(MaskRcnn model) {
        MaskRcnnConfig config = model.config();
        return String.format(
                Locale.ROOT,
                "dialect %s, %s, classes: %d, image.minDimension %d, image.maxDimension %d",
                config.model().dialect(),
                config.model().backbone(),
                model.labels().size() - 1,
                config.image().minDimension(),
                config.image().maxDimension());
    }

    /** Returns COCO's names for the number of classes in the file: torchvision also counts ids that no image uses. */
    private static List<String> cocosFor(WeightSource source) {
        long[] classes = source.shapes().get(WeightLoading.CLASS_BIAS);
        return classes == null ? List.of() : CocoLabels.of(classes[0]);
    }

    private MaskRcnnConfig config(WeightSource source) throws IOException {
        if (source.config().isEmpty() && !settings.isEmpty() && configFile == null) {
            throw Arguments.wrong(spec, "--set changes a setting of --config; give both, or use --backbone");
        }
        ConfigOverrides overrides = Arguments.overrides(spec, settings);
        MaskRcnnConfig config = source.config().isPresent()
                ? overrides.over(source.config().get(), configFile)
                : configFile == null ? MaskRcnnConfig.defaults() : overrides.read(configFile);
        return backbone == null ? config : config.withModel(config.model().withBackbone(backbone));
    }

    private void exportTorchvision() throws IOException {
        try (MaskRcnn model = MaskRcnn.load(from)) {
            WeightFiles.exportTorchvision(model, to);
        }
        spec.commandLine()
                .getOut()
                .println("weights in " + to + "; load them with model.load_state_dict("
                        + (isPickled(to) ? "torch.load(...))" : "safetensors.torch.load_file(...))"));
    }

    private void exportKeras() throws IOException {
        ModelFile model = ModelFile.load(from);
        try (NamedWeights weights = model.weights()) {
            KerasWeightsWriter.write(to, weights.asMap());
            if (model.config().model().dialect() != Dialect.MATTERPORT) {
                spec.commandLine()
                        .getErr()
                        .println("note: the layers of " + from
                                + " are not those of Matterport's code, which would load only" + " a part of " + to);
            }
            spec.commandLine()
                    .getOut()
                    .println(weights.names().size() + " arrays in " + to
                            + "; such a file holds no class names and no configuration");
        }
    }

    /**
     * Returns whether the content is that of a model file. For a file that is not a weight file, the name decides; opening it
     * later reports the error.
     */
    private static boolean isModel(Path file) throws IOException {
        try {
            return FileKind.of(file) == FileKind.MODEL;
        } catch (WeightFileException e) {
            return endsWith(file, ".mrcnn");
        }
    }

    private static boolean isHdf5(Path file) {
        return endsWith(file, ".h5") || endsWith(file, ".hdf5");
    }

    private static boolean isPickled(Path file) {
        return endsWith(file, ".pth") || endsWith(file, ".pt");
    }

    private static boolean endsWith(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
