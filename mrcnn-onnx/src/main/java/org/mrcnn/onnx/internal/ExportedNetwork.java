// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.data.Dialect;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Translates a model's network to an ONNX graph for one image at a time. */
public final class ExportedNetwork {

    private static final List<String> FOUND =
            List.of(NetworkNames.MRCNN_DETECTION, NetworkNames.MRCNN_DETECTION_COUNT, NetworkNames.MRCNN_MASK);

    private final OnnxGraph onnx = new OnnxGraph("mask_rcnn");
    private final MaskRcnnConfig config;
    private final int classes;
    private final SameDiff sd;

    private ExportedNetwork(MaskRcnn model) {
        config = model.config();
        classes = model.labels().size();
        GraphParts parts = new GraphParts(config, classes, model.backbone(), model.weights());
        sd = MaskRcnnGraph.inference(parts).sameDiff();
    }

    /**
     * Returns the network of {@link MaskRcnnGraph} only. Inputs: image FLOAT [1, height, width, channels], normalized, and
     * window FLOAT [4]. Outputs: mrcnn_detection, mrcnn_detection_count and mrcnn_mask, described in {@link NetworkNames}.
     */
    public static GraphProto network(MaskRcnn model) {
        ExportedNetwork network = new ExportedNetwork(model);
        Tensor[] inputs = network.normalizedInputs();
        Translation found = network.translate(inputs[0], inputs[1]);
        network.onnx.output(FOUND.get(0), found.get(FOUND.get(0)), 1, "rows", 6);
        network.onnx.output(FOUND.get(1), found.get(FOUND.get(1)), 1);
        network.onnx.output(FOUND.get(2), found.get(FOUND.get(2)), "detections", "side", "side");
        return network.onnx.build();
    }

    /**
     * Returns the complete model, from the image to boxes, labels, scores and masks.
     *
     * @param preprocess whether the input is an image of bytes of any size; otherwise it is normalized
     * @param fullMasks whether masks are pasted into the image
     */
    public static GraphProto whole(MaskRcnn model, boolean preprocess, boolean fullMasks) {
        ExportedNetwork network = new ExportedNetwork(model);
        Tensor image;
        Tensor window;
        Frame frame;
        if (preprocess) {
            int channels = network.config.image().meanPixel().size();
            Tensor bytes = network.onnx.input("image", DataType.UINT8, "height", "width", channels);
            Preprocessing preprocessing = new Preprocessing(network.onnx, network.config.image());
            frame = preprocessing.frame(bytes, DataSettings.resize(network.config.image()));
            image = preprocessing.input(bytes, frame);
            window = frame.window();
        } else {
            Tensor[] inputs = network.normalizedInputs();
            image = inputs[0];
            window = inputs[1];
            frame = Frame.same(image.shape().slice(0, 1, 3));
        }
        network.addResults(network.translate(image, window), frame, fullMasks);
        return network.onnx.build();
    }

    /**
     * Returns any graph unchanged, for comparing it by stages.
     *
     * @param inputs placeholders to read, with their declared types and shapes; a size of -1 is variable
     * @param outputs variables of the graph; the name of each output is {@code out_} and that of the variable
     */
    public static GraphProto graph(SameDiff sd, List<String> inputs, List<String> outputs) {
        OnnxGraph onnx = new OnnxGraph("graph");
        Map<String, Tensor> placeholders = new TreeMap<>();
        for (String name : inputs) {
            SDVariable placeholder = sd.getVariable(name);
            Object[] shape = IntStream.range(0, placeholder.placeholderShape().length)
                    .mapToObj(i -> name + "_" + i)
                    .toArray();
            DataType type = placeholder.dataType().isIntType() ? DataType.INT32 : DataType.FLOAT;
            placeholders.put(name, onnx.input(name, type, shape));
        }
        Translation translation = new Translation(sd, onnx, placeholders);
        translation.translate(outputs);
        for (String name : outputs) {
            onnx.outputOfAnyShape("out_" + name, translation.get(name));
        }
        return onnx.build();
    }

    private int side() {
        ImageConfig image = config.image();
        return image.mode() == ImageConfig.Mode.CROP ? image.minDimension() : image.maxDimension();
    }

    /** Returns the anchors; if all inputs have the same size, as values in the file. */
    private Tensor anchors(Tensor image) {
        AnchorSettings settings = DataSettings.anchors(config.rpn());
        if (!config.image().fixedSize()) {
            return AnchorNodes.of(image, settings);
        }
        AnchorGenerator generator = new AnchorGenerator(settings);
        return onnx.weight("anchors", generator.boxes(side(), side()), generator.count(side(), side()), 4);
    }

    private Tensor[] normalizedInputs() {
        ImageConfig image = config.image();
        int channels = image.meanPixel().size();
        Tensor input = image.fixedSize()
                ? onnx.input("image", DataType.FLOAT, 1, side(), side(), channels)
                : onnx.input("image", DataType.FLOAT, 1, "height", "width", channels);
        return new Tensor[] {input, onnx.input("window", DataType.FLOAT, 4)};
    }

    private Translation translate(Tensor image, Tensor window) {
        onnx.scope("inputs");
        Tensor before = onnx.numbers(DataType.FLOAT, new double[ImageMeta.WINDOW]);
        Tensor after = onnx.numbers(DataType.FLOAT, new double[ImageMeta.length(classes) - ImageMeta.WINDOW - 4]);
        Map<String, Tensor> placeholders = new TreeMap<>();
        placeholders.put(NetworkNames.INPUT_IMAGE, image);
        placeholders.put(
                NetworkNames.INPUT_IMAGE_META,
                onnx.concat(0, before, window, after).unsqueeze(0));
        placeholders.put(NetworkNames.INPUT_ANCHORS, anchors(image));
        Translation translation = new Translation(sd, onnx, placeholders);
        translation.translate(FOUND);
        return translation;
    }

    private void addResults(Translation found, Frame frame, boolean fullMasks) {
        onnx.scope("results");
        PlacementNodes placement = PlacementNodes.of(Dialect.of(config).placement());
        Tensor count = found.get(NetworkNames.MRCNN_DETECTION_COUNT).cast(DataType.INT64);
        Tensor rows = found.get(NetworkNames.MRCNN_DETECTION).squeeze(0).slice(0, onnx.longs(0), count);
        Tensor masks = found.get(NetworkNames.MRCNN_MASK);
        Tensor boxes = placement.boxes(rows.slice(1, 0, 4), frame);
        Tensor kept = BoxNodes.hasArea(boxes).indices();
        boxes = boxes.gather(kept, 0);
        rows = rows.gather(kept, 0);
        masks = masks.gather(kept, 0);
        int side = 2 * config.roi().maskPoolSize();
        Object[] sides = {"detections", side, side};
        if (fullMasks) {
            PasteNodes.Pasted pasted = new PasteNodes(placement, side, frame.image()).paste(masks, boxes);
            Tensor visible = placement.visible(pasted.any(), masks).indices();
            boxes = boxes.gather(visible, 0);
            rows = rows.gather(visible, 0);
            masks = pasted.masks().gather(visible, 0);
            sides = new Object[] {"detections", "image_height", "image_width"};
        }
        onnx.output("boxes", boxes, "detections", 4);
        onnx.output("labels", rows.slice(1, 4, 5).squeeze(1).cast(DataType.INT64), "detections");
        onnx.output("scores", rows.slice(1, 5, 6).squeeze(1), "detections");
        onnx.output("masks", masks, sides);
    }
}
