// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.config.ConfigOverrides;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.interop.WeightFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that determine what a run starts from. */
final class StartArguments {

    @ArgGroup(multiplicity = "1")
    private From from;

    /** Exactly one of these must be given. */
    private static final class From {
        @Option(names = "--config", paramLabel = "FILE", description = "Configuration file on this machine.")
        private Path config;

        @Option(
                names = "--model",
                paramLabel = "FILE",
                description = "Model file to start from, with its configuration and classes; a path that Hadoop reads.")
        private String model;

        @Option(
                names = "--resume",
                description = "Resume the run of the same --out from its checkpoint, which contains the settings.")
        private boolean resume;
    }

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Change one setting of --config, such as train.batchSize=16. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "With --config: weights to start from, a model file or any file that scripts/mrcnn convert"
                    + " reads, on this machine. (default: random weights)")
    private Path weights;

    @Option(
            names = "--exclude",
            paramLabel = "LAYERS",
            description =
                    "Layers of --weights to reinitialize: heads, top, or a regular expression over layer names. (default:"
                            + " none)")
    private String exclude;

    boolean resumes() {
        return from.resume;
    }

    void check(ClusterOptions cluster) {
        cluster.require(
                from.config != null || (settings.isEmpty() && weights == null),
                "--set and --weights need --config; a model or a checkpoint has its settings and weights");
        cluster.require(weights != null || exclude == null, "--exclude needs --weights; give both");
        for (Path file : new Path[] {from.config, weights}) {
            cluster.require(file == null || Files.isRegularFile(file), "there is no file " + file);
        }
    }

    /**
     * Returns the model file to start from: an existing one, or a new one for the classes of the data.
     *
     * @param checkpoint checkpoint of an earlier run
     */
    String modelFile(ClusterOptions cluster, String checkpoint, DataArguments data, LimitArguments limits)
            throws IOException {
        if (from.config == null) {
            return from.resume ? checkpoint : from.model;
        }
        MaskRcnnConfig config = ConfigOverrides.of(settings, cluster.given("--set"), cluster::wrong)
                .read(from.config);
        MaskRcnnConfig limited = config.withTrain(limits.apply(config.train())).validate();
        Path file = Files.createTempFile("mrcnn-start", ".mrcnn");
        file.toFile().deleteOnExit();
        try (MaskRcnn model = created(cluster, limited, data.open().labels())) {
            model.save(file);
        }
        return file.toString();
    }

    private MaskRcnn created(ClusterOptions cluster, MaskRcnnConfig config, List<String> labels) throws IOException {
        MaskRcnn model = MaskRcnn.create(config, labels);
        if (weights != null) {
            try (WeightSource source = WeightFiles.open(weights)) {
                WeightExclusion excluded = exclude == null ? WeightExclusion.NONE : WeightExclusion.of(exclude);
                cluster.out().println(model.importWeights(source, excluded));
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        }
        return model;
    }
}
