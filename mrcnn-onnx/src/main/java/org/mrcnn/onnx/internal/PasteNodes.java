// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * Adds nodes that paste masks into their image like {@link org.mrcnn.data.internal.mask.MaskPaste}. Each mask is resized to its
 * box by two matrix products, one detection at a time, so that only one image of floats is in memory.
 */
final class PasteNodes {

    private final PlacementNodes placement;
    private final int maskSide;
    private final Tensor height;
    private final Tensor width;

    /** @param image INT64 [2], rows and columns */
    PasteNodes(PlacementNodes placement, int maskSide, Tensor image) {
        this.placement = placement;
        this.maskSide = maskSide;
        height = image.slice(0, 0, 1);
        width = image.slice(0, 1, 2);
    }

    /**
     * Adds the nodes.
     *
     * @param masks FLOAT [n, side, side]
     * @param boxes FLOAT [n, 4] in pixels of the image
     */
    Pasted paste(Tensor masks, Tensor boxes) {
        OnnxGraph onnx = masks.graph();
        OnnxGraph body = onnx.body("paste");
        Tensor i = body.input("paste_i", DataType.INT64);
        Tensor go = body.input("paste_go", DataType.BOOL);
        Tensor row = i.unsqueeze(0);
        Tensor on = pasted(
                masks.in(body).gather(row, 0).squeeze(0),
                boxes.in(body).gather(row, 0).squeeze(0));
        body.output("paste_next", go);
        Tensor any = on.cast(DataType.FLOAT).op("ReduceMax", Attributes.of("keepdims", 0));
        body.output("paste_mask", on, "height", "width");
        body.output("paste_any", any.greater(0));
        List<Tensor> all = onnx.addAll(
                "Loop",
                List.of(DataType.BOOL, DataType.BOOL),
                List.of(masks.size(0).squeeze(0), onnx.none(DataType.BOOL)),
                Attributes.of("body", body.build()));
        return new Pasted(all.get(0), all.get(1));
    }

    /**
     * Masks in their image.
     *
     * @param masks BOOL [n, height, width]
     * @param any BOOL [n], whether the mask has any pixels
     */
    record Pasted(Tensor masks, Tensor any) {}

    private Tensor pasted(Tensor mask, Tensor box) {
        Tensor edges = placement.edges(box, maskSide);
        Tensor side = mask.size(0);
        Axis rows = axis(height.in(mask.graph()), edges, 0, side);
        Axis columns = axis(width.in(mask.graph()), edges, 1, side);
        Tensor resized = rows.weights().matmul(mask).matmul(columns.weights().transpose(1, 0));
        Tensor inBox = rows.inBox().unsqueeze(1).and(columns.inBox().unsqueeze(0));
        return placement.isOn(placement.raised(resized, mask, inBox));
    }

    /**
     * The pixels along one side of the image.
     *
     * @param weights FLOAT [pixels, cells], the weight of each cell of the mask for a pixel
     * @param inBox BOOL [pixels]
     */
    private record Axis(Tensor weights, Tensor inBox) {}

    private static Axis axis(Tensor pixels, Tensor box, int k, Tensor cells) {
        Tensor start = box.slice(0, k, k + 1);
        Tensor end = box.slice(0, k + 2, k + 3);
        Tensor centres = pixels.range().cast(DataType.FLOAT).plus(0.5);
        Tensor cell = centres.minus(start)
                .over(end.minus(start))
                .times(cells.cast(DataType.FLOAT))
                .minus(0.5);
        Tensor distance =
                cell.unsqueeze(1).minus(cells.range().cast(DataType.FLOAT)).op("Abs");
        OnnxGraph onnx = box.graph();
        Tensor weights = onnx.scalar(DataType.FLOAT, 1).minus(distance).max(0);
        return new Axis(weights, centres.greater(start).and(end.greater(centres)));
    }
}
