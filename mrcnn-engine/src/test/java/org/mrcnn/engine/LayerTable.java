// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.List;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Ops of the table that rearrange values or are layers of networks. */
final class LayerTable {

    private LayerTable() {}

    static void fill(OpTable t) {
        shapes(t);
        networks(t);
        images(t);
    }

    private static void shapes(OpTable t) {
        t.one("reshape", (sd, x) -> x.reshape(4, 6));
        t.one("reshape open", (sd, x) -> x.reshape(-1, 4));
        t.one("permute", (sd, x) -> x.permute(2, 0, 1));
        t.add("transpose", List.of(new long[] {3, 4}), -1, 1, (sd, x) -> sd.transpose(x[0]));
        t.one("expand dims", (sd, x) -> sd.expandDims(x, 1));
        t.one("squeeze", (sd, x) -> sd.squeeze(x.reshape(2, 1, 12), 1));
        t.one("concat", (sd, x) -> sd.concat(1, x, x.mul(2)));
        t.one("concat negative axis", (sd, x) -> sd.concat(-1, x, x.mul(2)));
        t.one("stack", (sd, x) -> sd.stack(1, x, x.mul(2)));
        t.one("unstack", (sd, x) -> sd.unstack(x, 1, 3)[1]);
        t.one("split", (sd, x) -> sd.split(x, 2, 2)[1]);
        t.one("tile", (sd, x) -> sd.tile(x, 1, 2, 1));
        t.one("slice", (sd, x) -> sd.slice(x, new int[] {0, 1, 1}, 2, 2, 3));
        t.one("strided slice", (sd, x) -> sd.stridedSlice(x, new long[] {0, 0, 1}, new long[] {2, 3, 4}, 1, 2, 2));
        t.one(
                "get",
                (sd, x) -> x.get(
                        org.nd4j.autodiff.samediff.SDIndex.all(),
                        org.nd4j.autodiff.samediff.SDIndex.point(1),
                        org.nd4j.autodiff.samediff.SDIndex.interval(1, 3)));
        t.one("reverse", (sd, x) -> sd.reverse(x, 1));
        t.one("gather", (sd, x) -> sd.gather(x, new int[] {0, 2}, 1));
        t.one("gather twice the same", (sd, x) -> sd.gather(x, new int[] {0, 2, 0}, 1));
        t.one("gather rows", (sd, x) -> sd.gather(x, sd.constant(Nd4j.createFromArray(1, 1, 0)), 0));
        t.one("gather nd", (sd, x) -> sd.gatherNd(x, sd.constant(Nd4j.createFromArray(new int[][] {{0, 1}, {1, 2}}))));
        t.one("pad", (sd, x) -> sd.nn()
                .pad(x, sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 2}, {0, 1}})), 0));
        t.one("pad reflect", (sd, x) -> sd.nn()
                .pad(x, sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 1}, {0, 1}})), PadMode.REFLECT, 0));
        t.one("pad symmetric", (sd, x) -> sd.nn()
                .pad(x, sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 1}, {0, 1}})), PadMode.SYMMETRIC, 0));
        t.one(
                "scatter add",
                (sd, x) -> sd.scatterAdd(
                        sd.constant(Nd4j.ones(DataType.FLOAT, 4, 3, 4)), sd.constant(Nd4j.createFromArray(1, 3)), x));
        t.one(
                "segment sum",
                (sd, x) -> sd.segmentSum(x.reshape(6, 4), sd.constant(Nd4j.createFromArray(0, 0, 1, 1, 1, 2))));
        t.one(
                "segment mean",
                (sd, x) -> sd.segmentMean(x.reshape(6, 4), sd.constant(Nd4j.createFromArray(0, 0, 1, 1, 1, 2))));
        t.one(
                "unsorted segment sum",
                (sd, x) ->
                        sd.unsortedSegmentSum(x.reshape(6, 4), sd.constant(Nd4j.createFromArray(0, 2, 1, 1, 0, 2)), 3));
        t.one("dynamic partition", (sd, x) -> sd.dynamicPartition(
                        x.reshape(6, 4), sd.constant(Nd4j.createFromArray(0, 1, 1, 0, 1, 0)), 2)[1]);
        t.one(
                "sequence mask",
                (sd, x) -> x.mul(sd.sequenceMask(sd.constant(Nd4j.createFromArray(2, 4, 1)), 4, DataType.FLOAT)));
        t.add("diag part", List.of(new long[] {3, 3}), -1, 1, (sd, x) -> sd.math()
                .diagPart(x[0]));
        t.add("diag", List.of(new long[] {3}), -1, 1, (sd, x) -> sd.math().diag(x[0]));
        t.add("trace", List.of(new long[] {3, 3}), -1, 1, (sd, x) -> sd.math().trace(x[0]));
        t.one("top k", (sd, x) -> sd.nn().topK(x, 2, true)[0]);
        t.one("subtracting a maximum", (sd, x) -> x.sub(x.max(true, 2)));
    }

    private static void networks(OpTable t) {
        t.one("softmax", (sd, x) -> sd.nn().softmax(x));
        t.one("softmax dim", (sd, x) -> sd.nn().softmax(x, 1));
        t.one("log softmax", (sd, x) -> sd.nn().logSoftmax(x));
        t.one("log softmax dim", (sd, x) -> sd.nn().logSoftmax(x, 1));
        t.add("layer norm", List.of(new long[] {3, 4}, new long[] {4}, new long[] {4}), -1, 1, (sd, x) -> sd.nn()
                .layerNorm(x[0], x[1], x[2], true, 1));
        t.add("layer norm without bias", List.of(new long[] {3, 4}, new long[] {4}), -1, 1, (sd, x) -> sd.nn()
                .layerNorm(x[0], x[1], true, 1));
        t.add(
                "layer norm of images",
                List.of(new long[] {2, 3, 4, 5}, new long[] {5}, new long[] {5}),
                -1,
                1,
                (sd, x) -> sd.nn().layerNorm(x[0], x[1], x[2], false, 3));
        t.add(
                "batch norm",
                List.of(new long[] {4, 3}, new long[] {3}, new long[] {3}, new long[] {3}, new long[] {3}),
                0.3,
                2,
                (sd, x) -> sd.nn().batchNorm(x[0], x[1], x[2], x[3], x[4], 1e-3, 1));
        t.add(
                "batch norm of images",
                List.of(new long[] {2, 4, 4, 3}, new long[] {3}, new long[] {3}),
                0.3,
                2,
                (sd, x) -> sd.nn()
                        .batchNorm(
                                x[0],
                                sd.constant(Nd4j.createFromArray(1f, 2f, 0.5f)),
                                sd.constant(Nd4j.createFromArray(1f, 2f, 0.5f)),
                                x[1],
                                x[2],
                                1e-3,
                                3));
        t.add("bias add", List.of(new long[] {2, 4, 4, 3}, new long[] {3}), -1, 1, (sd, x) -> sd.nn()
                .biasAdd(x[0], x[1], false));
        t.add("bias add first", List.of(new long[] {2, 3, 4, 4}, new long[] {3}), -1, 1, (sd, x) -> sd.nn()
                .biasAdd(x[0], x[1], true));
        t.add("linear", List.of(new long[] {5, 4}, new long[] {4, 3}, new long[] {3}), -1, 1, (sd, x) -> sd.nn()
                .linear(x[0], x[1], x[2]));
        t.add("relu layer", List.of(new long[] {5, 4}, new long[] {4, 3}, new long[] {3}), -1, 1, (sd, x) -> sd.nn()
                .reluLayer(x[0], x[1], x[2]));
        t.add("prelu", List.of(new long[] {2, 4, 4, 3}, new long[] {1, 1, 3}), -1, 1, (sd, x) -> sd.nn()
                .prelu(x[0], x[1], 1, 2));
        t.one("dropout", (sd, x) -> sd.nn().dropout(x, 0.5));
        t.one("inverted dropout", (sd, x) -> sd.nn().dropoutInverted(x, 0.5));
        t.one("crelu", (sd, x) -> sd.nn().cReLU(x));
        t.add(
                "attention",
                List.of(new long[] {2, 4, 3}, new long[] {2, 4, 5}, new long[] {2, 4, 5}),
                -1,
                1,
                (sd, x) -> sd.nn().dotProductAttention(x[0], x[1], x[2], null, true));
    }

    private static void images(OpTable t) {
        Conv2DConfig last = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(1)
                .sW(1)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NHWC")
                .build();
        Conv2DConfig strided = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(2)
                .sW(2)
                .pH(1)
                .pW(1)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NHWC")
                .build();
        Conv2DConfig first = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(1)
                .sW(1)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NCHW")
                .build();
        List<long[]> weights = List.of(new long[] {2, 6, 6, 3}, new long[] {3, 3, 3, 2}, new long[] {2});
        t.add("conv2d", weights, -1, 1, (sd, x) -> sd.cnn().conv2d(x[0], x[1], x[2], last));
        t.add("conv2d strided", weights, -1, 1, (sd, x) -> sd.cnn().conv2d(x[0], x[1], x[2], strided));
        t.add(
                "conv2d channels first",
                List.of(new long[] {2, 3, 6, 6}, new long[] {3, 3, 3, 2}, new long[] {2}),
                -1,
                1,
                (sd, x) -> sd.cnn().conv2d(x[0], x[1], x[2], first));
        for (org.nd4j.enums.WeightsFormat format : org.nd4j.enums.WeightsFormat.values()) {
            Conv2DConfig config = Conv2DConfig.builder()
                    .kH(3)
                    .kW(3)
                    .sH(1)
                    .sW(1)
                    .paddingMode(PaddingMode.SAME)
                    .dataFormat("NHWC")
                    .weightsFormat(format)
                    .build();
            long[] shape =
                    switch (format) {
                        case YXIO -> new long[] {3, 3, 3, 2};
                        case OIYX -> new long[] {2, 3, 3, 3};
                        default -> new long[] {2, 3, 3, 3};
                    };
            t.add("conv2d weights " + format, List.of(new long[] {2, 6, 6, 3}, shape), -1, 1, (sd, x) -> sd.cnn()
                    .conv2d(x[0], x[1], config));
        }
        t.add("depthwise conv2d", List.of(new long[] {2, 6, 6, 3}, new long[] {3, 3, 3, 2}), -1, 1, (sd, x) -> sd.cnn()
                .depthWiseConv2d(x[0], x[1], last));
        t.add(
                "separable conv2d",
                List.of(new long[] {2, 6, 6, 3}, new long[] {3, 3, 3, 2}, new long[] {1, 1, 6, 2}),
                -1,
                1,
                (sd, x) -> sd.cnn().separableConv2d(x[0], x[1], x[2], last));
        DeConv2DConfig deconv = DeConv2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .isSameMode(false)
                .dataFormat("NHWC")
                .build();
        t.add(
                "deconv2d",
                List.of(new long[] {2, 3, 3, 3}, new long[] {2, 2, 2, 3}, new long[] {2}),
                -1,
                1,
                (sd, x) -> sd.cnn().deconv2d(x[0], x[1], x[2], deconv));
        DeConv2DConfig deconvFirst = DeConv2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .isSameMode(true)
                .dataFormat("NCHW")
                .build();
        t.add(
                "deconv2d channels first",
                List.of(new long[] {2, 3, 3, 3}, new long[] {2, 2, 2, 3}),
                -1,
                1,
                (sd, x) -> sd.cnn().deconv2d(x[0], x[1], deconvFirst));
        Conv1DConfig conv1d = Conv1DConfig.builder()
                .k(3)
                .s(1)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NWC")
                .build();
        t.add("conv1d", List.of(new long[] {2, 6, 3}, new long[] {3, 3, 2}), -1, 1, (sd, x) -> sd.cnn()
                .conv1d(x[0], x[1], conv1d));
        for (boolean same : new boolean[] {true, false}) {
            for (boolean nhwc : new boolean[] {true, false}) {
                String name = (same ? " same" : " valid") + (nhwc ? "" : " channels first");
                Pooling2DConfig config = Pooling2DConfig.builder()
                        .kH(2)
                        .kW(2)
                        .sH(2)
                        .sW(2)
                        .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
                        .isNHWC(nhwc)
                        .build();
                Pooling2DConfig odd = Pooling2DConfig.builder()
                        .kH(3)
                        .kW(3)
                        .sH(2)
                        .sW(2)
                        .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
                        .isNHWC(nhwc)
                        .build();
                t.image("max pool" + name, (sd, x) -> sd.cnn().maxPooling2d(x, config));
                t.image("avg pool" + name, (sd, x) -> sd.cnn().avgPooling2d(x, config));
                t.image("max pool 3x3" + name, (sd, x) -> sd.cnn().maxPooling2d(x, odd));
                t.image("avg pool 3x3" + name, (sd, x) -> sd.cnn().avgPooling2d(x, odd));
            }
        }
        Pooling2DConfig padded = Pooling2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(2)
                .sW(2)
                .pH(1)
                .pW(1)
                .isNHWC(true)
                .build();
        t.image("max pool padded", (sd, x) -> sd.cnn().maxPooling2d(x, padded));
        t.image("avg pool padded", (sd, x) -> sd.cnn().avgPooling2d(x, padded));
        t.image("upsampling", (sd, x) -> sd.cnn().upsampling2d(x, 2, 2, false));
        t.imageFirst("upsampling channels first", (sd, x) -> sd.cnn().upsampling2d(x, 2, 2, true));
        t.image("space to depth", (sd, x) -> sd.cnn().spaceToDepth(x, 2, org.nd4j.enums.DataFormat.NHWC));
        t.add("depth to space", List.of(new long[] {2, 3, 3, 4}), -1, 1, (sd, x) -> sd.cnn()
                .depthToSpace(x[0], 2, org.nd4j.enums.DataFormat.NHWC));
        t.add("depth to space first", List.of(new long[] {2, 4, 3, 3}), -1, 1, (sd, x) -> sd.cnn()
                .depthToSpace(x[0], 2, org.nd4j.enums.DataFormat.NCHW));
        t.image("space to batch", (sd, x) -> sd.cnn().spaceToBatch(x, new int[] {2, 2}, new int[] {0, 0}, 0, 0));
        t.imageFirst("local response normalization", (sd, x) -> sd.cnn()
                .localResponseNormalization(
                        x,
                        LocalResponseNormalizationConfig.builder()
                                .alpha(1e-1)
                                .beta(0.75)
                                .bias(1)
                                .depth(2)
                                .build()));
        t.imageFirst("im2col", (sd, x) -> sd.cnn()
                .im2Col(
                        x,
                        Conv2DConfig.builder()
                                .kH(3)
                                .kW(3)
                                .sH(1)
                                .sW(1)
                                .paddingMode(PaddingMode.VALID)
                                .build()));
        t.image("resize bilinear", (sd, x) -> sd.image().resizeBiLinear(x, 9, 9, false, false));
        t.image("resize bilinear centers", (sd, x) -> sd.image().resizeBiLinear(x, 9, 9, false, true));
        t.image("resize nearest", (sd, x) -> sd.image()
                .imageResize(
                        x, sd.constant(Nd4j.createFromArray(12, 12)), org.nd4j.enums.ImageResizeMethod.ResizeNearest));
        t.image("resize cubic", (sd, x) -> sd.image()
                .resizeBiCubic(x, sd.constant(Nd4j.createFromArray(9, 9)), false, false));
        t.image("crop and resize", (sd, x) -> sd.image()
                .cropAndResize(
                        x,
                        sd.constant(Nd4j.createFromArray(new float[][] {{0, 0, 0.6f, 0.7f}})),
                        sd.constant(Nd4j.createFromArray(0)),
                        sd.constant(Nd4j.createFromArray(3, 3))));
        t.image("extract patches", (sd, x) -> sd.cnn().extractImagePatches(x, 2, 2, 2, 2, 1, 1, true));
    }
}
