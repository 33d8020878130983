// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.Precision;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.internal.Peers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Estimates the memory that a run will need: its graphs report the shapes of all arrays for the maximum number of objects, and
 * the rest is added.
 *
 * @param parts the parts of the model
 * @param change the changes of the objective in the run
 * @param validates whether the run has validations
 * @param machine this machine
 */
public record RunMemory(GraphParts parts, Consumer<ObjectiveBuilder> change, boolean validates, Machine machine) {

    /** Working memory and code of oneDNN's kernels, as measured, and the same amount for their inputs in bf16. */
    private static final long KERNELS = 80_000_000;

    /** Code that the JVM compiles in a run, and classes that it loads, as measured. */
    private static final long CODE = 20_000_000;

    private static final int PIXEL_MULTIPLE = 64;

    /** The memory of one stage by kind. */
    private record Stage(int side, long trained, long arrays) {}

    /**
     * Returns the plan of a run whose optimizer exists and that has not made a step.
     *
     * @param step the step of this stage
     * @param later configurations of the later stages
     * @return the plan; empty if image sizes are not known in advance, or a graph does not report its shapes
     * @throws IllegalStateException if a single array is larger than the memory of the machine
     */
    public Optional<MemoryPlan> plan(GraphStep step, List<MaskRcnnConfig> later) {
        List<MaskRcnnConfig> all = new ArrayList<>(later);
        all.add(parts.config());
        if (all.stream()
                .anyMatch(config -> side(config.image()) == 0 || !config.roi().useRpnRois())) {
            return Optional.empty();
        }
        try {
            Stage first = stage(parts.config(), bytes(step.changing().values()), step::plannedBytes);
            Stage largest = later.stream()
                    .distinct()
                    .map(this::stage)
                    .reduce(first, (a, b) -> a.arrays() >= b.arrays() ? a : b);
            return Optional.of(plan(largest, first, bytes(step.optimizerState().values())));
        } catch (NoSuchElementException unknown) {
            return Optional.empty();
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException(
                    "out of memory before the first step: " + e.getMessage() + "; " + MemoryPlan.REMEDY, e);
        }
    }

    private MemoryPlan plan(Stage largest, Stage first, long optimizerOfFirst) {
        TrainConfig train = parts.config().train();
        long weights = bytes(parts.weights().values());
        long average = train.averageDecay() > 0 ? 1 : 0;
        long now = Math.max(0, Pointer.physicalBytes() - weights - optimizerOfFirst - average * first.trained());
        boolean sums = train.accumulate() > 1 || train.devices() > 1 || machine.stepPeers() != Peers.NONE;
        long copies = average + (sums ? 1 : 0);
        long optimizer = first.trained() == 0 ? 0 : optimizerOfFirst / first.trained() * largest.trained();
        long frozen = weights - largest.trained();
        long validation = validates ? validation(largest.side(), weights + frozen) : 0;
        Map<String, Long> sum = new LinkedHashMap<>();
        sum.put("weights", weights);
        sum.put("gradients", largest.trained());
        sum.put("optimizer and averages", optimizer + copies * largest.trained());
        sum.put("activations", largest.arrays() - largest.trained() + frozen + kernels());
        sum.put("loading", loading(largest.side()));
        sum.put("validation", validation);
        sum.put("Java", now + CODE + HeapGrowth.bytes());
        return new MemoryPlan(
                "a step of " + train.batchSize() + " x " + largest.side() + " x " + largest.side() + " pixels",
                sum,
                largest.arrays() + validation);
    }

