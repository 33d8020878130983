// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
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
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The complete chain from the image: the input of the network, and the result for the user. */
final class WholeChain {
    private static final double SCORE = 1e-3;
    /** As a fraction of the side of the input. */
    private static final double BOX = 1e-3;
    /** Near ties may swap proposals, and each of those changes what it suppresses. */
    private static final double LEAST = 0.9;

    private WholeChain() {}

    /** Compares molded images and their meta. */
    static List<Comparison> inputs(ModelCase network) throws IOException {
        GoldenCase golden = network.golden();
        float[] molded = golden.floats("molded");
        float[] meta = golden.floats("meta");
        float[] ourMolded = new float[molded.length];
        float[] ourMeta = new float[meta.length];
        int[] active = new int[network.classes()];
        Arrays.fill(active, 1);
        for (int n = 0; n < network.batch(); n++) {
            ResizedImage canvas = network.canvas(n);
            float[] pixels =
                    DataSettings.normalization(network.config().image()).apply(canvas.image());
            float[] own = ImageMeta.of(n, network.image(n), canvas, active).toArray();
            System.arraycopy(pixels, 0, ourMolded, n * pixels.length, pixels.length);
            System.arraycopy(own, 0, ourMeta, n * own.length, own.length);
        }
        return List.of(
                Comparison.of("molded", molded, ourMolded, Tolerance.absolute(1e-4)),
                Comparison.of("meta", meta, ourMeta, Tolerance.EXACT));
    }

    /**
     * Compares the detections of {@link MaskRcnn#detect(Image)} with the reference's rules by the fraction that is equal, for
     * images that we would place in the same way on the canvas of the case.
     */
    static List<Comparison> legacyDetections(ModelCase network, MaskRcnn model) throws IOException {
        double pixel = 1.5 / Math.min(network.height(), network.width()); // its boxes have integer pixels
        List<Comparison> comparisons = new ArrayList<>();
        for (int n = 0; n < network.batch(); n++) {
            if (network.isOurCanvas(n)) {
                float[] found = rows(model.detect(network.image(n)).list(), network, network.window(n));
                comparisons.add(share("whole chain, image " + n, expected(network, n), found, pixel));
            }
        }
        return comparisons;
    }

    /**
     * Like {@link #legacyDetections} with our rules, for the detections with an area; those without are defects. Only as many
     * of our detections are compared, those with the highest scores.
     */
    static List<Comparison> detections(ModelCase network, MaskRcnn model) throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        for (int n = 0; n < network.batch(); n++) {
            if (network.isOurCanvas(n)) {
                float[] expected = withArea(expected(network, n));
                float[] found = rows(model.detect(network.image(n)).list(), network, network.window(n));
                float[] best = Arrays.copyOf(found, Math.min(found.length, expected.length));
                comparisons.add(share("whole chain by our rules, image " + n, expected, best, BOX));
            }
        }
        return comparisons;
    }

    /** Compares the detections computed from the molded images, for any canvas. */
    static Comparison network(ModelCase network, MaskRcnn model) throws IOException {
        GoldenCase golden = network.golden();
        GraphParts parts = new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights());
        float[] meta = golden.floats("meta");
        SameDiff graph = MaskRcnnGraph.inference(parts).sameDiff();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph, List.of(NetworkNames.MRCNN_DETECTION), shared);
                AnchorArrays anchors =
                        new AnchorArrays(DataSettings.anchors(network.config().rpn()));
                AnchorArrays.Lent lent = anchors.lend(network.height(), network.width());
                INDArray pixels =
                        NativeCopy.of(golden.floats("molded"), network.batch(), network.height(), network.width(), 3);
                INDArray metas = NativeCopy.of(meta, network.batch(), meta.length / network.batch());
                GraphRunner.Outputs out = runner.run(Map.of(
                        NetworkNames.INPUT_IMAGE, pixels,
                        NetworkNames.INPUT_IMAGE_META, metas,
                        NetworkNames.INPUT_ANCHORS, lent.array()))) {
            float[] found =
                    out.get(NetworkNames.MRCNN_DETECTION).dup('c').data().asFloat();
            return share("whole network", golden.floats("detections"), found, BOX);
        }
    }

    private static Comparison share(String name, float[] expected, float[] found, double box) {
        return Share.of(name, expected, found, new double[] {box, box, box, box, 0, SCORE}, LEAST);
    }

    private static float[] expected(ModelCase network, int n) throws IOException {
        float[] all = network.golden().floats("detections");
        int length = all.length / network.batch();
        return Arrays.copyOfRange(all, n * length, (n + 1) * length);
    }

    private static float[] withArea(float[] rows) {
        float[] kept = new float[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i += 6) {
            if (rows[i + 2] > rows[i] && rows[i + 3] > rows[i + 1]) {
                System.arraycopy(rows, i, kept, 6 * count++, 6);
            }
        }
        return Arrays.copyOf(kept, 6 * count);
    }

    /** Returns detections in the format of the reference: normalized boxes in the network's input, class, score. */
    private static float[] rows(List<Detection> found, ModelCase network, int[] window) {
        float[] rows = new float[found.size() * 6];
        for (int i = 0; i < found.size(); i++) {
            Detection detection = found.get(i);
            for (int k = 0; k < 4; k++) {
                double side = k % 2 == 0 ? network.height() : network.width();
                rows[i * 6 + k] = (float) ((detection.box()[k] + window[k % 2] - (k < 2 ? 0 : 1)) / (side - 1));
            }
            rows[i * 6 + 4] = detection.classId();
            rows[i * 6 + 5] = detection.score();
        }
        return rows;
    }
}
