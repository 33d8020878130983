// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.MemoryLimits;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Detects objects in images of any size. Any number of threads may use it: they share the weights, which are packed for the
 * processor once, and each running call has its own working memory, which is kept for later calls. The number of calls that run
 * at once is limited by the number of processors (but at least two) and by native memory; further calls wait.
 */
public final class Detector implements AutoCloseable {

    /** Outputs of the inference graph that a detection needs. */
    public static final List<String> OUTPUTS =
            List.of(NetworkNames.MRCNN_DETECTION, NetworkNames.MRCNN_DETECTION_COUNT, NetworkNames.MRCNN_MASK);

    private final SameDiff graph;
    private final Molding molding;
    private final int classes;
    private final AnchorArrays anchors;
    private final OpResources shared = new OpResources();
    private final IdleRunners runners;

    /** Creates a detector with the current weights. */
    public Detector(GraphParts parts, List<String> labels) {
        MaskRcnnConfig config = parts.config();
        molding = new Molding(config, labels);
        classes = labels.size();
        graph = MaskRcnnGraph.inference(parts).sameDiff();
        anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
        WorkingSet.of(config, parts.weights().values()).require();
        runners = new IdleRunners(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                () -> GraphRunner.forOutputs(graph, OUTPUTS, shared),
                MemoryLimits::hasRoom);
    }

    /**
     * Returns the native memory of this detector and its weights.
     *
     * @param weights bytes of the weights
     */
    public NativeMemory memory(long weights) {
        return new NativeMemory(weights, shared.bytes(), runners.bytes() + anchors.bytes(), runners.count());
    }

    /** Detects the objects in one image. */
    public Detections detect(Image image) {
        ResizedImage resized = molding.resized(image);
        GraphRunner runner = runners.take();
        boolean done = false;
        try {
            Detections found = run(runner, image, resized, this::found);
            done = true;
            return found;
        } finally {
            if (done) {
                runners.giveBack(runner);
            } else {
                runners.discard(runner);
            }
        }
    }

    /**
     * Runs the network on one image and gives access to intermediate results.
     *
     * @param names names of variables of the inference graph
     * @param use reads the outputs, which are freed when it returns
     * @param <T> type of its result
     */
    public <T> T look(Image image, List<String> names, BiFunction<GraphRunner.Outputs, ResizedImage, T> use) {
        try (GraphRunner runner = GraphRunner.forOutputs(graph, names, shared)) {
            return run(runner, image, molding.resized(image), use);
        }
    }

    private <T> T run(
            GraphRunner runner,
            Image image,
            ResizedImage resized,
            BiFunction<GraphRunner.Outputs, ResizedImage, T> use) {
        Image input = resized.image();
        int[] active = new int[classes];
        Arrays.fill(active, 1);
        float[] meta = ImageMeta.of(0, image, resized, active).toArray();
        try (INDArray pixels =
                        NativeCopy.of(molding.normalized(resized), 1, input.height(), input.width(), input.channels());
                INDArray metas = NativeCopy.of(meta, 1, meta.length);
                AnchorArrays.Lent anchorsOfSize = anchors.lend(input.height(), input.width())) {
            Map<String, INDArray> placeholders = new LinkedHashMap<>();
            placeholders.put(NetworkNames.INPUT_IMAGE, pixels);
            placeholders.put(NetworkNames.INPUT_IMAGE_META, metas);
            placeholders.put(NetworkNames.INPUT_ANCHORS, anchorsOfSize.array());
            try (GraphRunner.Outputs out = runner.run(placeholders)) {
                return use.apply(out, resized);
            }
        }
    }

    private Detections found(GraphRunner.Outputs out, ResizedImage resized) {
        INDArray masks = out.get(NetworkNames.MRCNN_MASK);
        return molding.unmold(
                out.get(NetworkNames.MRCNN_DETECTION).data().asFloat(),
                out.get(NetworkNames.MRCNN_DETECTION_COUNT).getInt(0),
                masks.data().asFloat(),
                (int) masks.size(1),
                resized.geometry());
    }

    /** Frees native memory. No call may be running. */
    @Override
    public void close() {
        runners.close();
        shared.close();
        anchors.close();
    }
}
