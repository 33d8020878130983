// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import onnx.Onnx.TensorProto.DataType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.detect.Molding;
import org.mrcnn.data.image.Image;
import org.mrcnn.verify.onnx.OnnxRun;

/** The nodes that resize and normalize an image of bytes compute the network's input. */
class PreprocessingTest {

    private static final List<String> LABELS = List.of("BG", "a");

    /** Enlarged, shrunk, halved, unchanged, elongated, and with sides that are difficult to round. */
    private static final int[][] SIZES = {
        {40, 50}, {50, 40}, {200, 170}, {128, 160}, {64, 80}, {300, 31}, {31, 300}, {67, 111}, {333, 129}
    };

    @ParameterizedTest
    @ValueSource(strings = {"torchvision", "detectron2", "mmdetection"})
    void givesTheInputOfTheNetwork(String dialect) throws Exception {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults(Dialect.valueOf(dialect.toUpperCase(Locale.ROOT)));
        ImageConfig config = defaults.image().withDimensions(64, 100);
        Molding molding = new Molding(defaults.withImage(config), LABELS);
        OnnxRun run = new OnnxRun(file(config));
        for (int[] size : SIZES) {
            Image image = image(size[0], size[1]);
            float[] found = run.run(image).get("input");
            float[] expected = molding.normalized(molding.resized(image));
            assertThat(found).as("%d x %d", size[0], size[1]).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .as("%d x %d, %d", size[0], size[1], i)
                        .isCloseTo(expected[i], Offset.offset(2e-5f));
            }
        }
    }

    private static byte[] file(ImageConfig config) {
        OnnxGraph onnx = new OnnxGraph("input");
        Tensor bytes = onnx.input("image", DataType.UINT8, "height", "width", 3);
        Preprocessing preprocessing = new Preprocessing(onnx, config);
        Frame frame = preprocessing.frame(bytes, DataSettings.resize(config));
        onnx.outputOfAnyShape("input", preprocessing.input(bytes, frame));
        return OnnxFile.bytes(onnx.build(), Map.of());
    }

    /** Returns noise, in which every pixel error is visible. */
    private static Image image(int height, int width) {
        Image image = Image.black(height, width, 3);
        new SplittableRandom(height).nextBytes(image.pixels());
        return image;
    }
}
