package org.mrcnn.examples.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.data.DataSettings;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageMeta;
import org.mrcnn.data.image.ResizedImage;

/** From the picture on: what the network is fed, and what a user gets from it. */
final class WholeChain {
    private static final double SCORE = 1e-3;
    /** Of the side of the input. */
    private static final double BOX = 1e-3;
    /** Near ties may swap proposals, and one of those changes what it suppresses. */
    private static final double LEAST = 0.9;

    private WholeChain() {}

    /** Molded pictures and their meta. */
    static List<Comparison> inputs(ModelCase network) throws IOException {
        GoldenCase golden = network.golden();
        float[] molded = golden.floats("molded");
        float[] meta = golden.floats("meta");
        float[] ourMolded = new float[molded.length];
        float[] ourMeta = new float[meta.length];
        int[] active = new int[network.classes()];
        Arrays.fill(active, 1);
        for (int n = 0; n < network.batch(); n++) {
            Image picture = network.picture(n);
            ResizedImage resized =
                    DataSettings.resize(network.config().image()).apply(picture, new SplittableRandom(0));
            float[] pixels =
                    DataSettings.normalization(network.config().image()).apply(resized.image());
            float[] own = ImageMeta.of(n, picture, resized, active).toArray();
            System.arraycopy(pixels, 0, ourMolded, n * pixels.length, pixels.length);
            System.arraycopy(own, 0, ourMeta, n * own.length, own.length);
        }
        return List.of(
                Comparison.of("molded", molded, ourMolded, Tolerance.absolute(1e-4)),
                Comparison.of("meta", meta, ourMeta, Tolerance.EXACT));
    }

    /** What {@link MaskRcnn#detect(Image)} finds in each picture, and the share of it that the reference finds. */
    static List<Comparison> detections(ModelCase network, MaskRcnn model) throws IOException {
        float[] all = network.golden().floats("detections");
        int length = all.length / network.batch();
        List<Comparison> comparisons = new ArrayList<>();
        for (int n = 0; n < network.batch(); n++) {
            float[] expected = Arrays.copyOfRange(all, n * length, (n + 1) * length);
            float[] found = rows(model.detect(network.picture(n)).list(), network, network.window(n));
            double[] off = {BOX, BOX, BOX, BOX, 0, SCORE};
            comparisons.add(Share.of("whole chain, image " + n, expected, found, 6, off, LEAST));
        }
        return comparisons;
    }

    /** Detections as the reference has them: normalized boxes in the network's input, class, score. */
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
