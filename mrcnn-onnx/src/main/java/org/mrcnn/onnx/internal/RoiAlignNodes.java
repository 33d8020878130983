// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.internal.graph.PyramidRoiAlign;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.geometry.LevelRule;
import org.mrcnn.data.internal.geometry.RegionMap;
import org.mrcnn.data.internal.geometry.RoiLevels;

/** Adds nodes that pool each RoI from the level of the pyramid for its size. */
final class RoiAlignNodes {

    private static final double CANONICAL_SIZE = 224;
    private static final double CANONICAL_LEVEL = 4;

    private final OnnxGraph onnx;
    private final Tensor image;
    private final PyramidRoiAlign.Settings settings;
    private final RegionMap map;
    private final Tensor height;
    private final Tensor width;

    /** @param image [1, height, width, channels], for its shape */
    RoiAlignNodes(Tensor image, PyramidRoiAlign.Settings settings) {
        onnx = image.graph();
        this.image = image;
        this.settings = settings;
        map = settings.map();
        height = image.size(1).cast(DataType.FLOAT);
        width = image.size(2).cast(DataType.FLOAT);
    }

    /**
     * Returns the features of RoIs.
     *
     * @param boxes [R, 4], in the coordinates of the network
     * @param maps feature maps with channels first, from the finest
     * @return [R, channels, pool, pool]
     */
    Tensor pool(Tensor boxes, List<Tensor> maps) {
        RoiSampling sampling = RoiSampling.of(map.sampling());
        Tensor levels = map.levels() == LevelRule.ROUND ? rounded(normalized(boxes)) : floors(pixels(boxes));
        Tensor sampled = sampling.inPixels() ? pixels(boxes) : normalized(boxes);
        Tensor[] pooled = new Tensor[maps.size()];
        Tensor[] places = new Tensor[maps.size()];
        for (int l = 0; l < pooled.length; l++) {
            places[l] = levels.equalTo(onnx.scalar(DataType.FLOAT, RoiLevels.MIN + l))
                    .indices();
            pooled[l] = pool(sampled.gather(places[l], 0), maps.get(l), sampling);
        }
        Tensor order = onnx.concat(0, places);
        Tensor back = onnx.add(
                "ScatterElements",
                DataType.INT64,
                List.of(order, order, order.size(0).range()),
                Attributes.of("axis", 0));
        return onnx.concat(0, pooled).gather(back, 0);
    }

    private Tensor normalized(Tensor boxes) {
        return map.coordinates() == Coordinates.NORMALIZED
                ? boxes
                : BoxNodes.fromPixels(boxes, image, Coordinates.NORMALIZED);
    }

    private Tensor pixels(Tensor boxes) {
        return BoxNodes.toPixels(boxes, image, map.coordinates());
    }

    /** Returns the levels of {@link RoiLevels#floors}, FLOAT [R]. */
    private Tensor floors(Tensor boxes) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        Tensor side = box[3].minus(box[1]).times(box[2].minus(box[0])).op("Sqrt");
        Tensor log = side.over(CANONICAL_SIZE).cast(DataType.DOUBLE).op("Log");
        Tensor log2 = log.over(Math.log(2.0)).cast(DataType.FLOAT);
        Tensor level = log2.plus(CANONICAL_LEVEL).plus(RoiLevels.BELOW).op("Floor");
        return level.max(RoiLevels.MIN).min(RoiLevels.MAX).squeeze(1);
    }

    /** Returns the levels of {@link RoiLevels#level}, FLOAT [R]. */
    private Tensor rounded(Tensor boxes) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        Tensor area = box[2].minus(box[0]).times(box[3].minus(box[1]));
        Tensor unit = onnx.scalar(DataType.FLOAT, CANONICAL_SIZE)
                .over(height.times(width).op("Sqrt"));
        Tensor size = area.op("Sqrt").over(unit).cast(DataType.DOUBLE).op("Log").cast(DataType.FLOAT);
        Tensor level = size.over((float) Math.log(2.0)).op("Round").plus(CANONICAL_LEVEL);
        Tensor finest = onnx.scalar(DataType.FLOAT, RoiLevels.MIN);
        return area.greater(0)
                .choose(level.max(RoiLevels.MIN).min(RoiLevels.MAX), finest)
                .squeeze(1);
    }

    private Tensor pool(Tensor boxes, Tensor cells, RoiSampling sampling) {
        Tensor[] box = OnnxGraph.columns(boxes, 4);
        RoiSampling.Side y =
                new RoiSampling.Side(box[0], box[2], height, cells.size(2).cast(DataType.FLOAT));
        RoiSampling.Side x =
                new RoiSampling.Side(box[1], box[3], width, cells.size(3).cast(DataType.FLOAT));
        Tensor[] rows = sampling.region(y, settings.pool());
        Tensor[] columns = sampling.region(x, settings.pool());
        Tensor regions = onnx.concat(1, columns[0], rows[0], columns[1], rows[1]);
        Tensor first = onnx.longs(0).expand(boxes.size(0));
        return onnx.add(
                "RoiAlign",
                DataType.FLOAT,
                List.of(cells, regions, first),
                Attributes.of("coordinate_transformation_mode", sampling.mode()),
                Attributes.of("mode", "avg"),
                Attributes.of("output_height", settings.pool()),
                Attributes.of("output_width", settings.pool()),
                Attributes.of("sampling_ratio", sampling.samples()));
    }
}
