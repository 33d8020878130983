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
import org.mrcnn.core.config.MaskRcnnConfig;
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
        for (Map.Entry<String, MaskRcnnConfig> one :
                RandomModels.configs(backbone, side).entrySet()) {
            if (only == null || only.equals(one.getKey())) {
                write(one.getKey(), one.getValue());
            }
        }
        return 0;
    }

    private void write(String name, MaskRcnnConfig config) throws IOException {
        List<Image> given = RandomModels.images(config, images, side);
        try (MaskRcnn model = RandomModels.create(config, given.get(0))) {
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
