// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.onnx.OnnxExport;

/** A file with preprocessing and pasted masks gives the same detections in ONNX Runtime as the model. */
class OnnxExportTest {

    /** A backbone with every kind of layer: strides, groups, pooling, normalization and a shortcut. */
    private static final class Chain implements Backbone {
        @Override
        public String name() {
            return "chain";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            Features x = layers.conv("stem", image, Conv.of(5, 8).withStride(2).withRelu());
            List<Features> maps = new ArrayList<>();
            for (int stage = 2; stage <= 5; stage++) {
                String at = "stage" + stage;
                Features pooled = layers.maxPool(at + "_pool", x, 2, 2);
                Features y = layers.conv(
                        at + "_in", x, Conv.of(3, 8).withStride(2).withGroups(4).withNorm(at + "_bn"));
                x = layers.conv(at + "_out", y, Conv.of(1, 8).withRelu(), pooled);
                maps.add(x);
            }
            return maps;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "legacy",
                "aligned",
                "matterport",
                "every_class",
                "torchvision",
                "torchvision_v2",
                "detectron2",
                "mmdetection",
                "two_sizes",
                "five_channels"
            })
    void findsWhatTheModelFinds(String name) throws Exception {
        MaskRcnnConfig config = TinyModels.config(name);
        boolean multiples = config.image().mode() == ImageConfig.Mode.NONE;
        int channels = config.image().meanPixel().size();
        List<Image> images = SpreadModels.images(2, multiples, 128).stream()
                .map(image -> withChannels(image, channels))
                .toList();
        try (MaskRcnn model = MaskRcnn.create(config, TinyModels.LABELS)) {
            check(model, images);
        }
    }

    @Test
    void aBackboneOfOnesOwnIsExported() throws Exception {
        try (MaskRcnn model = MaskRcnn.create(TinyModels.config("legacy"), TinyModels.LABELS, new Chain())) {
            check(model, SpreadModels.images(1, false, 128));
        }
    }

    private static Image withChannels(Image image, int channels) {
        byte[] pixels = new byte[image.height() * image.width() * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = image.pixels()[i / channels * image.channels() + i % channels % image.channels()];
        }
        return new Image(image.height(), image.width(), channels, pixels);
    }

    private void check(MaskRcnn model, List<Image> images) throws Exception {
        Path file = folder.resolve("model.onnx");
        SpreadModels.spread(model, images.get(0));
        OnnxExport.write(
                model, file, OnnxExport.Options.defaults().withPreprocess(true).withFullMasks(true));
        OnnxRun run = new OnnxRun(Files.readAllBytes(file));
        for (Image image : images) {
            Detections expected = model.detect(image);
            assertThat(expected.size()).isGreaterThan(3);
            compare(expected, run.run(image));
        }
    }

    private static void compare(Detections expected, Map<String, float[]> found) {
        int pixels = expected.height() * expected.width();
        assertThat(found.get("scores")).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Detection one = expected.list().get(i);
            assertThat(found.get("labels")[i]).isEqualTo(one.classId());
            assertThat(found.get("scores")[i]).isCloseTo(one.score(), Offset.offset(1e-4f));
            for (int k = 0; k < 4; k++) {
                assertThat(found.get("boxes")[4 * i + k]).isCloseTo(one.box()[k], Offset.offset(0.01f));
            }
            byte[] mask = one.mask().toMask();
            int differ = 0;
            for (int p = 0; p < pixels; p++) {
                differ += found.get("masks")[i * pixels + p] == mask[p] ? 0 : 1;
            }
            assertThat(differ).as("pixels of mask %d", i).isLessThanOrEqualTo(pixels / 1000);
        }
    }
}
