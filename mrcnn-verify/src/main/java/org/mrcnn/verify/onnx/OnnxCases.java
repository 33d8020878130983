// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.onnx.OnnxExport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes models with random weights as ONNX files, images of different sizes, and the detections of this library in them, for
 * comparison by {@code mrcnn-verify/peers/check_onnx.py}.
 */
@Command(
        name = "onnx-cases",
        mixinStandardHelpOptions = true,
        description = "Writes ONNX files and the detections to expect of them.")
public final class OnnxCases implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LABELS = List.of("BG", "a", "b", "c", "d", "e");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the files.")
    private Path out;

    @Option(names = "--images", defaultValue = "20", description = "Images per model. (${DEFAULT-VALUE})")
    private int images;

    @Option(names = "--backbone", defaultValue = "resnet18", description = "Backbone. (${DEFAULT-VALUE})")
    private String backbone;

    @Option(names = "--side", defaultValue = "256", description = "Side of a square input. (${DEFAULT-VALUE})")
    private int side;

    @Option(names = "--only", description = "Name of one case.")
    private String only;

    private OnnxCases() {}

    /** Writes the files. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OnnxCases()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        for (Map.Entry<String, MaskRcnnConfig> one : configs().entrySet()) {
            if (only == null || only.equals(one.getKey())) {
                write(one.getKey(), one.getValue());
            }
        }
        return 0;
    }

    private Map<String, MaskRcnnConfig> configs() {
        MaskRcnnConfig base = MaskRcnnConfig.defaults();
        base = base.withModel(base.model().withBackbone(backbone));
        MaskRcnnConfig square = base.withImage(base.image().withDimensions(side / 2, side));
        MaskRcnnConfig pad =
                base.withImage(base.image().withDimensions(128, side).withMode(ImageConfig.Mode.PAD64));
        MaskRcnnConfig none = base.withImage(base.image().withMode(ImageConfig.Mode.NONE));
        Map<String, MaskRcnnConfig> configs = new LinkedHashMap<>();
        configs.put("legacy_square", square);
        configs.put("aligned_square_every_class", aligned(everyClass(square)));
        configs.put("legacy_pad64_every_class", everyClass(pad));
        configs.put("aligned_pad64", aligned(pad));
        configs.put("legacy_none", none);
        configs.put("aligned_none_every_class", aligned(everyClass(none)));
        configs.put("matterport_square", matterport(square));
        configs.put("matterport_pad64", matterport(pad));
        for (ModelConfig.Dialect dialect : ModelConfig.Dialect.values()) {
            if (dialect == ModelConfig.Dialect.MATTERPORT) {
                continue;
            }
            MaskRcnnConfig config = MaskRcnnConfig.defaults(dialect);
            configs.put(
                    dialect.toString(),
                    config.withModel(config.model().withBackbone(backbone))
                            .withImage(config.image().withDimensions(side / 2, side)));
        }
        return configs;
    }

    private static MaskRcnnConfig aligned(MaskRcnnConfig config) {
        return config.withRoi(config.roi().withSampling(RoiConfig.Sampling.ALIGNED));
    }

    private static MaskRcnnConfig everyClass(MaskRcnnConfig config) {
        return config.withDetection(config.detection().withMultiLabel(true).withMinConfidence(0.3f));
    }

    private static MaskRcnnConfig matterport(MaskRcnnConfig config) {
        return config.withRpn(config.rpn().withLegacy(true))
                .withDetection(config.detection().withLegacy(true));
    }

    private void write(String name, MaskRcnnConfig config) throws IOException {
        try (MaskRcnn model = MaskRcnn.create(config, LABELS)) {
            List<Image> given = images(config);
            SpreadModels.spread(model, given.get(0));
            OnnxExport.Options options = OnnxExport.Options.defaults().withPreprocess(true);
            OnnxExport.write(model, out.resolve(name + ".onnx"), options);
            OnnxExport.write(model, out.resolve(name + "_full.onnx"), options.withFullMasks(true));
            List<Map<String, Object>> expected = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                Path pixels = out.resolve(name + "_" + i + ".u8");
                Files.write(pixels, given.get(i).pixels());
                long start = System.nanoTime();
                Detections found = model.detect(given.get(i));
                Map<String, Object> entry = entry(pixels, given.get(i), found);
                entry.put("ms", (System.nanoTime() - start) / 1e6);
                expected.add(entry);
            }
            JSON.writeValue(out.resolve(name + ".json").toFile(), expected);
            System.out.println(name + ": "
                    + IntStream.range(0, expected.size())
                            .mapToObj(i -> ((List<?>) expected.get(i).get("labels")).size() + "")
                            .toList()
                    + " detections");
        }
    }

    /** Returns images. With Matterport's rules, there may also be detections in the padding. */
    private List<Image> images(MaskRcnnConfig config) {
        if (config.image().mode() == ImageConfig.Mode.SQUARE
                && config.detection().legacy()) {
            return SpreadModels.nearlySquare(images, side);
        }
        return SpreadModels.images(images, config.image().mode() == ImageConfig.Mode.NONE, side);
    }

    private static Map<String, Object> entry(Path pixels, Image image, Detections found) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("pixels", pixels.getFileName().toString());
        entry.put("height", image.height());
        entry.put("width", image.width());
        entry.put("channels", image.channels());
        entry.put("boxes", found.stream().map(d -> d.box()).toList());
        entry.put("labels", found.stream().map(d -> d.classId()).toList());
        entry.put("scores", found.stream().map(d -> d.score()).toList());
        entry.put("masks", found.stream().map(d -> d.mask().toCocoString()).toList());
        return entry;
    }
}
