// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.graph.Norms;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the statistics of every batch normalization once, on a few training images, for a network that starts from random
 * weights: in one pass with normalizations in training mode, as averages over the batches. The statistics are then frozen and
 * folded into the convolutions, and the network learns as well as with trained batch normalization (docs/results.md).
 */
public final class Calibration {

    /** The separate random seed that selects the images for measuring. */
    private static final long SEED = 0x5EEDL;

    private static final String MEAN = "/moving_mean";
    private static final String VARIANCE = "/moving_variance";
    private static final Logger LOG = LoggerFactory.getLogger(Calibration.class);

    private Calibration() {}

    /**
     * Returns the normalizations that a run with this configuration measures before its first step: those that still have the
     * statistics of a new network. Statistics that were loaded or trained are kept.
     *
     * @param stepsSeen number of steps that the weights were trained for
     * @param imported names of the weights that were loaded from a file
     */
    public static Set<String> due(
            MaskRcnnConfig config, long stepsSeen, Map<String, INDArray> weights, Set<String> imported) {
        Set<String> due = new TreeSet<>();
        if (config.model().normalization() != ModelConfig.Normalization.CALIBRATED || stepsSeen > 0) {
            return due;
        }
        Set<String> kept = new TreeSet<>();
        weights.keySet().stream().filter(name -> name.endsWith(MEAN)).forEach(mean -> {
            String norm = mean.substring(0, mean.length() - MEAN.length());
            boolean fresh =
                    !imported.contains(mean) && isAll(weights.get(mean), 0) && isAll(weights.get(norm + VARIANCE), 1);
            (fresh ? due : kept).add(norm);
        });
        if (!kept.isEmpty()) {
            LOG.info(
                    "Normalization calibrated: the statistics of {} layers are kept, as they were loaded or measured before;"
                            + " {} are measured: {}",
                    kept.size(),
                    due.size(),
                    due);
        }
        return due;
    }

    private static boolean isAll(INDArray array, double value) {
        return array.minNumber().doubleValue() == value && array.maxNumber().doubleValue() == value;
    }

    /**
     * Measures on the number of images in the configuration.
     *
     * @param norms which normalizations to measure; all others keep their statistics
     * @return number of images that were skipped because they could not be used
     */
    public static long measure(
            GraphParts parts, Set<String> norms, AnchorArrays anchors, Images images, WeightLock lock) {
        TrainConfig train = parts.config().train();
        int batches = (train.calibrationImages() + train.batchSize() - 1) / train.batchSize();
        LoaderSettings own = LoaderSettings.of(train.batchSize(), train.seed() ^ SEED)
                .withWorkers(train.workers())
                .withBadData(images.badData())
                .withOrder(train.loading().groupByAspect(), 0);
        try (BatchLoader<TrainingItem, TrainingBatch> loader =
                TrainingItems.loader(images.data(), DataSettings.training(parts.config(), parts.classes()), own)) {
            measure(parts, norms::contains, anchors, new Batches(loader::next, batches), lock);
            return loader.skipped();
        }
    }

    /** Returns the moving means and variances of normalizations among the weights. */
    public static List<INDArray> statistics(Set<String> norms, Map<String, INDArray> weights) {
        return norms.stream()
                .flatMap(norm -> Stream.of(weights.get(norm + MEAN), weights.get(norm + VARIANCE)))
                .toList();
    }

    /** The training images, and what happens to those that cannot be used. */
    public record Images(Dataset data, BadDataPolicy badData) {}

    /** A source of batches, and the number of batches to measure. */
    public record Batches(Supplier<TrainingBatch> source, int count) {}

    /**
     * Measures, and writes the moving means and variances to the weights of {@code parts}, all at once at the end.
     *
     * @param norms which normalizations to measure; all others keep their statistics
     * @param lock lock of the weights; not held while the source prepares a batch
     * @throws IllegalArgumentException if weights or statistics are not finite; the message names them
     */
    public static void measure(
            GraphParts parts, Predicate<String> norms, AnchorArrays anchors, Batches batches, WeightLock lock) {
        NamedWeights.requireFinite("calibration", parts.weights());
        MaskRcnnConfig config = parts.config();
        // Proposals are available whether or not the heads train on them.
        GraphParts own = new GraphParts(
                config.withRoi(config.roi().withUseRpnRois(true)), parts.classes(), parts.backbone(), parts.weights());
        MaskRcnnGraph graph = MaskRcnnGraph.measuring(own, norms);
        Map<String, String> statistics = statistics(graph);
        Map<String, INDArray> means = new LinkedHashMap<>();
        statistics
                .keySet()
                .forEach(name -> means.put(name, zeros(parts.weights().get(name))));
        try (OpResources shared = new OpResources();
                GraphRunner runner =
                        GraphRunner.forOutputs(graph.sameDiff(), List.copyOf(statistics.values()), shared)) {
            for (int i = 0; i < batches.count(); i++) {
                TrainingBatch batch = batches.source().get();
                try (WeightLock.Held held = lock.reading();
                        AnchorArrays.Lent lent = anchors.lend(batch.height(), batch.width());
                        StepPlaceholders arrays = new StepPlaceholders(StepInputs.of(batch, i));
                        GraphRunner.Outputs out = runner.run(arrays.with(NetworkNames.INPUT_ANCHORS, lent.array()))) {
                    statistics.forEach((weight, output) ->
                            means.get(weight).addi(out.get(output).mul(1.0 / batches.count())));
                }
            }
            NamedWeights.requireFinite("statistics measured by calibration", means);
            try (WeightLock.Held held = lock.writing()) {
                means.forEach((name, mean) -> parts.weights().get(name).assign(mean));
            }
        } finally {
            means.values().forEach(INDArray::close);
        }
    }

    private static INDArray zeros(INDArray like) {
        return Nd4j.createUninitializedDetached(like.dataType(), like.shape()).assign(0);
    }

    /** Returns the variable of the graph that measures each moving mean and variance. */
    private static Map<String, String> statistics(MaskRcnnGraph graph) {
        Map<String, String> statistics = new LinkedHashMap<>();
        for (Norms.Measured measured : graph.measured()) {
            statistics.put(measured.norm() + MEAN, measured.mean());
            statistics.put(measured.norm() + VARIANCE, measured.variance());
        }
        return statistics;
    }
}