    private Stage stage(MaskRcnnConfig config) {
        MaskRcnnGraph graph = RunGraphs.training(with(config), change);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(
                        graph.sameDiff(),
                        graph.objective().total(),
                        graph.objective().outputs(),
                        shared)) {
            List<INDArray> trained =
                    runner.trainable().stream().map(parts.weights()::get).toList();
            return stage(config, bytes(trained), runner::plannedBytes);
        }
    }

    private Stage stage(MaskRcnnConfig config, long trained, Function<Map<String, long[]>, OptionalLong> arrays) {
        int side = side(config.image());
        int devices = config.train().devices();
        int images = (machine.most(config.train().batchSize()) + devices - 1) / devices;
        MaskRcnnConfig part = config.withTrain(config.train().withDevices(1).withBatchSize(images));
        return new Stage(
                side, trained, devices * arrays.apply(shapes(part, side)).orElseThrow());
    }

    /** Returns the memory of losses and detections, which run one after the other, each with packed weights. */
    private long validation(int side, long packed) {
        MaskRcnnGraph losses = RunGraphs.validation(parts, change);
        MaskRcnnGraph detection = MaskRcnnGraph.inference(parts);
        Map<String, long[]> image = shapes(
                parts.config().withTrain(parts.config().train().withDevices(1).withBatchSize(1)), side);
        image.keySet()
                .retainAll(Set.of(NetworkNames.INPUT_IMAGE, NetworkNames.INPUT_IMAGE_META, NetworkNames.INPUT_ANCHORS));
        try (OpResources shared = new OpResources();
                GraphRunner first = GraphRunner.forOutputs(
                        losses.sameDiff(), losses.objective().outputs(), shared);
                GraphRunner second = GraphRunner.forOutputs(detection.sameDiff(), Detector.OUTPUTS, shared)) {
            return packed
                    + 2 * kernels()
                    + first.plannedBytes(shapes(parts.config(), side)).orElse(0)
                    + second.plannedBytes(image).orElse(0);
        }
    }

    /**
     * Returns the memory of loading in the Java heap: images being loaded, and the arrays of two batches, one being prepared
     * and one in use.
     */
    private long loading(int side) {
        TrainConfig train = parts.config().train();
        long batch = shapes(parts.config(), side).values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b) * Float.BYTES)
                .sum();
        long items = Math.max(
                train.workers(), (long) train.batchSize() * train.loading().queueBatches());
        return train.loading().cacheMegabytes() * 1_000_000L + 2 * batch + items * batch / train.batchSize();
    }

    private long kernels() {
        return parts.config().model().precision() == Precision.BF16 ? 2 * KERNELS : KERNELS;
    }

    private GraphParts with(MaskRcnnConfig config) {
        return new GraphParts(config, parts.classes(), parts.backbone(), parts.weights(), parts.classWeights());
    }

    /** Returns the side of the network's input; 0 if it depends on the image. */
    private static int side(ImageConfig image) {
        return switch (image.mode()) {
            case SQUARE -> image.maxDimension();
            case CROP -> image.minDimension();
            case PAD32, PAD64 -> (image.minDimension() + PIXEL_MULTIPLE - 1) / PIXEL_MULTIPLE * PIXEL_MULTIPLE;
            case NONE -> 0;
        };
    }

    /** Returns the largest shapes of the placeholders of a step. */
    private Map<String, long[]> shapes(MaskRcnnConfig config, int side) {
        long batch = config.train().batchSize();
        long objects = config.roi().maxInstances();
        long mask = config.roi().useMiniMask() ? config.roi().miniMaskSize() : side;
        int anchors = new AnchorGenerator(DataSettings.anchors(config.rpn())).count(side, side);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(
                NetworkNames.INPUT_IMAGE,
                new long[] {batch, side, side, config.image().pixelFormat().count()});
        shapes.put(NetworkNames.INPUT_IMAGE_META, new long[] {batch, ImageMeta.length(parts.classes())});
        shapes.put(NetworkNames.INPUT_ANCHORS, new long[] {anchors, 4});
        shapes.put(NetworkNames.INPUT_RPN_MATCH, new long[] {batch, anchors, 1});
        shapes.put(NetworkNames.INPUT_RPN_BBOX, new long[] {batch, config.rpn().anchorsPerImage(), 4});
        shapes.put(NetworkNames.INPUT_GT_CLASS_IDS, new long[] {batch, objects});
        shapes.put(NetworkNames.INPUT_GT_BOXES, new long[] {batch, objects, 4});
        shapes.put(NetworkNames.INPUT_GT_MASKS, new long[] {batch, mask, mask, objects});
        shapes.put(NetworkNames.INPUT_SEED, new long[] {1});
        return shapes;
    }

    private static long bytes(Collection<INDArray> arrays) {
        return arrays.stream()
                .mapToLong(array -> array.length() * array.dataType().width())
                .sum();
    }
}
