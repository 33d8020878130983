// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.rendered.CellsDataset;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Creates models with random weights that detect many objects with different scores, and images for them. */
final class SpreadModels {

    private SpreadModels() {}

    /** Scales the output layers of the heads one after the other, because each depends on the selection by those before it. */
    static void spread(MaskRcnn model, Image image) {
        spread(model, image, "rpn_class_raw", NetworkNames.RPN_CLASS_LOGITS, 1.5);
        spread(model, image, "rpn_bbox_pred", NetworkNames.RPN_BBOX, 0.7);
        spread(model, image, NetworkNames.MRCNN_CLASS_LOGITS, NetworkNames.MRCNN_CLASS_LOGITS, 1.5);
        spread(model, image, "mrcnn_bbox_fc", NetworkNames.MRCNN_BBOX, 0.7);
        spread(model, image, "mrcnn_mask", NetworkNames.MRCNN_MASK_CLASS_LOGITS, 3);
    }

    /** Scales a layer so that its output has a mean of 0 per channel and this standard deviation. */
    private static void spread(MaskRcnn model, Image image, String layer, String output, double deviation) {
        float[] values = outputs(model, image, output);
        INDArray bias = model.weights().get(layer + "/bias");
        int channels = output.equals(NetworkNames.MRCNN_MASK_CLASS_LOGITS) ? 1 : (int) bias.length();
        double[] mean = new double[channels];
        for (int i = 0; i < values.length; i++) {
            mean[i % channels] += values[i] * channels / values.length;
        }
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += Math.pow(values[i] - mean[i % channels], 2);
        }
        double factor = deviation / Math.sqrt(squares / values.length);
        model.update(weights -> {
            weights.get(layer + "/kernel").muli(factor);
            for (int c = 0; c < bias.length(); c++) {
                bias.putScalar(c, -mean[c % channels] * factor);
            }
        });
    }

    private static float[] outputs(MaskRcnn model, Image image, String output) {
        GraphParts parts = new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights());
        try (Detector detector = new Detector(parts, model.labels())) {
            return detector.look(image, List.of(output), (out, resized) -> out.get(output)
                    .data()
                    .asFloat());
        }
    }

    /** Returns images of rendered cells, cropped to different sizes between 1/3 and 4/3 of {@code most}. */
    static List<Image> images(int count, boolean multiples, int most) {
        return images(count, multiples, most / 3, most, most + most / 2);
    }

    /**
     * Returns nearly square images of about {@code most} pixels. In wide padding, all features are equal, and so are the scores
     * of proposals there; which of them suppresses its neighbours would depend on the rounding of a runtime.
     */
    static List<Image> nearlySquare(int count, int most) {
        return images(count, false, most * 9 / 10, most / 5, most + most / 2);
    }

    /** @param canvas side of the rendered images */
    private static List<Image> images(int count, boolean multiples, int least, int range, int canvas) {
        CellsDataset cells = new CellsDataset(count, 11, canvas);
        SplittableRandom random = new SplittableRandom(5);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int height = least + random.nextInt(range);
            int width = least + random.nextInt(range);
            images.add(cut(
                    cells.load(i).image(),
                    multiples ? Math.max(64, height / 64 * 64) : height,
                    multiples ? Math.max(64, width / 64 * 64) : width));
        }
        return images;
    }

    private static Image cut(Image from, int height, int width) {
        Image cut = Image.black(height, width, from.channels());
        for (int y = 0; y < height; y++) {
            System.arraycopy(
                    from.pixels(),
                    y * from.width() * from.channels(),
                    cut.pixels(),
                    y * width * from.channels(),
                    width * from.channels());
        }
        return cut;
    }
}
